"""Owns one socket: what is sent, by whom, how fast it may talk, how it ends. No dialect.

There is one list of what is to be sent and at most one who sends: the reader itself after
a frame that it heard, else a task that is there only while there is something to send.
Nobody else ever waits for a socket.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any, ClassVar

from aiohttp import WSMsgType, web

from mockplatform.close_codes import is_sendable
from mockplatform.edge.faults.harm import Harm
from mockplatform.edge.handshake import SocketResponse, translated
from mockplatform.edge.heartbeat import GOING_AWAY, Sockets
from mockplatform.edge.lingering import linger
from mockplatform.edge.outgoing import Out
from mockplatform.limits import LIMITS
from mockplatform.platform import Platform
from mockplatform.tenant import Tenant

NOT_TEXT = 1003
BAD_UTF8 = 1007
BAD_CODE = 1002
BROKEN = 1011
TRY_AGAIN_LATER = 1013
LOST = 1006
SILENT_PEER = 4408
TOO_MANY_FRAMES = 4429
WITHOUT_A_WORD = 0
"""No code of the protocol's: the connection ends and no close frame is sent."""
_BURST_S = LIMITS.frames_burst_max / LIMITS.frames_per_second_max
_NORMAL = 1000
log = logging.getLogger("mockplatform.socket")


