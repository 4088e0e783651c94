"""Coming back: discovery, validation, merge; without a duplicate and in order.

Source: guide, section 4 (the three-phase handshake, the platform is the source of truth).
"""

from __future__ import annotations

import asyncio
import socket
from dataclasses import replace

import pytest

from tests.clients.line import Dropped
from tests.clients.widget import Widget
from tests.support.server import Server, serving
from tests.support.widgets import (
    MINUTE,
    dropped,
    kept_texts,
    live_conversations,
    open_widget,
    refreshed,
    site_of,
)


async def assert_in_step(server: Server, widget: Widget) -> None:
    """Widget and platform have the same transcript, and no event came twice or out of turn."""
    assert widget.texts == await kept_texts(server, widget.conversation_id)
    assert widget.misheard == []
    state = server.tenant.conversations[widget.conversation_id]
    await widget.until(lambda: widget.session["seq"] == state.version)


async def test_a_refreshed_page_goes_on_where_it_was() -> None:
    """Guide, section 4: a refresh of the page keeps `sessionStorage` and nothing else."""
    async with serving() as server:
        page = await open_widget(server)
        await page.send("one")
        await page.close()
        await server.advance(2)  # the bot accepts and greets meanwhile

        page = refreshed(page)
        assert await page.resume()
        await page.send("two")

        assert page.texts[0] == "one"
        assert page.texts[-1] == "two"
        assert len(page.texts) == 3
        assert page.wire.frames[0]["type"] == "hello"
        assert len(server.tenant.conversations) == 1
        await assert_in_step(server, page)
        await page.close()


async def test_after_a_drop_the_socket_resumes_behind_the_last_event_that_was_heard() -> None:
    """Guide, section 4: only the difference travels, each event of it once."""
    async with serving() as server:
        widget = await open_widget(server)
        await widget.send("before the drop")
        await dropped(server, widget)
        known = widget.session["seq"]
        await server.advance(2)  # the bot accepts, types and greets

        assert await widget.resume()
        await assert_in_step(server, widget)

        assert widget.wire.frames[0]["resumedAfter"] == known
        assert widget.wire.seqs[0] == known + 1
        assert len(widget.texts) == 2
        await widget.close()


async def test_a_message_without_an_acknowledgement_is_sent_again_and_kept_once() -> None:
    """Guide, section 2 and 4: a reconnect that sends again must not double the message."""
    async with serving() as server:
        widget = await open_widget(server)
        id_ = widget.write("Did you get this?")
        await widget.wire.tell("message.send", clientMessageId=id_, text="Did you get this?")
        await server.tenant.journal.wait_for(lambda entry: entry.detail[-1] == "MessageSent")
        # The answer is lost: the widget goes down before it looks at its socket.
        page = refreshed(widget)
        page.session["outbox"][id_] = "Did you get this?"
        await widget.wire.abort()

        assert await page.resume()
        page.session["outbox"][id_] = "Did you get this?"
        await page.flush()

        assert await kept_texts(server, page.conversation_id) == ["Did you get this?"]
        assert page.session["outbox"] == {}
        await assert_in_step(server, page)
        await page.close()


async def test_messages_written_while_offline_arrive_once_and_in_order() -> None:
    """Guide, section 4: the draft buffer is reconciled with the transcript's diff."""
    async with serving() as server:
        widget = await open_widget(server)
        await widget.send("0")
        await dropped(server, widget)
        for number in range(1, 6):
            widget.write(str(number))

        assert await widget.resume()

        assert widget.texts == ["0", "1", "2", "3", "4", "5"]
        await assert_in_step(server, widget)
        await widget.close()


async def test_routing_that_changed_while_offline_is_pushed_as_a_delta() -> None:
    """Guide, section 4: push delta routing data that accumulated during the offline period."""
    async with serving() as server:
        widget = await open_widget(server, routingData={"language": "en-US", "tier": "basic"})
        await dropped(server, widget)
        widget.session["routingDelta"] = {"tier": "premium"}

        assert await widget.resume()

        state = server.tenant.conversations[widget.conversation_id]
        assert state.routing_data.values == {"language": "en-US", "tier": "premium"}
        assert widget.session["routingDelta"] == {}
        await widget.until(lambda: bool(widget.wire.of_type("routingData")))
        await assert_in_step(server, widget)
        await widget.close()


