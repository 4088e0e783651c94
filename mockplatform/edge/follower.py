"""Owns the follower: a socket that follows streams, and tells of them in a dialect's words.

It keeps a cursor for each stream: the state as of the last event that was told. That a stream has
grown is only a hint to look; what lies between is read and told, in order, each event once. A
channel (`mockplatform.edge.channel`) is the same for just one conversation, and quicker.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any, Protocol

from aiohttp import web

from mockplatform.core.aggregate import Event, StreamId
from mockplatform.core.kinds import AGGREGATES
from mockplatform.core.lease import Holder
from mockplatform.core.signals import Notice
from mockplatform.durations import format_instant
from mockplatform.edge import wallclock
from mockplatform.edge.handshake import SocketResponse
from mockplatform.edge.harmable import HarmableSocket, Tongue
from mockplatform.edge.heartbeat import GOING_AWAY, Sockets
from mockplatform.edge.outgoing import Out
from mockplatform.edge.socket import LOST, TRY_AGAIN_LATER, WITHOUT_A_WORD
from mockplatform.errors import NotReady
from mockplatform.faults.staged import AS_IT_IS
from mockplatform.findings.deeds import Who
from mockplatform.limits import LIMITS
from mockplatform.platform import GOING_RESTART, Platform
from mockplatform.tenant import Tenant
from mockplatform.tokens import Access

_POLICY = 1008


class Voice(Tongue, Protocol):
    """What a dialect says on a follower, and how it takes what it hears. One for each socket."""

    def opened(self, socket: Follower) -> None:
        """Begin: the connection stands."""

    async def hear(self, socket: Follower, data: bytes) -> None:
        """Take a client's frame; raise nothing that a client can cause."""

    def event(self, socket: Follower, stream: StreamId, event: Event, state: Any) -> Iterable[Out]:
        """Return what to say of an event, which has led to `state` (its version: the `seq`)."""

    def notice(self, socket: Follower, stream: StreamId, notice: Notice) -> Iterable[Out]:
        """Return what to say of what is not kept."""

    def due_at(self, socket: Follower) -> float | None:
        """Return when it wants to be asked again, on the tenant's clock."""

    def due(self, socket: Follower, now: float) -> list[str]:
        """Do what is due by `now`; return what was done."""

    def look(self, socket: Follower, now: float) -> None:
        """Do what is due at `now` of the stopwatch: heartbeats of the dialect's own."""


