"""Owns the socket of a conversation: its route, what it says, what it makes of what it hears.

Source: guide, sections 2 and 4 (a socket lives as long as its token; live transcript).
Invented: everything on the wire.
"""

from __future__ import annotations

from typing import Any

from mockplatform.core.aggregate import Event
from mockplatform.core.conversation import Conversation
from mockplatform.core.signals import Signal
from mockplatform.dialects.widget import frames
from mockplatform.dialects.widget.acts import ACTS, NEEDS, WRITES
from mockplatform.dialects.widget.conversations import find, find_for
from mockplatform.dialects.widget.deeds import deed_of, done, shown
from mockplatform.dialects.widget.frames import CLIENT_FRAMES, TYPES, FrameId, encode
from mockplatform.dialects.widget.shapes import ErrorDetail
from mockplatform.dialects.widget.translate import conversation_view
from mockplatform.edge.auth import SUBPROTOCOL
from mockplatform.edge.call import Call, convert
from mockplatform.edge.channel import ENDED, FORBIDDEN, GONE, UNAUTHORIZED, Channel
from mockplatform.edge.handshake import SocketResponse, accept, check
from mockplatform.edge.heartbeat import SOCKETS
from mockplatform.edge.inner import judged
from mockplatform.edge.outgoing import Out
from mockplatform.edge.socket import BAD_UTF8, log
from mockplatform.errors import (
    BadRequest,
    Conflict,
    ConversationEnded,
    Forbidden,
    InjectedFault,
    InvalidValue,
    MissingScope,
    NotFound,
    PlatformError,
    TokenMissing,
    Unauthorized,
    UnknownFrame,
    UnknownThing,
)
from mockplatform.findings.deeds import Knocked, Refused
from mockplatform.limits import LIMITS
from mockplatform.strictjson import parse_object

READ = frozenset({"conversation:read"})
_KNOWN = {
    name: frozenset({"type", "id", *type_.__struct_encode_fields__})
    for name, type_ in CLIENT_FRAMES.items()
}
_LAST_WORDS: tuple[tuple[type[PlatformError], int], ...] = (
    (Unauthorized, UNAUTHORIZED),
    (Forbidden, FORBIDDEN),
    (NotFound, GONE),
    (Conflict, ENDED),
)
"""How a socket ends whose first frame brought a token that opens nothing here."""


async def connect(call: Call) -> SocketResponse:
    """Open a socket on a conversation, behind the event `after`."""
    check(call.request)
    after = call.query_int("after", 0, 0, 2**53)
    if call.access is not None:
        state = _live(call)
        if after > state.version:
            call.hint = f"after={after} lies beyond the latest seq, {state.version}: taken as that"
    response = await accept(call, (SUBPROTOCOL,))
    call.then = Channel(
        call.request,
        response,
        call.request.app[SOCKETS],
        platform=call.platform,
        tenant=call.tenant,
        voice=_PREFIXED if call.prefixed else _ROAMING,
        conversation_id=call.conversation_id or call.params["id"],
        after=after,
        correlation_id=call.correlation_id,
        access=call.access,
    ).run
    return response


def _live(call: Call) -> Conversation:
    """Return the conversation that the path names, if a socket can follow it."""
    try:
        state = find(call)
        _check_live(state)
    except (UnknownThing, ConversationEnded):
        call.did(Knocked(call.params["id"]))  # of one that opens, the socket tells
        raise
    return state


def _check_live(state: Conversation) -> None:
    if not state.is_live:
        raise ConversationEnded(state.state, state.close_reason)


