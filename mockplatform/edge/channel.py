"""Owns the channel: a socket that follows one conversation for the holder of one token.

It keeps a cursor: the last event that was sent. That the conversation has grown is only a
hint to look; what lies between cursor and stream is read and sent. So live push, what a
reconnect missed, and another process's events are one path: in order, each once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any, Protocol

from aiohttp import web

from mockplatform.core.aggregate import Event, StreamId
from mockplatform.core.conversation import Conversation
from mockplatform.core.signals import Notice, Seen, Signal, Typing
from mockplatform.durations import format_instant
from mockplatform.edge import wallclock
from mockplatform.edge.handshake import SocketResponse
from mockplatform.edge.harmable import HarmableSocket, Tongue
from mockplatform.edge.heartbeat import Sockets
from mockplatform.edge.outgoing import Out
from mockplatform.edge.socket import LOST, TRY_AGAIN_LATER, WITHOUT_A_WORD
from mockplatform.errors import NotReady
from mockplatform.faults.staged import AS_IT_IS
from mockplatform.findings.deeds import Connected, Ended, Knocked, Severed
from mockplatform.limits import LIMITS
from mockplatform.platform import GOING_RESTART, Platform
from mockplatform.revocation import revocation
from mockplatform.tenant import Tenant
from mockplatform.tokens import Access

UNAUTHORIZED = 4401
FORBIDDEN = 4403
GONE = 4404
REPLACED = 4409
ENDED = 4410
_OVER = frozenset({GONE, ENDED})
WARNINGS_S = (300.0, 60.0)
_EXPIRY_CODES = {"4401": UNAUTHORIZED, "1008": 1008, "silent": WITHOUT_A_WORD}


class Voice(Tongue, Protocol):
    """What a dialect says on a channel, and how it takes what it hears."""

    def hello(self, channel: Channel, state: Conversation, resumed_after: int) -> Out:
        """Return the first frame."""

    def event(self, event: Event, seq: int) -> Out:
        """Return an event's frame."""

    def signal(self, signal: Signal) -> Out:
        """Return a signal's frame."""

    def expiring(self, exp: int, in_s: float) -> Out:
        """Return the warning that the token ends."""

    def ended(self, reason: str) -> Out:
        """Return the last frame: the conversation has ended."""

    async def hear(self, channel: Channel, data: bytes) -> None:
        """Take a client's frame; raise nothing that a client can cause."""


