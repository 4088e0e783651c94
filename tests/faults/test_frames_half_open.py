"""Half-open sockets: one side hears nothing, and the connection stays open."""

from __future__ import annotations

import asyncio
import struct
from typing import Any

import pytest

from mockplatform.edge.socket import Socket
from mockplatform.edge.wallclock import breathe
from mockplatform.limits import LIMITS
from tests.support.faulty import fired, set_fault, shown, take_away
from tests.support.hands import Hands
from tests.support.raw import CLOSE, PING, PONG, RawFrame
from tests.support.scene import Scene, hello, nothing_came, scene, text_of, texts
from tests.support.server import Server

OUT = {"phase": "frame.out", "frame": "message", "channel": 1}
IN = {"phase": "frame.in", "frame": "message.send", "channel": 1}
LEAST = "50ms"
"""The shortest heartbeat that the settings know."""


async def sweep(server: Server, beats: int) -> None:
    """Let the sweeper look as it would in so many heartbeats of real time."""
    beat = server.tenant.settings.heartbeat
    now = server.platform.around.stopwatch()
    for number in range(1, beats + 1):
        server.sockets.sweep(now + number * beat)
        await breathe()


def only(server: Server) -> Socket:
    """Return the one socket."""
    (socket,) = server.sockets
    assert isinstance(socket, Socket)
    return socket


async def deaf(stage: Scene) -> str:
    """Make the first socket deaf: the message with which it happens is held too."""
    id_ = await set_fault(stage.server, "deaf", where=OUT)
    await stage.say("one")
    await fired(stage.server, id_)
    return id_


async def test_who_is_deaf_hears_nothing_over_many_heartbeats_and_all_of_it_then() -> None:
    hands = Hands()
    async with scene(heartbeat=LEAST, hands=hands) as stage, stage.raw() as peer:
        await hello(peer)
        async with stage.talk() as other:
            await other.frame()
            id_ = await deaf(stage)
            peer.say(type="ping", id=1)
            peer.say(type="message.send", text="two", id=2)
            assert texts(await other.frames(2)) == ["one", "two"]
            assert stage.frames_told("out", "ack") == 0
        await sweep(stage.server, 9)
        assert nothing_came(peer)
        assert len(stage.server.tenant.channels) == 1
        await take_away(stage.server, id_)
        told = [frame.json() for frame in [await peer.frame() for _ in range(4)] if frame]
        assert [(one["type"], one.get("text", one.get("id"))) for one in told] == [
            ("message", "one"),
            ("pong", 1),
            ("message", "two"),
            ("ack", 2),
        ]
        assert len(shown(stage.server, "fault")) == 1


async def test_who_is_deaf_is_not_told_of_the_end_either() -> None:
    hands = Hands()
    async with scene(hands=hands, inactivity="9d") as stage, stage.raw() as peer:
        await hello(peer)
        id_ = await deaf(stage)
        await stage.server.advance(1_801)  # the token ends
        await hands.move(60)
        assert nothing_came(peer)
        await take_away(stage.server, id_)
        frames = await peer.rest()
        assert frames[0].json()["text"] == "one"
        assert (frames[-1].opcode, frames[-1].code) == (CLOSE, 4401)


async def test_a_goodbye_of_who_is_deaf_is_answered_when_the_fault_is_over() -> None:
    async with scene() as stage, stage.raw() as peer:
        await hello(peer)
        id_ = await deaf(stage)
        peer.send(CLOSE, struct.pack("!H", 1000))
        await take_away(stage.server, id_)
        assert await text_of(peer) == "one"
        assert await peer.frame() == RawFrame(CLOSE, struct.pack("!H", 1000))
        assert await peer.frame() is None


async def test_who_is_deaf_and_leaves_is_gone() -> None:
    async with scene() as stage:
        async with stage.raw() as peer:
            await hello(peer)
            await deaf(stage)
        await stage.server.tenant.journal.wait_for(
            lambda entry: entry.kind == "socket" and entry.detail[0] == "close"
        )
        (armed,) = stage.server.tenant.faults
        assert armed.held == 0


