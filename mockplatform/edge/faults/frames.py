"""Owns how faults meet frames: what is asked of each, and how an effect is performed.

A socket comes here only while its tenant has a fault of that phase, or while one that has
fired is not over. What is held stands in a line with a task of its own; the socket's reader
goes on, unless it is the reader that the fault slows down.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, Protocol

from aiohttp import WSMsgType

from mockplatform import injection
from mockplatform.edge.cutting import tear_down
from mockplatform.edge.faults import domain_frames
from mockplatform.edge.faults.harm import Act, Harm, Harmed, Way
from mockplatform.edge.faults.holding import hold
from mockplatform.edge.faults.line import Turn
from mockplatform.edge.faults.spoiling import cut_off, drip, garbled, head_of
from mockplatform.edge.outgoing import Out
from mockplatform.faults import effects
from mockplatform.faults.plan import Firing
from mockplatform.faults.where import Occasion, Phase

_ASKED = frozenset({WSMsgType.TEXT, WSMsgType.BINARY, WSMsgType.PING})


class Speaking(Harmed, Protocol):
    """A socket that sends and hears frames."""

    def occasion(self, phase: Phase, frame: str | None, data: bytes) -> Occasion:
        """Return the occasion of a frame; without a type, the data tells it."""

    async def write(self, out: Out, seq: int | None) -> None:
        """Write a frame, and have the journal say so."""

    def note(self, direction: str, type_: str, size: int, seq: int | None, act: Any = None) -> None:
        """Have the journal say that a frame came or went."""

    async def take(self, type_: WSMsgType, data: bytes) -> None:
        """Take a frame that was heard."""


class Frame:
    """A frame on its way through faults: which way, how it goes on, with which payload."""

    __slots__ = ("_go", "data", "is_sent", "opcode", "socket", "tell")

    def __init__(
        self,
        socket: Speaking,
        data: bytes,
        opcode: WSMsgType,
        *,
        go: Callable[[bytes], Awaitable[None]],
        tell: Callable[[], None] | None = None,
    ) -> None:
        self.socket = socket
        self.data = data
        self.opcode = opcode
        self._go = go
        self.is_sent = tell is not None
        self.tell = tell or (lambda: None)

    @property
    def way(self) -> Way | None:
        """What is held in its direction, if anything is."""
        harm = self.socket.harm
        return None if harm is None else harm.out if self.is_sent else harm.into

    @property
    def held_way(self) -> Way:
        """What is held in its direction, which is to be something now."""
        harm = Harm.of(self.socket)
        return harm.out if self.is_sent else harm.into

    async def act(self, turn: Turn) -> None:
        """Let it go on."""
        del turn
        await self._go(self.data)

    async def pass_(self, act: Act | None = None) -> None:
        """Let it go on when it is its turn; or do something else then."""
        act = act or self.act
        way = self.way
        if way is None:
            await act(Turn(act))
        else:
            await way.go(act)


async def send(socket: Speaking, out: Out, seq: int | None) -> None:
    """Send a frame as the tenant's faults will have it.

    Raises:
        ConnectionError: The connection is over.
    """
    frame = Frame(
        socket,
        out.data,
        out.opcode,
        go=lambda data: socket.write(out._replace(data=data), seq),
        tell=lambda: socket.note("out", out.type, len(out.data), seq, out.act),
    )
    is_deaf = socket.harm is not None and socket.harm.is_deaf
    # The protocol's own go by real time: if they counted, no run could be repeated.
    await _meet(frame, "frame.out", out.type, is_asked=bool(out.type) and not is_deaf)


async def hear(socket: Speaking, type_: WSMsgType, data: bytes) -> None:
    """Hear a frame as the tenant's faults will have it."""
    if socket.harm is not None and socket.harm.is_mute:
        return
    if socket.harm is not None:
        await socket.harm.room()
    name = "ping" if type_ is WSMsgType.PING else None
    frame = Frame(socket, data, type_, go=lambda data: socket.take(type_, data))
    await _meet(frame, "frame.in", name, is_asked=type_ in _ASKED)