async def test_twenty_drops_in_the_middle_of_talk_lose_and_double_nothing() -> None:
    """Guide, section 4: reconnection is idempotent, however often it happens."""
    async with serving() as server:
        widget = await open_widget(server)
        for number in range(20):
            sending = asyncio.create_task(widget.send(str(number)))
            await widget.send(f"{number} beside it")
            await dropped_in_flight(server, widget, sending)
            assert await widget.resume()

        texts = await kept_texts(server, widget.conversation_id)
        assert sorted(texts) == sorted(
            text for number in range(20) for text in (str(number), f"{number} beside it")
        )
        await assert_in_step(server, widget)
        await widget.close()


async def dropped_in_flight(server: Server, widget: Widget, sending: asyncio.Task[None]) -> None:
    await dropped(server, widget)
    await asyncio.wait([sending])
    assert sending.exception() is None or isinstance(sending.exception(), Dropped)


async def test_a_page_closed_for_longer_than_its_token_logs_in_and_goes_on() -> None:
    """Guide, section 4, phase 1: the stored token is checked for its end before it is used."""
    async with serving(settings={"inactivity": "2h"}) as server:
        page = await open_widget(server)
        await page.send("I will be back.")
        await page.close()
        await server.advance(45 * MINUTE)
        since = server.tenant.journal.last_id

        page = refreshed(page)
        assert await page.resume()

        assert page.texts[0] == "I will be back."
        edge = [entry.detail[0] for entry in server.tenant.journal.select(kind="auth", since=since)]
        assert not any(str(said).startswith("edge refused") for said in edge)
        await page.close()


@pytest.mark.parametrize("whose", ["another user's", "nobody's"])
async def test_an_id_that_is_not_this_customers_leads_to_a_new_conversation(whose: str) -> None:
    """Guide, section 4, phase 2: 403 and 404 discard local state and begin anew."""
    async with serving() as server:
        stranger = await open_widget(server, "user-8")
        widget = Widget(site=site_of(server), identity={"userId": "user-7"})
        widget.session["conversationId"] = (
            stranger.conversation_id if whose == "another user's" else "no-such-conversation"
        )

        assert not await widget.resume()

        assert live_conversations(server.tenant, "user-7") == [widget.conversation_id]
        assert widget.conversation_id != stranger.conversation_id
        await widget.close()
        await stranger.close()


async def test_a_tab_that_knows_nothing_begins_a_conversation() -> None:
    """Guide, section 4, phase 1: without an id there is nothing to validate."""
    async with serving() as server:
        widget = Widget(site=site_of(server))

        assert not await widget.resume()

        assert list(server.tenant.conversations) == [widget.conversation_id]
        await widget.close()


@pytest.mark.parametrize(("body", "code"), [({"how": "abort"}, 1006), ({"how": "close"}, 1001)])
async def test_a_drop_that_a_tester_makes_is_survived_like_any_other(
    body: dict[str, str], code: int
) -> None:
    """Guide, section 4, with the admin API's hand on the network."""
    async with serving() as server:
        widget = await open_widget(server)
        await widget.send("one")
        (channel,) = (await widget.api.must("GET", "/__admin/channels"))["channels"]
        await widget.api.must("POST", f"/__admin/channels/{channel['id']}/drop", json=body)
        await widget.until(lambda: not widget.is_connected)
        assert widget.wire.close_code == code
        widget.write("two")

        assert await widget.resume()

        assert widget.texts == ["one", "two"]
        await assert_in_step(server, widget)
        await widget.close()


async def test_a_widget_waits_longer_each_time_while_the_platform_is_out_of_reach() -> None:
    """Guide, section 4: exponential backoff, 30 s at most, so that no herd thunders."""
    waited: list[float] = []
    async with serving() as server:
        page = await open_widget(server)
        await page.close()
        page = refreshed(page)

        async def wait(delay_s: float) -> None:
            waited.append(delay_s)
            if len(waited) == 6:
                page.move_to(site_of(server))  # the outage is over

        with socket.socket() as nobody_listens:
            nobody_listens.bind(("127.0.0.1", 0))
            url = f"http://127.0.0.1:{nobody_listens.getsockname()[1]}"
            page.move_to(replace(site_of(server), url=url, wait=wait))
            assert await page.resume()

        assert waited == [2, 4, 8, 16, 30, 30]
        assert len(server.tenant.conversations) == 1
        await page.close()
