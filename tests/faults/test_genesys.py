"""Faults on Genesys' side: on guests' sockets and their conversations they act as on a widget's."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from mockplatform.core.states import State
from tests.support.faulty import fault, fired, set_fault, shown, take_away
from tests.support.guests import Guest, guest
from tests.support.scene import QUIET
from tests.support.server import Server, serving

Json = dict[str, Any]
OUT = {"phase": "frame.out", "frame": "StructuredMessage", "dialect": "genesys"}
IN = {"phase": "frame.in", "frame": "onMessage"}
HELLO, PING, LAST, END = "hello", "ping", "last", "the end"


async def heard(visitor: Guest) -> Any:
    """Return what a guest hears next: a text, how the connection ended, or that it is no JSON."""
    try:
        data = await visitor.socket.recv()
    except ConnectionClosed as error:
        return (END, error.rcvd.code if error.rcvd else 1006)
    try:
        return json.loads(data)["body"]["text"]
    except ValueError:
        return "no JSON"


async def what_is_heard(visitor: Guest) -> list[Any]:
    """Return all that is heard after a message and two signs of life, up to the last of them."""
    with suppress(ConnectionClosed):  # the end is heard below
        await visitor.send_text(HELLO, "t-1")
        for text in (PING, LAST):
            await visitor.say("echo", message={"type": "Text", "text": text})
    seen: list[Any] = []
    while not seen or (seen[-1] != LAST and not isinstance(seen[-1], tuple)):
        seen.append(await heard(visitor))
    return [one for one in seen if one != LAST]


FRAMES: list[tuple[str, Json, Json, list[Any]]] = [
    ("lose", OUT, {"times": 1}, [PING]),
    ("lose", IN, {}, [PING]),
    ("duplicate", OUT, {"times": 1}, [HELLO, HELLO, PING]),
    ("duplicate", IN, {}, [HELLO, HELLO, PING]),
    ("reorder", OUT, {"times": 1}, [PING, HELLO]),
    ("corrupt", OUT, {"times": 1}, ["no JSON", PING]),
    ("cut", OUT, {}, [(END, 1006)]),
    ("drop", OUT, {}, [(END, 1006)]),
    ("drop", IN, {}, [(END, 1006)]),
    ("close", OUT, {}, [(END, 1012)]),
    ("close", IN, {}, [(END, 1012)]),
    ("expire_token", IN, {}, [HELLO, PING]),
]
"""Kind, where, when, and what the guest hears. A guest's session hangs on no token of ours."""


@pytest.mark.parametrize(("kind", "where", "when", "expected"), FRAMES)
async def test_a_frame_of_a_guest_s_socket_is_harmed(
    kind: str, where: Json, when: Json, expected: list[Any]
) -> None:
    async with serving(settings=QUIET) as server:
        async with guest(server) as visitor:
            await visitor.configure()
            async with fault(server, kind, where=where, when=when):
                seen = await what_is_heard(visitor)
        told = shown(server, "fault")
        async with guest(server, "22222222-2222-4222-8222-222222222222") as another:
            await another.configure()
            assert await what_is_heard(another) == [HELLO, PING]
    assert seen == expected
    assert bool(told) is (kind != "expire_token")
    assert all(one["channelId"] == "ws-1" and one["what"] == where["frame"] for one in told)


async def test_what_comes_in_twice_is_kept_twice_for_nothing_tells_it_apart() -> None:
    async with serving(settings=QUIET) as server, guest(server) as visitor:
        await visitor.configure()
        async with fault(server, "duplicate", where=IN):
            await visitor.send_text(HELLO, "t-1")
            first, second = await visitor.hear(), await visitor.hear()
    assert first["tracingId"] == second["tracingId"] == "t-1"
    assert first["body"]["id"] != second["body"]["id"]


async def test_a_lost_message_is_echoed_and_not_kept() -> None:
    async with serving(settings=QUIET) as server, guest(server) as visitor:
        await visitor.configure()
        async with fault(server, "lost_write", where=IN):
            lost = await visitor.text("lost", "t-1")
            assert server.tenant.conversations == {}
        kept = await visitor.text("kept", "t-2")
        await server.advance(1)
        async with fault(server, "lost_write", where=IN):
            again = await visitor.text("lost again", "t-3")
        (state,) = server.tenant.conversations.values()
        told = shown(server, "fault")
    assert state.message_count == 1
    assert len({lost["id"], kept["id"], again["id"]}) == 3
    assert [one["clientMessageId"] for one in told] == ["t-1", "t-3"]


ATTRIBUTES = {"metadata": {"customAttributes": {"tier": "premium", "language": "en-US"}}}


async def test_custom_attributes_lose_their_values_and_the_fallback_takes_it() -> None:
    async with serving(settings=QUIET) as server, guest(server) as visitor:
        await visitor.configure()
        async with fault(server, "truncate_routing_data"):
            await visitor.text(HELLO, channel=ATTRIBUTES)
        (state,) = server.tenant.conversations.values()
        fallback = server.tenant.config.fallback
    assert state.routing_data.values == {"tier": None, "language": None}
    assert state.placement is not None
    assert state.placement.queue == fallback


