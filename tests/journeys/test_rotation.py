"""Rotation before expiry: nothing that is on its way notices.

Source: guide, section 2 (refresh five minutes before `exp`, the token is a lease) and edge
case 1 (the swap blocks nothing: input, typing and what is pending survive it).
"""

from __future__ import annotations

import asyncio

import pytest

from tests.clients.widget import ROTATE_BEFORE_S, Widget
from tests.support.server import Server, serving
from tests.support.widgets import MINUTE, kept_texts, open_widget, site_of, typed

LIFE = 30 * MINUTE


async def compose_until(server: Server, widget: Widget, at: float) -> None:
    """Let the customer type until the tenant's clock shows `at`, so that silence ends nothing."""
    clock = server.tenant.clock
    while clock.now() < at:
        await typed(server, widget)
        await server.advance(min(5 * MINUTE, at - clock.now()))


async def test_a_widget_rotates_five_minutes_before_its_token_ends_and_not_before() -> None:
    """Guide, section 2: `exp` less five minutes, by the platform's clock."""
    async with serving() as server:
        widget = await open_widget(server)
        first, exp = widget.token, widget.session["exp"]
        assert exp == server.tenant.clock.now() + LIFE

        await compose_until(server, widget, exp - ROTATE_BEFORE_S - 1)
        assert not await widget.tick()
        await server.advance(1)
        assert await widget.tick()

        assert widget.token != first
        assert widget.session["exp"] == exp + LIFE - ROTATE_BEFORE_S
        await widget.close()


@pytest.mark.parametrize("by_socket", [True, False], ids=["socket", "http"])
async def test_no_message_in_flight_is_lost_or_doubled_by_a_rotation(by_socket: bool) -> None:
    """Guide, section 2, the trap: a refresh in the middle of a transmission."""
    async with serving() as server:
        widget = await open_widget(server)
        await compose_until(server, widget, widget.rotate_at)
        if not by_socket:
            await widget.close()
        texts = [f"message {number}" for number in range(30)]

        sending = [asyncio.create_task(widget.send(text)) for text in texts[:20]]
        rotating = asyncio.create_task(widget.tick())
        sending += [asyncio.create_task(widget.send(text)) for text in texts[20:]]
        await asyncio.gather(*sending)

        assert await rotating
        assert widget.session["outbox"] == {}
        kept = [text for text in await kept_texts(server, widget.conversation_id) if text in texts]
        assert sorted(kept) == sorted(texts)
        assert not by_socket or kept == texts
        assert widget.misheard == []
        await widget.close()


async def test_a_socket_outlives_the_token_it_was_opened_with() -> None:
    """Guide, section 2: pre-emptive rotation keeps the channel authenticated."""
    async with serving() as server:
        widget = await open_widget(server)
        line = widget.wire
        first_exp = widget.session["exp"]
        await compose_until(server, widget, widget.rotate_at)
        assert await widget.tick()

        await compose_until(server, widget, first_exp + MINUTE)
        await widget.send("Still here.")

        assert widget.line is line
        assert widget.is_connected
        assert "Still here." in widget.texts
        await widget.close()


async def test_a_widget_that_rotates_in_time_talks_for_hours_and_is_never_refused() -> None:
    """Guide, section 2: a sliding window; each rotation moves it on."""
    async with serving() as server:
        widget = await open_widget(server)
        start = server.tenant.clock.now()
        rotations = 0
        for minute in range(5, 185, 5):
            await compose_until(server, widget, start + minute * MINUTE)
            rotations += await widget.tick()

        assert rotations == 7
        assert widget.is_connected
        assert len(server.tenant.families) == 1
        refused = [e.detail for e in server.tenant.journal.select(kind="http") if e.detail[2] > 299]
        assert refused == []
        await widget.close()


async def test_a_socket_that_is_not_given_the_new_token_is_severed_at_the_old_ones_end() -> None:
    """Guide, section 2: what happens to a widget that rotates and does not tell its socket."""
    async with serving() as server:
        widget = await open_widget(server)
        await compose_until(server, widget, widget.session["exp"] - MINUTE)

        fired = await server.advance(MINUTE)
        await widget.until(lambda: not widget.is_connected)

        assert widget.wire.close_code == 4401
        assert "socket.severed" in [what for what, _ in fired]


async def test_draft_and_pending_message_survive_a_token_swap() -> None:
    """Guide, edge case 1: the input buffer lives beside the tokens, not within them."""
    async with serving() as server:
        widget = await open_widget(server)
        await compose_until(server, widget, widget.rotate_at)
        widget.session["draft"] = "I was just going to say"
        pending = widget.write("Sent before the swap, acknowledged after it.")
        transmitting = asyncio.create_task(widget.transmit(pending))

        await widget.rotate()
        await transmitting

        assert widget.session["draft"] == "I was just going to say"
        assert widget.session["outbox"] == {}
        assert widget.texts[-1] == "Sent before the swap, acknowledged after it."
        await widget.close()


async def test_typing_goes_on_through_a_token_swap() -> None:
    """Guide, edge case 1: the typing indicator does not stop, for whoever watches."""
    async with serving() as server:
        widget = await open_widget(server)
        other_tab = Widget(site=site_of(server), identity=widget.identity)
        await other_tab.log_in()
        other_tab.session["conversationId"] = widget.conversation_id
        await other_tab.resume()

        await widget.type()
        await widget.rotate()
        await widget.type(on=False)
        await widget.type()

        await other_tab.until(lambda: len(other_tab.wire.of_type("typing")) == 3)
        states = [frame["state"] for frame in other_tab.wire.of_type("typing")]
        assert states == ["on", "off", "on"]
        assert widget.wire.of_type("typing") == []
        await widget.close()
        await other_tab.close()


async def test_a_bad_token_in_a_swap_leaves_the_old_one_in_force() -> None:
    """Guide, edge case 1: a failed update must not throw the customer out."""
    async with serving() as server:
        widget = await open_widget(server)

        answer = await widget.wire.ask("token.update", token=widget.token[:-6] + "AAAAAA")
        await widget.send("Nothing happened.")

        assert (answer["type"], answer["code"]) == ("error", "invalid.token")
        assert widget.texts == ["Nothing happened."]
        await widget.close()


async def test_a_lost_answer_to_a_refresh_is_asked_for_again_and_costs_nothing() -> None:
    """Guide, section 2 (a lease); invented: the grace for an answer that got lost."""
    async with serving() as server:
        widget = await open_widget(server)
        before = {**widget.session}
        await widget.rotate()
        first = widget.session["accessToken"]
        widget.session.update(before)  # as if the answer had never come

        await server.advance(5)
        await widget.rotate()

        assert widget.session["accessToken"] == first
        assert (await widget.api.call("GET", "/api/v2/users/me", token=widget.token)).status == 200
        await widget.close()