class Follower(HarmableSocket):
    """A socket on streams.

    Attributes:
        conversation_id: The conversation that it is about now; empty where it is about none.
        correlation_id: That of the handshake.
        access: The token that opened it, where one did.
        ends_with: The conversation with which it ends; empty where it goes on without.
        group: What it stands together with, such as a session's id.
        ordinal: Which socket of its group it is, from 1; 0 until it has entered.
    """

    silent_peer, too_many_frames = GOING_AWAY, _POLICY  # its dialects know no others

    __slots__ = (
        "_dirty",
        "_farewell",
        "_notices",
        "_opened_at",
        "_speaker",
        "_states",
        "_stops",
        "_voice",
        "access",
        "conversation_id",
        "correlation_id",
        "ends_with",
        "group",
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
        correlation_id: str,
        access: Access | None = None,
    ) -> None:
        super().__init__(request, response, sockets, platform=platform, tenant=tenant)
        self._voice: Voice = voice
        self.conversation_id = ""
        self.correlation_id = correlation_id
        self.access = access
        self.ends_with = ""
        self.group = ""
        self.ordinal = 0
        self.staged = AS_IT_IS
        self._speaker: Holder | None = None
        self._opened_at = tenant.clock.now()
        self._states: dict[StreamId, Any] = {}
        self._dirty: dict[StreamId, None] = {}
        self._stops: dict[StreamId | str, Callable[[], None]] = {}
        self._notices: list[tuple[StreamId, int, Out]] | None = None
        self._farewell: list[Out] = []

    @property
    def speaker(self) -> Holder | None:
        """For whom it speaks; None until that is known."""
        return self._speaker or super().speaker

    @speaker.setter
    def speaker(self, speaker: Holder) -> None:
        """Speak for somebody from now on."""
        self._speaker = speaker

    @property
    def user_id(self) -> str:
        """The user for whom it speaks; empty until that is known."""
        return self._speaker.user_id if self._speaker else super().user_id

    @property
    def who(self) -> Who:
        """Whose it is; its dialects do not tell one of a user's clients from another."""
        return Who(self.user_id)

    # Its beginning and its end.

    def opened(self) -> None:
        """Begin: nothing is followed until its voice says so."""
        self._voice.opened(self)

    def wait(self) -> None:
        """Be one of the tenant's sockets from now on, of no group until it has entered one."""
        tenant = self.tenant
        if self.platform.tenants.get(tenant.id) is not tenant:
            self.close(GOING_RESTART, "the tenant was reset or deleted")
        elif not self.is_closing:
            tenant.channels[self.id] = self
            self.ask_again()

    def enter(self, group: str, deed: Any = None) -> None:
        """Be one of the tenant's sockets, of a group, from now on; once. `deed`: what that is."""
        tenant = self.tenant
        if self.platform.tenants.get(tenant.id) is not tenant:
            self.close(GOING_RESTART, "the tenant was reset or deleted")
            return
        if self.group:
            return
        self.group = group
        tenant.reconnects[group] = counted = tenant.reconnects.get(group, -1) + 1
        self.ordinal = counted + 1
        tenant.channels[self.id] = self
        self.tell("open", None, f"socket {self.ordinal} of {group[:64]}", deed)
        self.ask_again()

    def ask_again(self) -> None:
        """Have its voice asked when something is due."""
        at = self._voice.due_at(self)
        if at is not None and self.id in self.tenant.channels:
            self.tenant.agenda.note("channel", self.id, at)

    def follow(self, kind: str, id_: str, *, from_start: bool = False) -> None:
        """Follow a stream from now on, or from its beginning."""
        stream = StreamId(self.tenant.id, kind, id_)
        if stream in self._stops or self.is_closing:
            return
        known = self.tenant.states[kind].get(id_)
        if known is None or from_start:
            self._states[stream] = AGGREGATES[kind].initial(id_)
        else:
            self._states[stream] = known
        self._stops[stream] = self.tenant.hub.watch(stream, self)
        if known is not None and from_start:
            self.grown(stream)

    def unfollow(self, kind: str, id_: str) -> None:
        """Follow a stream no more; what has happened until now is still told."""
        stream = StreamId(self.tenant.id, kind, id_)
        stop = self._stops.pop(stream, None)
        if stop is not None:
            stop()
        if stream not in self._dirty:
            self._states.pop(stream, None)

    def oversee(self, kind: str) -> None:
        """Follow all streams of a kind from now on."""
        if kind not in self._stops and not self.is_closing:
            self._stops[kind] = self.tenant.hub.oversee(kind, self)

    def close(self, code: int, reason: str) -> None:
        """Begin to close; what has happened until now is still told, and nothing more."""
        if self._closing is None and code == TRY_AGAIN_LATER:
            self._dirty.clear()
        super().close(code, reason)
        self._unregister()

    def part(self, code: int, reason: str, farewell: Iterable[Out]) -> None:
        """Begin to close; behind all that is still told, say this, and nothing more."""
        self._farewell += farewell if self._closing is None else ()
        self.close(code, reason)

    def close_at_once(self, code: int, reason: str) -> None:
        """Begin to close; not even what has happened until now is told."""
        super().close_at_once(code, reason)
        self._dirty.clear()
        self._notices = None
        self._farewell.clear()

    def sever(self, reason: str) -> None:
        """End as at the end of the token that opened it; without a word, if the tenant says so."""
        is_silent = self.tenant.settings.socket_expiry == "silent"
        self.close(WITHOUT_A_WORD if is_silent else _POLICY, reason)

    def left(self, code: int, reason: str) -> None:
        """End: the connection is over."""
        self._unregister()
        self.tell("close", LOST if code == WITHOUT_A_WORD else code, reason)

    def _unregister(self) -> None:
        for stop in self._stops.values():
            stop()
        self._stops.clear()
        if self.tenant.channels.pop(self.id, None) is not None:
            self.tenant.agenda.forget("channel", self.id)

    # Its time.

    def due_at(self) -> float | None:
        """Return when it wants to be asked again."""
        return None if self.is_closing else self._voice.due_at(self)

    def due(self, now: float) -> list[str]:
        """Do what is due by `now`; return what was done."""
        return self._voice.due(self, now)

    def look(self, now: float) -> None:
        """Look as every socket does, and as its dialect does beside that."""
        super().look(now)
        if not self.is_closing:
            self._voice.look(self, now)

    # What it sends.

    def grown(self, stream: StreamId) -> None:
        """Hear that a stream has grown; a peer who is too far behind is cut."""
        self._dirty[stream] = None
        now, known = self.tenant.states[stream.kind].get(stream.id), self._states.get(stream)
        behind = (now.version if now else 0) - (known.version if known else 0)
        if behind < 0:  # It was forgotten and begins anew, as a session does: so does the cursor.
            self._states[stream] = AGGREGATES[stream.kind].initial(stream.id)
        is_late = max(behind, len(self._dirty)) > LIMITS.socket_backlog_events_max
        if is_late and (self._is_sending or self.is_full):
            self.close(TRY_AGAIN_LATER, f"{behind} events behind")
        self.wake()

    def grown_from(self, stream: StreamId, before: Any) -> None:
        """Hear that one of the streams that it oversees has grown."""
        if stream not in self._states:
            initial = AGGREGATES[stream.kind].initial
            self._states[stream] = initial(stream.id) if before is None else before
        self.grown(stream)

    def signalled(self, stream: StreamId, signal: Notice) -> None:
        """Hear what is not kept; dropped if there is much of it."""
        if self._notices is None:
            self._notices = []
        state = self.tenant.states[stream.kind].get(stream.id)
        version = state.version if state else 0
        for out in self._voice.notice(self, stream, signal):
            if len(self._notices) < LIMITS.socket_signals_max:
                self._notices.append((stream, version, out))
        self.wake()

    async def send_all(self) -> None:
        """Send events, answers and what is not kept until there is nothing more."""
        while not self.is_full:
            await self._send_notices()
            if self._dirty:
                stream = next(iter(self._dirty))
                del self._dirty[stream]
                await self._send_events(stream)
            elif self._notices:
                await self._send_notices(at_last=True)
            elif self._answers:
                # One by one: what happened before an answer is told before it.
                await self.send(self._answers.pop(0))
            elif self._farewell:
                await self.send(self._farewell.pop(0))
            else:
                self._notices = None
                return

    async def _send_notices(self, *, at_last: bool = False) -> None:
        """Send what is not kept, each behind what had happened before it, or all at last."""
        while self._notices and not self.is_full:
            stream, version, out = self._notices[0]
            state = self._states.get(stream)
            if state is not None and state.version < version and not at_last:
                return
            del self._notices[0]
            await self.send(out)

    async def _send_events(self, stream: StreamId) -> None:
        """Send what a stream has behind its cursor, as far as the tenant's state has come."""
        known = self.tenant.states[stream.kind].get(stream.id)
        state = self._states.get(stream)
        if known is None or state is None:
            self._states.pop(stream, None)  # it is forgotten
            return
        events: Any = ()
        with suppress(NotReady):  # The tenant is gone: its streams are another's now.
            events = await self.platform.service.events(
                self.tenant, stream.kind, stream.id, state.version
            )
        evolve = AGGREGATES[stream.kind].evolve
        upto = min(known.version - state.version, LIMITS.socket_events_at_once)
        for event in events[:upto]:
            if self._notices:
                await self._send_notices()
            # The tenant's own state is what the last event has led to.
            is_last = state.version + 1 == known.version
            before, state = state, known if is_last else evolve(state, event)
            self._states[stream] = state
            for out in await self.told(stream, event, before, state):
                about = state.version if stream.id == self.conversation_id else None
                await self.send(out, about)
            if self.is_full:
                break
        self._see_rest(stream, state.version, known.version, reached=bool(events))
        if stream in self._dirty:
            await wallclock.breathe()

    async def told(self, stream: StreamId, event: Event, before: Any, state: Any) -> Iterable[Out]:
        """Return what to say of an event; a subclass may wait for what it must read to say it."""
        del before
        return self._voice.event(self, stream, event, state)

    def _see_rest(self, stream: StreamId, cursor: int, version: int, *, reached: bool) -> None:
        """Come back to a stream that has more; one that is only overseen is let go of."""
        if reached and cursor < version:
            self._dirty[stream] = None
        elif stream not in self._stops and stream not in self._dirty:
            self._states.pop(stream, None)

    # What it hears, and what it tells of itself.

    async def hear(self, data: bytes) -> None:
        """Take a text frame, as of now."""
        tenant = self.tenant
        if tenant.agenda.earliest <= tenant.clock.now():
            await self.platform.timeline.settle(tenant)
            if self.is_closing:
                return
        if self.platform.tenants.get(tenant.id) is not tenant:
            self.close(GOING_RESTART, "the tenant was reset or deleted")
            return
        tenant.used_at = self.platform.around.wall()
        try:
            await self._voice.hear(self, data)
        finally:
            self.staged = AS_IT_IS

    def describe(self) -> dict[str, Any]:
        """Return the socket as the admin API shows it."""
        speaker = self.speaker
        state = self._states.get(StreamId(self.tenant.id, "conversation", self.conversation_id))
        known = self.tenant.conversations.get(self.conversation_id)
        cursor = state.version if state is not None else 0
        return {
            "id": self.id,
            "dialect": self.dialect,
            "group": self.group,
            "conversationId": self.conversation_id,
            "userId": speaker.user_id if speaker else None,
            "instanceId": (speaker.instance_id or None) if speaker else None,
            "cursor": cursor,
            "behind": known.version - cursor if known is not None and state is not None else 0,
            "openedAt": format_instant(self._opened_at),
            "tokenId": self.access.claims.jti if self.access else None,
            "tokenExp": self.access.claims.exp if self.access else None,
            "silentFor": round(self.platform.around.stopwatch() - self.heard_at, 3),
        }