class Channel(HarmableSocket):
    """A socket on a conversation.

    Attributes:
        conversation_id: The conversation, perhaps only asked for as yet.
        correlation_id: That of the handshake.
        access: Whose channel it is; None until a first frame has said so.
        cursor: The last event that was sent; before that, behind which one to begin.
        ordinal: Which socket of its conversation it is, from 1; 0 until it follows it.
    """

    __slots__ = (
        "_began_at",
        "_ended_by",
        "_follows",
        "_is_over",
        "_is_signalling",
        "_live_from",
        "_opened_at",
        "_signals",
        "_stop",
        "_upto",
        "_voice",
        "_warned",
        "access",
        "conversation_id",
        "correlation_id",
        "cursor",
        "ordinal",
    )

    def __init__(
        self,
        request: web.Request,
        response: SocketResponse,
        sockets: Sockets,
        *,
        platform: Platform,
        tenant: Tenant,
        voice: Voice,
        conversation_id: str,
        after: int,
        correlation_id: str,
        access: Access | None,
    ) -> None:
        super().__init__(request, response, sockets, platform=platform, tenant=tenant)
        self._voice: Voice = voice
        self.conversation_id = conversation_id
        self.correlation_id = correlation_id
        self.access = access
        self.cursor = after
        self.ordinal = 0
        self.staged = AS_IT_IS
        self._follows = False
        self._upto: int | None = None
        self._live_from = 0
        self._warned = 0
        self._began_at = self.heard_at
        self._opened_at = 0.0
        self._ended_by = ""
        self._is_over = False
        self._is_signalling = False
        self._signals: list[Out] | None = None
        self._stop: Callable[[], None] | None = None

    @property
    def group(self) -> str:
        """What it stands together with: the sockets of its conversation."""
        return self.conversation_id

    @property
    def ends_with(self) -> str:
        """The conversation with which it ends: its own."""
        return self.conversation_id

    # Its beginning and its end.

    def opened(self) -> None:
        """Begin: with a token at once, else with the frame that brings one."""
        if self.access is not None:
            self.follow(self.tenant, self.access)

    def follow(self, tenant: Tenant, access: Access) -> None:
        """Follow the conversation from the cursor on, as the holder of a token."""
        if self.platform.tenants.get(tenant.id) is not tenant:
            self.close(GOING_RESTART, "the tenant was reset or deleted")
            return
        state = tenant.conversations.get(self.conversation_id)
        if state is None:
            self.close(GONE, "no such conversation")
            return
        self.tenant = tenant
        if tenant.settings.single_socket:
            for other in tuple(tenant.channels.values()):
                if other.conversation_id == state.id:
                    other.close(REPLACED, "another socket took its place")
        self.cursor = min(self.cursor, state.version)
        self._follows = True
        self._live_from = state.version
        tenant.reconnects[state.id] = counted = tenant.reconnects.get(state.id, -1) + 1
        self.ordinal = counted + 1
        tenant.channels[self.id] = self
        self._stop = tenant.hub.watch(StreamId(tenant.id, "conversation", state.id), self)
        self.access = access
        self.tell(
            "open",
            None,
            f"resumes after {self.cursor} of {state.version}",
            (Knocked(state.id), Connected(self.id, state.id, self.cursor, state.version)),
        )
        self.renew(access)
        self.push(self._voice.hello(self, state, self.cursor))
        self._see_end()

    def renew(self, access: Access) -> None:
        """Go on with a token that has been judged."""
        self.access = access
        now = self._opened_at = self.tenant.clock.now()
        self._warned = sum(now >= access.claims.exp - left for left in WARNINGS_S)
        at = self.due_at()
        if at is not None:
            self.tenant.agenda.note("channel", self.id, at)

    def close(self, code: int, reason: str) -> None:
        """Begin to close; what has happened until now is still told, and nothing more.

        To a peer who is too slow not even that.
        """
        if self._closing is None:
            self._upto = self.cursor if code == TRY_AGAIN_LATER else self._version()
        super().close(code, reason)
        self._unregister()

    def close_at_once(self, code: int, reason: str) -> None:
        """Begin to close; not even what has happened until now is told."""
        super().close_at_once(code, reason)
        self._upto = self.cursor
        self._signals = None

    def left(self, code: int, reason: str) -> None:
        """End: the connection is over."""
        self._unregister()
        why: Severed | Ended | None = None
        if self._is_over and self.access is not None:
            why = Severed(self.id, self.conversation_id, self.access.claims.exp)
        elif code in _OVER:
            why = Ended(self.conversation_id)
        self.tell("close", LOST if code == WITHOUT_A_WORD else code, reason, why)

    def _unregister(self) -> None:
        if self._stop is not None:
            self._stop()
            self._stop = None
            self.tenant.channels.pop(self.id, None)
            self.tenant.agenda.forget("channel", self.id)

    def look(self, now: float) -> None:
        """Look as every socket does, and wait only so long for the token."""
        if self.access is None and now - self._began_at > LIMITS.socket_auth_s:
            self.close(UNAUTHORIZED, f"no token within {LIMITS.socket_auth_s:g} s")
        super().look(now)

    # Its time.

    def due_at(self) -> float | None:
        """Return when it wants to be asked again: a warning is due, or the token ends."""
        access = self.access
        if access is None or self.is_closing or self._stop is None:
            return None
        state = self.tenant.conversations.get(self.conversation_id)
        if state is None or not state.is_live:
            return None  # its end is on its way already
        if revocation(self.tenant, access) is not None:
            return self._opened_at
        exp = access.claims.exp
        if self.tenant.settings.token_expiring_warnings and self._warned < len(WARNINGS_S):
            return exp - WARNINGS_S[self._warned]
        return float(exp)

    def due(self, now: float) -> list[str]:
        """Warn, or sever, as is due by `now`; return what was done."""
        access = self.access
        assert access is not None  # nothing is due before there is a token
        refusal = revocation(self.tenant, access)
        if refusal is not None:
            self.sever(refusal.message)
            return ["socket.severed"]
        left = access.claims.exp - max(now, self.tenant.clock.now())
        if left <= 0:
            self._is_over = True
            self.sever("the access token has expired")
            return ["socket.severed"]
        self._warned += 1
        warning = self._voice.expiring(access.claims.exp, left)
        self.push(warning._replace(after=self._version()))
        return ["token.expiring"]

    def sever(self, reason: str) -> None:
        """End as at the end of the token, in the tenant's way."""
        self.close(_EXPIRY_CODES[self.tenant.settings.socket_expiry], reason)

    # What it sends.

    def grown(self, stream: StreamId) -> None:
        """Hear that the conversation has grown; a peer who is too far behind is cut."""
        del stream
        if self._is_sending or self.is_full:
            behind = self._version() - max(self.cursor, self._live_from)
            if behind > LIMITS.socket_backlog_events_max:
                self.close(TRY_AGAIN_LATER, f"{behind} events behind")
        self.wake()

    def signalled(self, stream: StreamId, signal: Notice) -> None:
        """Hear a signal; it is not told to whom it came from, and dropped if there are many."""
        del stream
        if self._is_signalling or not isinstance(signal, Typing | Seen):
            return
        if self._signals is None:
            self._signals = []
        if len(self._signals) < LIMITS.socket_signals_max:
            self._signals.append(self._voice.signal(signal))
            self.wake()

    def _version(self) -> int:
        """Return the last event that it may tell of; before it follows, none."""
        if not self._follows:
            return self.cursor
        if self._upto is not None:
            return self._upto
        state = self.tenant.conversations.get(self.conversation_id)
        return self.cursor if state is None else state.version

    async def send_all(self) -> None:
        """Send answers, events and signals until there is nothing more."""
        while not self.is_full:
            if self._answers:
                await self.send_answers(self.cursor)
            version = self._version()
            if self.cursor < version:
                await self._send_events(version)
            elif self._answers:
                await self.send_answers(None)
            elif self._signals:
                await self.send(self._signals.pop(0))
            else:
                break
        else:
            return  # it goes on when a fault holds less
        self._signals = None
        if self._ended_by:
            closing = self._closing
            await self.send(self._voice.ended(self._ended_by))
            if self._closing is not closing:
                return  # a fault has closed it otherwise
            self.close(ENDED, "")
            self._closing = (ENDED, f"conversation closed: {self._ended_by}")
        elif self._follows and self.conversation_id not in self.tenant.conversations:
            self.close(GONE, "the conversation is forgotten")

    async def _send_events(self, version: int) -> None:
        """Send the events up to `version`, which the tenant's state has reached.

        The log may have more; those are sent when the state has them, so that whoever
        acknowledges an event can still have its say right behind it.
        """
        service = self.platform.service
        events: Sequence[Event] = ()
        with suppress(NotReady):  # The tenant is gone: its streams are another's now.
            events = await service.events(
                self.tenant, "conversation", self.conversation_id, self.cursor
            )
        upto = min(version - self.cursor, LIMITS.socket_events_at_once)
        for event in events[:upto]:
            self.cursor = seq = self.cursor + 1
            await self.send(self._voice.event(event, seq), seq)
            if self._answers:
                await self.send_answers(seq)
            if (self._upto is not None and seq >= self._upto) or (self.is_full and seq < version):
                return
        if not events:
            self.cursor = version  # the stream was dropped with its tenant
        if self.cursor < version:
            await wallclock.breathe()
        else:
            self._see_end()

    def _see_end(self) -> None:
        """Note that the conversation has ended, once all of it was told."""
        state = self.tenant.conversations.get(self.conversation_id)
        if state is not None and not state.is_live and self.cursor == state.version:
            self._ended_by = state.close_reason or state.state.value.lower()

    # What it tells of itself.

    def signal(self, tell: Callable[[], None]) -> None:
        """Run what tells a signal that this channel itself has caused."""
        self._is_signalling = True
        try:
            tell()
        finally:
            self._is_signalling = False

    async def hear(self, data: bytes) -> None:
        """Take a text frame, as of now."""
        tenant = self.tenant
        if tenant.agenda.earliest <= tenant.clock.now():
            await self.platform.timeline.settle(tenant)
            if self.is_closing:
                return
        tenant.used_at = self.platform.around.wall()
        try:
            await self._voice.hear(self, data)
        finally:
            self.staged = AS_IT_IS

    def describe(self) -> dict[str, Any]:
        """Return the channel as the admin API shows it."""
        claims = self.access.claims if self.access else None
        return {
            "id": self.id,
            "dialect": self.dialect,
            "group": self.group,
            "conversationId": self.conversation_id,
            "userId": claims.sub if claims else None,
            "instanceId": (claims.instance_id or None) if claims else None,
            "cursor": self.cursor,
            "behind": self._version() - self.cursor,
            "openedAt": format_instant(self._opened_at),
            "tokenId": claims.jti if claims else None,
            "tokenExp": claims.exp if claims else None,
            "silentFor": round(self.platform.around.stopwatch() - self.heard_at, 3),
        }