async def test_a_server_that_goes_away_waits_for_no_fault() -> None:
    async with scene() as stage, stage.raw() as peer:
        await hello(peer)
        await deaf(stage)
        assert await stage.server.sockets.close_all(1001, "bye", 10.0)


async def test_a_tenant_that_is_reset_lets_go_what_its_faults_hold() -> None:
    async with scene() as stage, stage.raw() as peer:
        await hello(peer)
        await deaf(stage)
        async with stage.server.http.post(f"{stage.server.url}/__admin/reset") as answer:
            assert answer.status < 300, await answer.text()
        frames = await peer.rest()
        assert (frames[-1].opcode, frames[-1].code) == (CLOSE, 1012)


async def test_a_deaf_socket_that_is_too_far_behind_is_closed_when_it_hears_again() -> None:
    """What is held is bounded; the events that it has not heard are in the log."""
    async with scene() as stage, stage.raw() as peer:
        await hello(peer)
        id_ = await deaf(stage)
        behind = LIMITS.socket_backlog_events_max + LIMITS.fault_frames_held_max
        for number in range(behind + 1):
            await stage.say(str(number))
            await breathe()
        await take_away(stage.server, id_)
        frames = await peer.rest()
        assert (frames[-1].opcode, frames[-1].code) == (CLOSE, 1013)
        told = [frame.json()["text"] for frame in frames[:-1]]
        assert told == ["one", *map(str, range(len(told) - 1))]
        assert len(told) <= LIMITS.fault_frames_held_max


async def test_a_deaf_socket_that_asks_too_much_is_closed_when_it_hears_again() -> None:
    async with scene(framesPerSecond=100_000) as stage, stage.raw() as peer:
        await hello(peer)
        id_ = await deaf(stage)
        for number in range(LIMITS.socket_backlog_events_max + 200):
            peer.say(type="ping", id=number)
        socket = only(stage.server)
        while not socket.is_closing:
            await breathe()
        await take_away(stage.server, id_)
        frames = await peer.rest()
        assert (frames[-1].opcode, frames[-1].code) == (CLOSE, 1013)


async def test_who_is_mute_is_not_heard_and_what_it_said_is_lost() -> None:
    hands = Hands()
    async with scene(heartbeat=LEAST, hands=hands) as stage, stage.raw() as peer:
        await hello(peer)
        id_ = await set_fault(stage.server, "mute", where=IN)
        peer.say(type="message.send", text="lost")
        await fired(stage.server, id_)
        await sweep(stage.server, 9)
        await stage.say("from elsewhere")
        assert await text_of(peer) == "from elsewhere"
        hands.at += 0.001
        peer.send(PING, b"lost")
        while only(stage.server).heard_at != hands.at:
            await breathe()  # until it was read
        await take_away(stage.server, id_)
        peer.send(PING, b"heard")
        assert await peer.frame() == RawFrame(PONG, b"heard")
        assert len(shown(stage.server, "fault")) == 1
        assert stage.frames_told("in", "message.send") == 0


async def test_a_goodbye_of_who_is_mute_is_not_answered() -> None:
    async with scene() as stage, stage.raw() as peer:
        await hello(peer)
        id_ = await set_fault(stage.server, "mute", where=IN)
        peer.say(type="message.send", text="lost")
        await fired(stage.server, id_)
        peer.send(CLOSE, struct.pack("!H", 1000))
        await take_away(stage.server, id_)
        await stage.say("still told")
        assert await text_of(peer) == "still told"
        now = stage.server.platform.around.stopwatch()
        stage.server.sockets.sweep(now + 2 * stage.server.tenant.settings.heartbeat)
        frames = [await peer.frame(), await peer.frame()]
        assert frames[0] is not None
        assert (frames[0].opcode, frames[0].code, frames[1]) == (CLOSE, 4408, None)