async def _meet(frame: Frame, phase: Phase, name: str | None, *, is_asked: bool) -> None:
    tenant = frame.socket.tenant
    firing = None
    if is_asked and phase in tenant.faults.by_phase:
        at = frame.socket.occasion(phase, name, frame.data)
        firing = injection.ask(tenant, phase, at)
    if firing is None:
        await frame.pass_()
    else:
        await _PERFORMERS[type(firing.effect)](frame, firing, firing.effect)


# What is done with one frame. Each takes the frame, what fired, and its effect.


async def _lose(frame: Frame, firing: Firing, effect: effects.Lose) -> None:
    del frame, firing, effect


async def _repeat(frame: Frame, firing: Firing, effect: effects.Repeat) -> None:
    del firing
    for _ in range(effect.times):
        await frame.pass_()


async def _overtake(frame: Frame, firing: Firing, effect: effects.Overtake) -> None:
    frame.held_way.overtake(frame.act, firing.armed, effect.frames, effect.within_s)


async def _wait(frame: Frame, firing: Firing, effect: effects.Wait) -> None:
    frame.held_way.line.join(frame.act, held_by=firing.armed, for_s=effect.seconds)


async def _garble(frame: Frame, firing: Firing, effect: effects.Garble) -> None:
    del firing
    frame.data = garbled(frame.data, effect.position, effect.byte)
    await frame.pass_()


async def _cut(frame: Frame, firing: Firing, effect: effects.Cut) -> None:
    del firing

    async def act(turn: Turn) -> None:
        del turn
        cut_off(frame.socket.transport, frame.opcode, frame.data, effect.fraction)

    await frame.pass_(act)


async def _reset(frame: Frame, firing: Firing, effect: effects.Reset) -> None:
    del firing, effect

    async def act(turn: Turn) -> None:
        del turn
        tear_down(frame.socket.transport)
        raise ConnectionResetError("a fault has cut the connection")

    if frame.is_sent:
        await frame.pass_(act)
    else:
        tear_down(frame.socket.transport)


async def _say_close(frame: Frame, firing: Firing, effect: effects.SayClose) -> None:
    del firing
    frame.socket.close_at_once(effect.code, effect.reason)


async def _deafen(frame: Frame, firing: Firing, effect: effects.Deafen) -> None:
    del effect
    Harm.of(frame.socket).deafen(firing.armed)
    await frame.pass_()


async def _mute(frame: Frame, firing: Firing, effect: effects.Mute) -> None:
    del effect
    Harm.of(frame.socket).mute(firing.armed)
    if frame.is_sent:
        await frame.pass_()


async def _drip(frame: Frame, firing: Firing, effect: effects.Drip) -> None:
    if not frame.is_sent:
        await _read_slowly(frame, firing, effect)
        return
    line, socket, rate = frame.held_way.line, frame.socket, effect.bytes_per_second
    whole = head_of(frame.opcode, len(frame.data)) + frame.data

    async def act(turn: Turn) -> None:
        await drip(line, turn, socket.transport, whole, rate=rate)
        frame.tell()

    line.join(act, held_by=firing.armed)


async def _read_slowly(frame: Frame, firing: Firing, effect: effects.Drip) -> None:
    """Hold the reader itself: what comes next stays in the connection, and fills it."""
    socket = frame.socket
    seconds = len(frame.data) / effect.bytes_per_second

    def is_gone() -> bool:
        return socket.transport is None

    around = socket.platform.around
    await Harm.of(socket).slowly(partial(hold, around, firing.armed, seconds, is_gone))
    await frame.pass_()


_PERFORMERS: dict[type[Any], Callable[[Frame, Firing, Any], Awaitable[None]]] = {
    effects.Lose: _lose,
    effects.Repeat: _repeat,
    effects.Overtake: _overtake,
    effects.Wait: _wait,
    effects.Garble: _garble,
    effects.Cut: _cut,
    effects.Reset: _reset,
    effects.SayClose: _say_close,
    effects.Deafen: _deafen,
    effects.Mute: _mute,
    effects.Drip: _drip,
    **domain_frames.PERFORMERS,
}


def strike(socket: Harmed, effect: effects.Effect) -> None:
    """Do to a socket at once what a fault wants done when it opens."""
    if isinstance(effect, effects.SayClose):
        socket.close_at_once(effect.code, effect.reason)
    else:
        assert isinstance(effect, effects.Reset), effect  # no other kind strikes sockets
        tear_down(socket.transport)