class Socket:
    """One socket. What it sends beside answers, and what it does with frames, is a subclass's.

    Attributes:
        id: Its name in the journal and the admin API.
        heard_at: When something last came, on the stopwatch.
        harm: What faults have done to it and is not over; None while there is no such thing.
        is_harmable: Whether faults act on it at all.
        silent_peer: With which code a peer is closed who has gone silent.
        too_many_frames: With which code a peer is closed who sends too many frames.
    """

    is_harmable: ClassVar[bool] = False
    silent_peer: ClassVar[int] = SILENT_PEER
    too_many_frames: ClassVar[int] = TOO_MANY_FRAMES

    __slots__ = (
        "_answers",
        "_closing",
        "_disarm",
        "_frames_until",
        "_is_pumping",
        "_is_reading",
        "_is_sending",
        "_pinged_at",
        "_request",
        "_response",
        "_room",
        "_seen_at",
        "_seen_sends",
        "_sends",
        "_sockets",
        "harm",
        "heard_at",
        "id",
        "platform",
        "tenant",
    )

    def __init__(
        self,
        request: web.Request,
        response: SocketResponse,
        sockets: Sockets,
        *,
        platform: Platform,
        tenant: Tenant,
    ) -> None:
        self.id = f"ws-{sockets.number()}"
        self.platform = platform
        self.tenant = tenant
        self._request = request
        self._response = response
        self._sockets = sockets
        self.harm: Harm | None = None
        self._answers: list[Out] | None = None
        self._closing: tuple[int, str] | None = None
        self._disarm: Callable[[], None] | None = None
        self._room: asyncio.Future[None] | None = None
        self._is_pumping = False
        self._is_reading = False
        self._is_sending = False
        self._sends = 0
        self._seen_sends = 0
        self._seen_at = 0.0
        self._pinged_at = 0.0
        self._frames_until = 0.0
        self.heard_at = platform.around.stopwatch()

    # What a subclass says.

    def opened(self) -> None:
        """Begin: the connection stands."""

    async def hear(self, data: bytes) -> None:
        """Take a text frame; raise nothing that a client can cause."""

    async def hear_binary(self, data: bytes) -> None:
        """Take a binary frame, which most have no use for."""
        del data
        self.close(NOT_TEXT, "frames are text")

    async def send_all(self) -> None:
        """Send all there is to send, until there is nothing more."""

    def left(self, code: int, reason: str) -> None:
        """End: the connection is over, or about to be."""

    async def send_harmed(self, out: Out, seq: int | None) -> None:
        """Send a frame as faults will have it."""

    async def hear_harmed(self, type_: WSMsgType, data: bytes) -> None:
        """Hear a frame as faults will have it."""

    # What others ask of it.

    @property
    def heartbeat_s(self) -> float:
        """How long it may be silent before it is pinged."""
        return self.tenant.settings.heartbeat

    @property
    def is_closing(self) -> bool:
        """Whether it takes no more frames."""
        return self._closing is not None

    @property
    def is_stuck(self) -> bool:
        """Whether the peer does not take what is being sent."""
        return self._is_sending

    @property
    def is_full(self) -> bool:
        """Whether a fault holds so much that nothing is to be sent for now."""
        return self.harm is not None and self.harm.is_full

    @property
    def transport(self) -> asyncio.Transport | None:
        """The connection, or None when it is over."""
        return self._request.transport

    def push(self, out: Out) -> None:
        """Send an answer as soon as it may go."""
        if self._answers is None:
            self._answers = []
        self._answers.append(out)
        self.wake()

    def wake(self) -> None:
        """See to it that what there is to send is sent."""
        if not self._is_pumping and not self._is_reading:
            self._is_pumping = True
            self.platform.around.spawn(self._pump())

    def close(self, code: int, reason: str) -> None:
        """Begin to close; what was to be sent before goes first, if the peer takes it."""
        if self._closing is None:
            self._closing = (code, reason)
            self._disarm = self.platform.around.alarm(LIMITS.socket_close_s_max, self._give_up)
            self.wake()

    def close_at_once(self, code: int, reason: str) -> None:
        """Begin to close; what was to be sent before does not go."""
        if self._answers:
            self._answers.clear()
        self.close(code, reason)

    def _give_up(self) -> None:
        """Cut a peer who does not answer the goodbye, unless a fault still holds it."""
        if self.harm is not None and self.harm.out and not self._sockets.is_closing:
            self._disarm = self.platform.around.alarm(LIMITS.socket_close_s_max, self._give_up)
        else:
            self.abort()

    def abort(self) -> None:
        """Cut the connection without a word."""
        if self._request.transport is not None:
            self._request.transport.abort()

    def look(self, now: float) -> None:
        """Ping, close or cut, whatever is due at `now` of the stopwatch."""
        if self._is_sending:
            self._look_at_sending(now)
            self.heard_at = now  # a peer who is slow is not silent
        elif self.harm is not None and self.harm.excuses:
            self.heard_at = now  # nor is one whom a fault keeps silent
        elif self._closing is None:
            beat = self.heartbeat_s
            if now - self.heard_at >= 2 * beat:
                self.close(self.silent_peer, "silent for two heartbeats")
            elif now - max(self.heard_at, self._pinged_at) >= beat:
                self._pinged_at = now
                self.push(Out("", b"", opcode=WSMsgType.PING))

    def _look_at_sending(self, now: float) -> None:
        # To read the time for each send would cost more than to count them.
        if self._sends != self._seen_sends:
            self._seen_sends = self._sends
            self._seen_at = now
        elif now - self._seen_at > LIMITS.socket_send_s_max:
            self.close(TRY_AGAIN_LATER, "what is sent is not taken")

    # The reader.

    async def run(self) -> None:
        """Serve the connection until it is over."""
        self._sockets.add(self)
        code, reason = BROKEN, "internal error"
        try:
            self._is_reading = True
            self.opened()
            if self._sockets.is_closing:
                self.close(GOING_AWAY, "server going away")
            self._is_reading = False
            code, reason = await self._read()
        finally:
            self._is_reading = True  # nothing is to be sent any more
            self._sockets.remove(self)
            if self._disarm is not None:
                self._disarm()
                self._disarm = None
            if self.harm is not None:
                self.harm.end()
            said = self._closing
            self._closing = said or (code, reason)
            self.left(*self._closing)

    async def _read(self) -> tuple[int, str]:
        """Hear frames until the connection ends; return how it did."""
        receive = self._response.receive
        stopwatch = self.platform.around.stopwatch
        while True:
            await self._flush()
            message = await receive()
            type_ = message.type
            self.heard_at = stopwatch()
            if type_ is WSMsgType.CLOSE:
                if self.harm is not None and not await self.harm.hear_goodbye():
                    return LOST, "connection lost"
                return await self._answer_close(message.data or _NORMAL)
            if type_ in (WSMsgType.CLOSED, WSMsgType.CLOSING):
                return LOST, "connection lost"
            if type_ is WSMsgType.ERROR:
                return await self._answer_error()
            if self._closing is not None:
                continue
            if self.is_harmable and self.tenant.run is not None and type_ is WSMsgType.TEXT:
                await self.tenant.run.arrived()
            if self.harm is not None or (
                self.is_harmable and "frame.in" in self.tenant.faults.by_phase
            ):
                await self.hear_harmed(type_, message.data)
                continue
            # What it has to say now goes out above, without a task of its own.
            self._is_reading = True
            await self.take(type_, message.data)
            self._is_reading = False

    async def take(self, type_: WSMsgType, data: bytes) -> None:
        """Take a frame that was heard, if it keeps to the pace."""
        if self._closing is not None:
            return
        if not self.is_within_rate(self.platform.around.stopwatch()):
            rate = self.tenant.settings.frames_per_second
            self.close(self.too_many_frames, f"over {rate} frames a second")
        elif type_ is WSMsgType.TEXT:
            await self.hear(data)
        elif type_ is WSMsgType.BINARY:
            await self.hear_binary(data)
        elif type_ is WSMsgType.PING:
            self.push(Out("", data, opcode=WSMsgType.PONG))

    def is_within_rate(self, now: float) -> bool:
        """Count a frame; whether there may be one now (the leaky bucket as one time)."""
        until = max(self._frames_until, now) + 1 / self.tenant.settings.frames_per_second
        if until - now > _BURST_S:
            return False
        self._frames_until = until
        return True

    async def _answer_close(self, code: int) -> tuple[int, str]:
        answer = partial(self._response.close, code=code if is_sendable(code) else BAD_CODE)
        if self.harm is None or not self.harm.goodbye(answer):
            await answer()
        elif self.harm is not None:
            await self.harm.goodbye_is_said()
        return code, "by the client"

    async def _answer_error(self) -> tuple[int, str]:
        """Let the close frame reach a peer who is perhaps still sending, then end."""
        await linger(self._request, self.platform.around)
        return translated(self._response.close_code or LOST)

    # The sender.

    async def _flush(self) -> None:
        """Send what there is; where another sends already, only wait for room."""
        if self.is_full and len(self._answers or ()) > LIMITS.socket_backlog_events_max:
            self.close(TRY_AGAIN_LATER, "more answers wait than are kept")
        if not self._is_pumping:
            self._is_pumping = True
            await self._pump()
            return
        if len(self._answers or ()) >= LIMITS.socket_answers_max:
            self._room = asyncio.get_running_loop().create_future()
            await self._room

    async def _pump(self) -> None:
        try:
            if self._response.said_goodbye:
                return
            await self.send_all()
            if self._closing is not None and not self.is_full:
                await self._say_goodbye(*self._closing)
        except ConnectionError:
            pass  # the reader hears of it too
        except Exception:
            log.exception("socket broke", extra={"socket": self.id})
            self.close(BROKEN, "internal error")
            with suppress(ConnectionError):
                await self._say_goodbye(BROKEN, "internal error")
        finally:
            self._is_pumping = False
            self._is_sending = False
            if not self.is_full:
                self._answers = None
            if self._room is not None:
                if not self._room.done():
                    self._room.set_result(None)
                self._room = None

    async def send_answers(self, upto: int | None) -> None:
        """Send the answers that may go when event `upto` has gone; with None, all."""
        answers = self._answers
        while answers and (upto is None or answers[0].after <= upto) and not self.is_full:
            await self.send(answers.pop(0))

    async def send(self, out: Out, seq: int | None = None) -> None:
        """Send one frame; waits while the peer does not take what was sent."""
        if self.harm is not None or (
            self.is_harmable and "frame.out" in self.tenant.faults.by_phase
        ):
            await self.send_harmed(out, seq)
        else:
            await self.write(out, seq)

    async def write(self, out: Out, seq: int | None = None) -> None:
        """Write one frame, past all faults."""
        type_, data, _, opcode, act = out
        if type_:
            self.note("out", type_, len(data), seq, act)
        self._sends += 1
        self._is_sending = True
        await self._response.send_frame(data, opcode)
        self._is_sending = False

    def note(self, direction: str, type_: str, size: int, seq: int | None, act: Any = None) -> None:
        """Have the journal say that a frame came or went."""

    async def _say_goodbye(self, code: int, reason: str) -> None:
        part = partial(self._part, code, reason)
        if self.harm is None or not self.harm.goodbye(part):
            await part()

    async def _part(self, code: int, reason: str) -> None:
        if code == WITHOUT_A_WORD:
            self._response.said_goodbye = True
            if self._request.transport is not None:
                self._request.transport.close()
            return
        await self._response.say_goodbye(code, reason)
