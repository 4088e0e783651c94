"""Owns what faults have done to one socket and is not over: what is held, deaf, mute, slow.

It is there only while there is such a thing, so a socket without is not larger for it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Protocol

from mockplatform.edge.faults.line import Line, Turn
from mockplatform.faults.plan import Armed
from mockplatform.limits import LIMITS
from mockplatform.platform import Platform
from mockplatform.tenant import Tenant

Act = Callable[[Turn], Awaitable[None]]
_LOOK_S = 0.05


class Harmed(Protocol):
    """A socket, as the faults that act on it see it."""

    id: str
    platform: Platform
    tenant: Tenant
    harm: Harm | None

    @property
    def transport(self) -> asyncio.Transport | None:
        """The connection, or None when it is over."""

    def wake(self) -> None:
        """See to it that what there is to send is sent."""

    def close_at_once(self, code: int, reason: str) -> None:
        """Begin to close; nothing but the close frame goes any more."""


class _Overtaken:
    """A frame that lets others go first."""

    __slots__ = ("act", "armed", "disarm", "left", "let_go")

    def __init__(self, act: Act, armed: Armed, left: int) -> None:
        self.act = act
        self.armed = armed
        self.left = left
        self.disarm: Callable[[], None]
        self.let_go: Callable[[], None]


class Way:
    """One direction of a socket: the line of what is held, and what lets others go first."""

    __slots__ = ("_overtaken", "_socket", "line")

    def __init__(self, socket: Harmed, moved: Callable[[], None]) -> None:
        self._socket = socket
        self._overtaken: list[_Overtaken] = []
        self.line = Line(socket.platform.around, moved, socket.id)

    def __bool__(self) -> bool:
        """Whether it holds anything."""
        return bool(self.line or self._overtaken)

    async def go(self, act: Act) -> None:
        """Do what is to be done with a frame: at once, or behind those that are held."""
        if self.line:
            self.line.join(act)
        else:
            await act(Turn(act))
        self.gone()

    def overtake(self, act: Act, armed: Armed, frames: int, within_s: float) -> None:
        """Let so many later frames go first; or all that come within a while."""
        one = _Overtaken(act, armed, frames)
        # The fault asks for this before it takes another frame of the socket.
        armed.memory[self._socket.id] = True
        give_way = partial(self._give_way, one)
        one.let_go = armed.hold(give_way, whom=self._socket.id)
        one.disarm = self._socket.platform.around.alarm(within_s, give_way)
        self._overtaken.append(one)

    def gone(self) -> None:
        """Hear that a frame went, so that what it has overtaken may follow."""
        for one in tuple(self._overtaken):
            one.left -= 1
            if one.left <= 0:
                self._give_way(one)

    def settle(self) -> None:
        """Let nothing more overtake what was overtaken."""
        for one in tuple(self._overtaken):
            self._give_way(one)

    def end(self) -> None:
        """Let nothing go any more: the socket is over."""
        self.line.end()
        self.settle()

    def _give_way(self, one: _Overtaken) -> None:
        if one not in self._overtaken:
            return
        self._overtaken.remove(one)
        one.disarm()
        one.let_go()
        one.armed.memory.pop(self._socket.id, None)
        self.line.join(one.act)


class Harm:
    """What is held, or not heard, on one socket.

    Attributes:
        out: What is held on its way to the client.
        into: What is held on its way from the client.
    """

    __slots__ = ("_has_goodbye", "_is_over", "_mute", "_room", "_slow", "_socket", "into", "out")

    def __init__(self, socket: Harmed) -> None:
        self._socket = socket
        self.out = Way(socket, self._moved_out)
        self.into = Way(socket, self._moved_in)
        self._mute: list[Callable[[], None]] = []
        self._slow = 0
        self._has_goodbye = False
        self._is_over = False
        self._room: asyncio.Future[None] | None = None

    @classmethod
    def of(cls, socket: Harmed) -> Harm:
        """Return what is done to a socket, from now on something."""
        if socket.harm is None:
            socket.harm = cls(socket)
        return socket.harm

    @property
    def is_full(self) -> bool:
        """Whether so much is held for the client that nothing should be added."""
        return self.out.line.is_full

    @property
    def is_mute(self) -> bool:
        """Whether the client is not heard."""
        return bool(self._mute)

    @property
    def is_deaf(self) -> bool:
        """Whether the client is told nothing."""
        return self.out.line.is_shut

    @property
    def excuses(self) -> bool:
        """Whether it is our doing that the client is silent, or has taken nothing for long."""
        return bool(self.out.line or self.into.line or self._mute or self._slow)

    def deafen(self, armed: Armed) -> None:
        """Tell the client nothing until the fault is over."""
        self.out.line.join(_nothing, held_by=armed, for_s=None)

    def mute(self, armed: Armed) -> None:
        """Hear nothing from the client until the fault is over."""
        let_go = armed.hold(lambda: self._hear_again(let_go), whom=self._socket.id)
        self._mute.append(let_go)

    def _hear_again(self, let_go: Callable[[], None]) -> None:
        self._mute.remove(let_go)
        self._see_end()

    async def slowly(self, wait: Callable[[], Awaitable[object]]) -> None:
        """Let the reader wait."""
        self._slow += 1
        try:
            await wait()
        finally:
            self._slow -= 1
            self._see_end()

    async def room(self) -> None:
        """Let the reader wait while so much is held that nothing should be added."""
        while self.into.line.is_full and not self.into.line.is_over:
            self._room = asyncio.get_running_loop().create_future()
            await self._room

    def _moved_in(self) -> None:
        if self._room is not None and not self._room.done():
            self._room.set_result(None)
        self._see_end()

    def goodbye(self, say: Callable[[], Awaitable[object]]) -> bool:
        """Say goodbye behind what is held; whether there is such, so that it is in hand."""

        async def act(turn: Turn) -> None:
            del turn
            await say()

        self.out.settle()
        if self.out.line and not self._has_goodbye:
            self._has_goodbye = True
            self.out.line.join(act)
        return self._has_goodbye

    async def hear_goodbye(self) -> bool:
        """Return when the client's goodbye is heard; false if the connection is over first.

        One that comes while nobody hears it is lost, and nothing comes behind it: that the
        client is silent is then for the heartbeat to find.
        """
        is_lost = self.is_mute
        self.into.settle()
        await self._until(lambda: not is_lost and not self.into)
        return self._socket.transport is not None

    async def goodbye_is_said(self) -> None:
        """Return when all that was held has gone, or the connection is over."""
        await self._until(lambda: not self.out)

    async def _until(self, is_so: Callable[[], bool]) -> None:
        around = self._socket.platform.around
        over: asyncio.Future[None] = asyncio.get_running_loop().create_future()

        def look() -> None:
            if is_so() or self._is_over or self._socket.transport is None:
                over.set_result(None)
            else:
                around.alarm(_LOOK_S, look)

        look()
        await over

    def end(self) -> None:
        """Hold nothing any more: the socket is over."""
        self._is_over = True
        self.out.end()
        self.into.end()
        for let_go in self._mute:
            let_go()

    def _moved_out(self) -> None:
        if len(self.out.line) in (0, LIMITS.fault_frames_held_max // 2):
            self._see_end()
            self._socket.wake()

    def _see_end(self) -> None:
        """Leave the socket as it was if nothing is held any more."""
        if not (self.out or self.into or self._mute or self._slow):
            self._socket.harm = None


async def _nothing(turn: Turn) -> None:
    """Stand in a line for nothing but to hold it."""
    del turn
