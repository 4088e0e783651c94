"""Two tabs of one customer: apart in what they keep, together in what they see.

Source: guide, edge case 3 (cross-tab contamination; a unique `instanceId` for each widget).
"""

from __future__ import annotations

from tests.clients.widget import Widget
from tests.support.server import Server, serving
from tests.support.widgets import kept_texts, open_widget, site_of


async def two_tabs(server: Server) -> tuple[Widget, Widget]:
    """Return two tabs of one browser: one identity, two sessions, one conversation."""
    first = await open_widget(server, routingData={"tier": "basic"})
    second = Widget(site=site_of(server), identity=first.identity)
    await second.log_in()
    second.session["conversationId"] = first.conversation_id
    assert await second.resume()
    return first, second


async def test_two_tabs_have_instances_of_their_own() -> None:
    """Guide, edge case 3: assign a unique `instanceId` to each widget session."""
    async with serving() as server:
        first, second = await two_tabs(server)

        channels = [one.describe() for one in server.tenant.channels.values()]

        assert first.session["instanceId"] != second.session["instanceId"]
        assert {one["instanceId"] for one in channels} == {
            first.session["instanceId"],
            second.session["instanceId"],
        }
        await first.close()
        await second.close()


async def test_both_tabs_hear_every_event_once_and_in_the_same_order() -> None:
    """Guide, edge case 3: the customer sees one conversation, whatever tab he looks at."""
    async with serving() as server:
        first, second = await two_tabs(server)
        for number in range(10):
            await (first, second)[number % 2].send(str(number))
        await server.advance(3)
        version = server.tenant.conversations[first.conversation_id].version

        for tab in (first, second):
            await tab.until(lambda tab=tab: tab.session["seq"] == version)  # type: ignore[misc]
            assert tab.wire.seqs == list(range(1, version + 1))
            assert tab.misheard == []
        assert first.texts == second.texts == await kept_texts(server, first.conversation_id)
        await first.close()
        await second.close()


async def test_an_overwrite_between_tabs_is_noted_with_both_instances() -> None:
    """Guide, edge case 3: the last writer wins, and the journal tells over whom."""
    async with serving() as server:
        first, second = await two_tabs(server)
        path = f"{first.path}/routing-data"

        await first.api.must("PUT", path, token=first.token, json={"tier": "premium"})
        await second.api.must("PUT", path, token=second.token, json={"tier": "basic"})

        notes = [e.detail[6] for e in server.tenant.journal.select(kind="http") if e.detail[6]]
        (note,) = notes[-1]
        assert first.session["instanceId"] in note
        assert second.session["instanceId"] in note
        assert "overwrote" in note
        await first.close()
        await second.close()


async def test_if_match_keeps_a_tab_from_overwriting_what_it_has_not_seen() -> None:
    """Guide, edge case 3: merge what the other tab wrote, do not overwrite it."""
    async with serving() as server:
        first, second = await two_tabs(server)
        path = f"{first.path}/routing-data"
        seen = (await first.api.call("GET", first.path, token=first.token)).headers["ETag"]
        await second.api.must("PATCH", path, token=second.token, json={"cart": "full"})

        stale = await first.api.call(
            "PUT", path, token=first.token, json={"tier": "gold"}, headers={"If-Match": seen}
        )
        fresh = (await first.api.call("GET", first.path, token=first.token)).headers["ETag"]
        merged = await first.api.call(
            "PATCH", path, token=first.token, json={"tier": "gold"}, headers={"If-Match": fresh}
        )

        assert (stale.status, stale.body["code"]) == (412, "precondition.failed")
        assert merged.status == 200
        assert merged.body["routingData"] == {"tier": "gold", "cart": "full"}
        await first.close()
        await second.close()


async def test_the_other_tab_hears_of_routing_data_that_changed() -> None:
    """Guide, edge case 3: so that no tab goes on with what it believes."""
    async with serving() as server:
        first, second = await two_tabs(server)

        answer = await first.wire.ask("routingData.merge", data={"tier": "premium"})
        await second.until(lambda: bool(second.wire.of_type("routingData")))

        frame = second.wire.of_type("routingData")[-1]
        assert frame["routingData"] == {"tier": "premium"}
        assert frame["routingHash"] == answer["routingHash"]
        assert frame["instanceId"] == first.session["instanceId"]
        await first.close()
        await second.close()


async def test_the_same_client_message_id_in_two_tabs_is_one_message() -> None:
    """Guide, edge case 3: two tabs that share a buffer send its content once."""
    async with serving() as server:
        first, second = await two_tabs(server)
        frame = {"clientMessageId": "shared-1", "text": "Only once, please."}

        one = await first.wire.ask("message.send", **frame)
        two = await second.wire.ask("message.send", **frame)

        assert (one.get("duplicate", False), two["duplicate"]) == (False, True)
        assert one["seq"] == two["seq"]
        assert await kept_texts(server, first.conversation_id) == ["Only once, please."]
        await first.close()
        await second.close()