async def test_where_routing_is_down_only_messages_with_attributes_are_refused() -> None:
    async with serving(settings=QUIET) as server, guest(server) as visitor:
        await visitor.configure()
        where = {"phase": "routing", "frame": "onMessage"}
        async with fault(server, "status", where=where, what={"status": 503}):
            await visitor.send_text(HELLO, channel=ATTRIBUTES)
            assert (await visitor.refusal())[0] == 503
            await visitor.text(HELLO)
    assert len(server.tenant.conversations) == 1


async def told_that_it_is_over(visitor: Guest) -> bool:
    """Whether the next frame tells a guest that somebody else has ended the conversation."""
    events = (await visitor.hear_class("StructuredMessage"))["body"]["events"]
    return bool(events == [{"eventType": "Presence", "presence": {"type": "Disconnect"}}])


@pytest.mark.parametrize("at_once", [False, True])
async def test_a_conversation_that_is_closed_goes_on_with_the_next_message(at_once: bool) -> None:
    async with serving(settings=QUIET) as server, guest(server) as visitor:
        await visitor.configure()
        await visitor.text("first")
        where: dict[str, Any] = {} if at_once else {"where": IN}
        async with fault(server, "close_conversation", what={"atOnce": at_once}, **where):
            if not at_once:
                await visitor.send_text("second")
            assert await told_that_it_is_over(visitor)
            if not at_once:
                assert (await visitor.hear())["body"]["text"] == "second"
        await server.advance(1)
        await visitor.text("third")
        (state,) = server.tenant.conversations.values()
    assert (state.state, state.message_count) == (State.OPEN, 2 if at_once else 3)


async def test_nobody_takes_a_guest_s_conversation_until_the_fault_is_over() -> None:
    async with serving() as server, guest(server) as visitor:
        await visitor.configure()
        id_ = await set_fault(server, "no_agents")
        await visitor.text(HELLO)
        (conversation,) = server.tenant.conversations
        await server.advance(1)
        waiting = server.tenant.conversations[conversation].state
        await take_away(server, id_)
        await server.advance(1)
        then = server.tenant.conversations[conversation].state
    assert waiting is State.OPEN
    assert then in {State.RINGING, State.ACTIVE}


@pytest.mark.parametrize(("kind", "code"), [("drop", 1006), ("close", 1012)])
async def test_all_sockets_in_scope_end_at_once(kind: str, code: int) -> None:
    where = {"phase": "frame.out", "dialect": "genesys", "channel": 2}
    async with serving(settings=QUIET) as server, guest(server) as first, guest(server) as second:
        await first.configure()
        await second.configure()
        async with fault(server, kind, where=where, what={"atOnce": True}):
            assert await heard(second) == (END, code)
            await first.text(HELLO)
            async with guest(server) as third:
                assert (await third.configure())["newSession"] is False


async def test_a_handshake_is_refused_or_never_answered() -> None:
    async with serving() as server:
        where = {"dialect": "genesys", "path": "/v1"}
        async with fault(server, "refuse", where=where, what={"status": 503}):
            with pytest.raises(InvalidStatus) as refused:
                async with guest(server):
                    pass
        id_ = await set_fault(server, "never_open", where=where)
        with pytest.raises(TimeoutError):
            async with guest(server, open_timeout=0.2):
                pass
        await fired(server, id_)
        await take_away(server, id_)
        async with guest(server) as visitor:
            await visitor.configure()
    assert refused.value.response.status_code == 503


async def test_a_subject_is_the_guest_whose_session_it_is() -> None:
    async with (
        serving(settings=QUIET) as server,
        guest(server, "one") as one,
        guest(server, "other") as other,
    ):
        await one.configure()
        await other.configure()
        subject = next(iter(server.tenant.sessions.values())).customer.id
        async with fault(server, "status", where={**IN, "subject": subject}):
            await one.send_text(HELLO)
            assert (await one.refusal())[0] == 503
            await other.text(HELLO)
        async with fault(server, "status", where={**IN, "deploymentId": "another"}):
            await one.text(HELLO)


async def steer(server: Server, path: str) -> None:
    """Ask the admin API for something."""
    async with server.http.post(f"{server.url}/__admin/{path}", json={}) as answer:
        assert answer.status < 300, await answer.text()


async def test_after_a_rewind_the_same_session_s_next_socket_has_the_same_number() -> None:
    async with serving(settings=QUIET) as server:
        for _ in range(2):
            async with guest(server) as visitor:
                await visitor.configure()
        await steer(server, "checkpoints/here")
        await steer(server, "checkpoints/here/rewind")
        async with guest(server) as visitor:
            await visitor.configure()
            (channel,) = server.tenant.channels.values()
            assert channel.occasion().channel == 3


async def test_a_fault_acts_on_guests_of_a_durable_platform_too(tmp_path: Path) -> None:
    store = f"sqlite:///{tmp_path}/mock.db"
    async with serving(settings=QUIET, store=store) as server, guest(server) as visitor:
        await visitor.configure()
        async with fault(server, "lost_write", where=IN):
            await visitor.text("lost", "t-1")
        await visitor.text("kept", "t-2")
        (state,) = server.tenant.conversations.values()
    assert state.message_count == 1
