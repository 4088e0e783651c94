"""Owns a chat's event stream: the socket that tells its guest what happens.

The first socket is told all since the chat was opened; one that comes later, what happens from
then on, and its client asks for what it missed. Nothing that a client says on it is acted on.

Source: [C] guest chat 8.1.3 and clients of its event stream (frames). Invented: what the first
socket is told, close codes, that who types is not told so himself.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from mockplatform.core.aggregate import Event, StreamId
from mockplatform.core.conversation import Conversation, initial
from mockplatform.core.signals import Notice, Typing
from mockplatform.dialects.genesys.shapes.notifications import ChannelNote, TopicFrame
from mockplatform.dialects.genesys.translate import webchat as translate
from mockplatform.dialects.genesys.webchat.chats import find
from mockplatform.edge.call import Call
from mockplatform.edge.follower import Follower
from mockplatform.edge.handshake import SocketResponse, accept, check
from mockplatform.edge.heartbeat import SOCKETS
from mockplatform.edge.outgoing import Out
from mockplatform.edge.socket import BAD_UTF8
from mockplatform.findings.deeds import Connected
from mockplatform.limits import LIMITS
from mockplatform.revocation import revocation

_NORMAL = 1000
_ENDED = "the chat has ended"
_encode = msgspec.json.Encoder().encode
_HEARTBEAT = Out(
    "heartbeat",
    _encode(
        TopicFrame[ChannelNote](
            topic_name="channel.metadata", event_body=ChannelNote(message="WebSocket Heartbeat")
        )
    ),
)


async def connect(call: Call) -> SocketResponse:
    """Open a chat's event stream; its URL is all that proves whose it is."""
    check(call.request)
    state = find(call)
    response = await accept(call, ())
    call.then = Follower(
        call.request,
        response,
        call.request.app[SOCKETS],
        platform=call.platform,
        tenant=call.tenant,
        voice=Voice(state),
        correlation_id=call.correlation_id,
        access=call.access,
    ).run
    return response


class Voice:
    """The event stream's way to talk, on one socket of the chat `state`."""

    dialect = "genesys"
    writes: frozenset[str] = frozenset()

    def __init__(self, state: Conversation) -> None:
        self._told = state
        self._began_at = 0.0
        self._beat_at = 0.0

    def opened(self, socket: Follower) -> None:
        """Follow the chat: the first socket from its beginning, others from now on."""
        tenant = socket.tenant
        id_ = socket.conversation_id = socket.ends_with = self._told.id
        is_first = id_ not in tenant.reconnects
        self._told = initial(id_) if is_first else tenant.conversations.get(id_, self._told)
        self._began_at = tenant.clock.now()
        self._beat_at = socket.platform.around.stopwatch()
        socket.follow("conversation", id_, from_start=is_first)
        version = tenant.conversations[id_].version if id_ in tenant.conversations else 0
        socket.enter(id_, Connected(socket.id, id_, 0 if is_first else None, version))
        if not is_first and not self._told.is_live:
            socket.close(_NORMAL, _ENDED)

    def event(self, socket: Follower, stream: StreamId, event: Event, state: Any) -> Iterable[Out]:
        """Return what the guest is told of an event; with the chat, the socket ends."""
        del stream
        before, self._told = self._told, state
        for frame in translate.frames(before, event, state):
            yield _out(frame)
        if not state.is_live:
            socket.close(_NORMAL, _ENDED)

    def notice(self, socket: Follower, stream: StreamId, notice: Notice) -> Iterable[Out]:
        """Return what the guest is told of others who type; that one has stopped has no word."""
        match notice:
            case Typing(sender=sender, on=True) if sender.purpose != "customer":
                state = socket.tenant.conversations[stream.id]
                now = socket.tenant.clock.now()
                yield _out(translate.typing_frame(state, notice, now))

    def due_at(self, socket: Follower) -> float | None:
        """Return when the JWT that opened it ends; in the past, if it was revoked."""
        assert socket.access is not None  # the handshake needs one
        if revocation(socket.tenant, socket.access) is not None:
            return self._began_at
        return float(socket.access.claims.exp)

    def due(self, socket: Follower, now: float) -> list[str]:
        """End with the JWT that opened it."""
        assert socket.access is not None  # as above
        refusal = revocation(socket.tenant, socket.access)
        if refusal is None and max(now, socket.tenant.clock.now()) < socket.access.claims.exp:
            return []
        socket.sever("the access token has expired" if refusal is None else refusal.message)
        return ["socket.severed"]

    def look(self, socket: Follower, now: float) -> None:
        """Give a sign of life, in real time."""
        if now - self._beat_at >= LIMITS.chat_beat_s:
            self._beat_at = now
            socket.push(_HEARTBEAT)

    async def hear(self, socket: Follower, data: bytes) -> None:
        """Take note of what a client says: nothing is made of it."""
        socket.note("in", "", len(data), None)
        try:
            data.decode()
        except UnicodeDecodeError as error:
            socket.close(BAD_UTF8, f"byte {error.start} is not UTF-8")


def _out(frame: TopicFrame[Any]) -> Out:
    """Return a frame; the journal knows it by its type."""
    assert frame.metadata is not None  # only a heartbeat has none
    return Out(frame.metadata.type or "", _encode(frame))