async def test_what_is_held_of_a_client_is_bounded_and_then_it_waits_like_on_a_slow_network() -> (
    None
):
    async with scene(framesPerSecond=100_000) as stage, stage.raw() as peer:
        await hello(peer)
        where = {"phase": "frame.in"}
        id_ = await set_fault(stage.server, "delay", where=where, what={"delay": "1h"})
        count = 4 * LIMITS.fault_frames_held_max
        for number in range(count):
            peer.say(type="ping", id=number)
        last = LIMITS.fault_frames_held_max
        await stage.server.tenant.journal.wait_for(
            lambda entry: entry.kind == "fault" and entry.detail[4] == last
        )
        for _ in range(50):
            await breathe()
        assert len(shown(stage.server, "fault")) == last
        await take_away(stage.server, id_)
        answers = [
            frame.json()["id"] for frame in [await peer.frame() for _ in range(count)] if frame
        ]
        assert answers == list(range(count))


async def test_nobody_else_is_held_up_by_who_is_deaf() -> None:
    async with scene() as stage, stage.raw() as peer, stage.talk() as other:
        await hello(peer)
        await other.frame()
        await deaf(stage)
        await stage.say(*map(str, range(300)))
        assert texts(await other.frames(301)) == ["one", *map(str, range(300))]
        assert nothing_came(peer)
        assert (await other.ask("ping"))["type"] == "pong"


async def test_a_window_that_shuts_ends_it_as_taking_it_away_does() -> None:
    async with scene() as stage, stage.raw() as peer:
        await hello(peer)
        await set_fault(stage.server, "deaf", where=OUT, when={"for": "10s"})
        await stage.say("one")
        assert nothing_came(peer)
        assert ("fault.shut", "fault-1") in await stage.server.advance(11)
        assert await text_of(peer) == "one"


async def test_a_client_library_that_pings_gives_up_on_who_is_deaf() -> None:
    """`websockets` ends it by itself if its pings get no answer."""
    async with scene() as stage:
        options: dict[str, Any] = {"ping_interval": 0.1, "ping_timeout": 0.2, "close_timeout": 0.1}
        async with stage.talk(**options) as talk:
            await talk.frame()
            await deaf(stage)
            async with asyncio.timeout(10):
                await talk.connection.wait_closed()
            assert talk.connection.close_code == 1006


@pytest.mark.parametrize(("kind", "phase"), [("mute", "frame.out"), ("deaf", "frame.in")])
async def test_a_socket_is_made_deaf_or_mute_once_by_whichever_way_its_frames_go(
    kind: str, phase: str
) -> None:
    async with scene() as stage, stage.raw() as peer, stage.talk() as other:
        await hello(peer)
        await other.frame()
        where = {"phase": phase, "channel": 1}
        id_ = await set_fault(stage.server, kind, where=where)
        for number in range(20):
            peer.say(type="message.send", text=f"heard {number}")
            await stage.say(str(number))
        seen = await other.until("message", text="19")
        if kind == "deaf":
            while "heard 19" not in texts(seen):
                seen += await other.until("message")
        (armed,) = stage.server.tenant.faults
        assert (armed.held, armed.fired) == (1, 1)
        await take_away(stage.server, id_)
        assert armed.held == 0
        assert (await other.ask("ping"))["type"] == "pong"
        assert len(shown(stage.server, "fault")) == 1


async def test_who_hears_again_may_be_made_deaf_again() -> None:
    async with scene() as stage, stage.raw() as peer:
        await hello(peer)
        for text in ("one", "two"):
            id_ = await set_fault(stage.server, "deaf", where=OUT)
            await stage.say(text)
            await fired(stage.server, id_)
            assert nothing_came(peer)
            await take_away(stage.server, id_)
            assert await text_of(peer) == text


async def test_what_a_fault_holds_is_counted_by_socket_and_not_by_frame() -> None:
    async with scene() as stage, stage.talk() as one, stage.talk() as other:
        await one.frame()
        await other.frame()
        where = {"phase": "frame.out", "frame": "message"}
        id_ = await set_fault(stage.server, "delay", where=where, what={"delay": "1h"})
        await stage.say("one", "two", "three")
        await stage.server.tenant.journal.wait_for(
            lambda entry: entry.kind == "fault" and entry.detail[4] == 6
        )
        (armed,) = stage.server.tenant.faults
        assert armed.held == 2
        await take_away(stage.server, id_)
        assert armed.held == 0
        assert texts(await other.frames(3)) == ["one", "two", "three"]