class Voice:
    """The widget API's way to talk; `roams` where the token is to name the tenant."""

    dialect = "widget"
    writes = WRITES

    def __init__(self, *, roams: bool) -> None:
        self._roams = roams

    def hello(self, channel: Channel, state: Conversation, resumed_after: int) -> Out:
        """Return the first frame."""
        access = channel.access
        assert access is not None  # a channel says hello when it knows to whom
        silent_at = channel.tenant.silent_at(state) if state.is_live else None
        return _out(
            "hello",
            frames.Hello(
                conversation=conversation_view(state, silent_at),
                latest_seq=state.version,
                resumed_after=resumed_after,
                heartbeat_seconds=channel.heartbeat_s,
                token_exp=access.claims.exp,
            ),
        )

    def event(self, event: Event, seq: int) -> Out:
        """Return an event's frame."""
        frame = frames.event_frame(event, seq)
        return Out(TYPES[type(frame)], encode(frame), act=shown(event))

    def signal(self, signal: Signal) -> Out:
        """Return a signal's frame."""
        frame = frames.signal_frame(signal)
        return Out(TYPES[type(frame)], encode(frame))

    def expiring(self, exp: int, in_s: float) -> Out:
        """Return the warning that the token ends."""
        frame = frames.TokenExpiring(exp=exp, in_seconds=round(in_s))
        return _out("token.expiring", frame)

    def ended(self, reason: str) -> Out:
        """Return the last frame."""
        return _out("conversation.closed", frames.ConversationClosed(reason=reason))

    async def hear(self, channel: Channel, data: bytes) -> None:
        """Take a client's frame: do what it asks, and answer."""
        type_: str | None = None
        id_: FrameId | None = None
        try:
            data.decode()
            members = parse_object(data)
            id_ = _id(members)
            type_ = _type(members)
            channel.note("in", type_, len(data), None, deed_of(channel, type_, members))
            answer = await self._act(channel, type_, members, id_)
            if answer is not None:
                channel.push(answer)
        except UnicodeDecodeError as error:
            channel.note("in", "", len(data), None)
            channel.close(BAD_UTF8, f"byte {error.start} is not UTF-8")
        except PlatformError as error:
            if type_ is None:
                channel.note("in", "", len(data), None)
            self._refuse(channel, error, id_, type_)
        except Exception:  # noqa: BLE001 - the last resort: a frame is answered, whatever it does
            log.exception("internal error", extra={"socket": channel.id, "frame": type_})
            self._refuse(channel, PlatformError("Internal error"), id_, type_)

    def _refuse(
        self, channel: Channel, error: PlatformError, id_: FrameId | None, type_: str | None
    ) -> None:
        told = _out("error", _error_frame(error, id_))
        is_injected = isinstance(error, InjectedFault)
        channel.push(told._replace(act=Refused(type_ or "", error.code, is_injected=is_injected)))
        if channel.access is None:
            codes = (code for kind, code in _LAST_WORDS if isinstance(error, kind))
            channel.close(next(codes, UNAUTHORIZED), error.code)

    async def _act(
        self, channel: Channel, type_: str, members: dict[str, Any], id_: FrameId | None
    ) -> Out | None:
        body_type = CLIENT_FRAMES.get(type_)
        if body_type is None:
            raise UnknownFrame(type_, CLIENT_FRAMES)
        channel.heed()
        body = convert(members, body_type)
        if not members.keys() <= _KNOWN[type_]:
            _note_unknown(channel, type_, members)
        if channel.access is None:
            await self._introduce(channel, type_, body)
            return None
        if type_ == "auth":
            raise BadRequest(
                "This socket has its token already", hint="token.update gives it a newer one."
            )
        needed = NEEDS.get(type_)
        if needed is not None and not needed <= channel.access.scope:
            raise MissingScope(needed - channel.access.scope, channel.access.scope)
        frame = await ACTS[type_](channel, body)
        if frame is None:
            return None
        frame.id = id_
        # An ack goes behind the event that it tells of, unless a fault has had none stored.
        after = 0
        if isinstance(frame, frames.Ack) and channel.staged.keep:
            after = frame.seq or frame.version or 0
        act = done(channel, type_, frame) if isinstance(frame, frames.Ack) else None
        return Out(TYPES[type(frame)], encode(frame), after, act=act)

    async def _introduce(self, channel: Channel, type_: str, body: Any) -> None:
        """Take the first frame: it must bring a token that opens this conversation."""
        if type_ != "auth":
            raise TokenMissing(
                "The first frame must bring a token",
                hint='Send {"type":"auth","token":"…"} first, or the token with the handshake.',
            )
        tenant = channel.tenant
        platform = channel.platform
        if self._roams:
            tenant = platform.tenants.get(platform.tokens.tenant_of(body.token)) or tenant
        if tenant.agenda.earliest <= tenant.clock.now():
            await platform.timeline.settle(tenant)
        access = await judged(channel, tenant, body.token, "auth")
        if not access.scope >= READ:
            raise MissingScope(READ - access.scope, access.scope)
        _check_live(find_for(tenant, channel.conversation_id, access.claims.sub))
        channel.follow(tenant, access)


_PREFIXED = Voice(roams=False)
_ROAMING = Voice(roams=True)


def _out(type_: str, frame: frames.Frame) -> Out:
    return Out(type_, encode(frame))


def _id(members: dict[str, Any]) -> FrameId | None:
    id_ = members.get("id")
    if id_ is None or type(id_) is int:
        return id_
    if not isinstance(id_, str):
        raise InvalidValue("$.id", "must be a string or a whole number")
    if len(id_) > LIMITS.id_chars_max:
        raise InvalidValue("$.id", f"has over {LIMITS.id_chars_max} characters")
    return id_


def _type(members: dict[str, Any]) -> str:
    type_ = members.get("type")
    if not isinstance(type_, str):
        what = "must be a string" if "type" in members else "is missing"
        raise InvalidValue("$.type", what, hint=f"Known: {', '.join(sorted(CLIENT_FRAMES))}.")
    return type_


def _note_unknown(channel: Channel, type_: str, members: dict[str, Any]) -> None:
    extra = ", ".join(sorted(members.keys() - _KNOWN[type_]))[:500]
    channel.tenant.journal.record(
        "note",
        ("unknown.members", f"{type_}: unknown members ignored: {extra}"),
        correlation_id=channel.correlation_id,
        conversation_id=channel.conversation_id,
    )


def _error_frame(error: PlatformError, id_: FrameId | None) -> frames.ErrorFrame:
    details = [ErrorDetail(one.code, one.field, one.message) for one in error.details]
    return frames.ErrorFrame(
        id=id_,
        code=error.code,
        message=error.message,
        hint=error.hint or None,
        details=details or None,
    )
