"""The sweeper: one for all sockets, in real time, there only while it has work."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from mockplatform.clock import ManualWall
from mockplatform.edge.channel import Channel
from mockplatform.edge.heartbeat import Sockets
from mockplatform.edge.wallclock import breathe
from mockplatform.limits import LIMITS
from mockplatform.platform import Surroundings
from tests.support.raw import CLOSE, PING, raw
from tests.support.server import serving
from tests.support.talk import End, talking

QUIET = {"agentsAct": False}


@dataclass(eq=False)
class Stub:
    """A socket that remembers what was asked of it."""

    heartbeat_s: float = 25.0
    looks: list[float] = field(default_factory=list)
    closed: list[tuple[int, str]] = field(default_factory=list)

    def look(self, now: float) -> None:
        """Remember."""
        self.looks.append(now)

    def close(self, code: int, reason: str) -> None:
        """Remember."""
        self.closed.append((code, reason))


class Bell:
    """An alarm that rings when a test says so."""

    def __init__(self) -> None:
        self.armed: list[tuple[float, Callable[[], None]]] = []

    def __call__(self, delay_s: float, callback: Callable[[], None]) -> Callable[[], None]:
        """Arm."""
        entry = (delay_s, callback)
        self.armed.append(entry)
        return lambda: self.armed.remove(entry)

    def ring(self) -> None:
        """Ring the only alarm."""
        ((_, callback),) = self.armed
        self.armed.clear()
        callback()


@pytest.fixture
def bell() -> Bell:
    return Bell()


@pytest.fixture
def stopwatch() -> ManualWall:
    return ManualWall(1_000.0)


@pytest.fixture
def sockets(bell: Bell, stopwatch: ManualWall) -> Sockets:
    around = Surroundings(wall=ManualWall(), alarm=bell, stopwatch=stopwatch, spawn=lambda _: None)
    return Sockets(around)


def test_there_is_one_alarm_for_all_sockets_and_none_without(sockets: Sockets, bell: Bell) -> None:
    assert not sockets.is_sweeping
    many = [Stub() for _ in range(100)]
    for one in many:
        sockets.add(one)
    assert (len(sockets), len(bell.armed)) == (100, 1)
    for one in many:
        sockets.remove(one)
    assert not bell.armed
    assert not sockets.is_sweeping


def test_each_ring_looks_after_everybody_and_arms_the_next(
    sockets: Sockets, bell: Bell, stopwatch: ManualWall
) -> None:
    one, two = Stub(), Stub()
    sockets.add(one)
    sockets.add(two)
    for _ in range(3):
        stopwatch.move(1)
        bell.ring()
    assert one.looks == two.looks == [1_001, 1_002, 1_003]
    assert len(bell.armed) == 1


@pytest.mark.parametrize(
    ("heartbeat_s", "pause_s"),
    [(25.0, LIMITS.sweep_s_max), (2.0, 0.5), (0.05, LIMITS.sweep_s_min)],
)
def test_it_looks_as_often_as_the_shortest_heartbeat_needs(
    sockets: Sockets, bell: Bell, heartbeat_s: float, pause_s: float
) -> None:
    sockets.add(Stub(heartbeat_s=heartbeat_s))
    assert bell.armed[0][0] == pause_s


def test_a_socket_that_goes_while_it_is_swept_disturbs_nobody(sockets: Sockets) -> None:
    class Leaving(Stub):
        def look(self, now: float) -> None:
            sockets.remove(self)

    leaving, staying = Leaving(), Stub()
    sockets.add(leaving)
    sockets.add(staying)
    sockets.sweep(5.0)
    assert list(sockets) == [staying]
    assert staying.looks == [5.0]


async def test_closing_all_waits_for_those_who_go_and_no_longer_than_it_may(
    sockets: Sockets,
) -> None:
    assert await sockets.close_all(1001, "bye", 1.0)
    stays = Stub()
    sockets.add(stays)
    assert not await sockets.close_all(1001, "bye", 0.01)
    assert stays.closed == [(1001, "bye")]
    assert sockets.is_closing


async def test_only_the_silent_are_pinged_and_once_a_heartbeat() -> None:
    async with serving(settings=QUIET | {"heartbeat": "20s"}) as server:
        token = await server.token()
        id_ = await server.conversation(token)
        async with raw(server, token, id_, "?after=2") as peer:
            await peer.frame()
            now = server.platform.around.stopwatch()
            for after_s in (1, 19, 21, 22, 39):
                server.sockets.sweep(now + after_s)
            peer.say(type="ping")
            opcodes = [frame.opcode for frame in [await peer.frame(), await peer.frame()] if frame]
            assert opcodes == [PING, 1]


async def test_a_peer_silent_for_two_heartbeats_is_closed() -> None:
    async with serving(settings=QUIET | {"heartbeat": "20s"}) as server:
        token = await server.token()
        id_ = await server.conversation(token)
        async with raw(server, token, id_, "?after=2") as peer:
            await peer.frame()
            now = server.platform.around.stopwatch()
            server.sockets.sweep(now + 21)
            server.sockets.sweep(now + 41)
            frames = await peer.rest()
            assert [frame.opcode for frame in frames] == [PING, CLOSE]
            assert frames[-1].code == 4408


async def test_a_pong_is_a_sign_of_life() -> None:
    """The client library answers the ping by itself."""
    async with serving(settings=QUIET | {"heartbeat": "20s"}) as server:
        token = await server.token()
        id_ = await server.conversation(token)
        async with talking(server, token, id_) as talk:
            await talk.frames(3)
            (socket,) = server.sockets
            assert isinstance(socket, Channel)
            before = socket.heard_at
            server.sockets.sweep(before + 21)
            while socket.heard_at == before:
                await breathe()
            server.sockets.sweep(before + 41 - 1)
            assert (await talk.ask("ping"))["type"] == "pong"


async def test_the_sweeper_runs_by_itself() -> None:
    async with serving(settings=QUIET | {"heartbeat": "50ms"}) as server:
        token = await server.token()
        id_ = await server.conversation(token)
        async with raw(server, token, id_) as silent:
            frames = await silent.rest()
            assert PING in [frame.opcode for frame in frames]
            assert (frames[-1].opcode, frames[-1].code) == (CLOSE, 4408)
        while server.sockets:
            await breathe()
        assert not server.sockets.is_sweeping


async def test_the_tenants_clock_has_no_part_in_it() -> None:
    async with serving(settings=QUIET | {"inactivity": "9d"}) as server:
        token = await server.token(expires_in=700_000)
        id_ = await server.conversation(token)
        async with talking(server, token, id_) as talk:
            await talk.frames(3)
            await server.advance(600_000)
            assert (await talk.ask("ping"))["type"] == "pong"
            server.sockets.sweep(server.platform.around.stopwatch() + 51)
            assert await talk.end() == End(4408, "silent for two heartbeats")
