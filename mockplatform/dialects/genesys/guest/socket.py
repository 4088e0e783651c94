"""Owns the guest's socket: its route, what it tells of sessions and conversations.

Source: [C] transport SDK 2.14, web-messaging-sdk 18.1, genesys-web-messaging-tester (frames and
flows); the docstrings of the shapes say which.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from mockplatform import guests
from mockplatform.core import session as core
from mockplatform.core.aggregate import Event, StreamId
from mockplatform.core.conversation import Conversation
from mockplatform.core.events import MessageSent, StateChanged
from mockplatform.core.session import ConversationBegun, SessionEnded, SignedIn
from mockplatform.core.signals import Notice, Parted, Typing
from mockplatform.dialects.genesys.guest import words
from mockplatform.dialects.genesys.guest.acts import ACTS, WRITES
from mockplatform.dialects.genesys.guest.line import Line
from mockplatform.dialects.genesys.shapes.guest import ActionHead
from mockplatform.dialects.genesys.shapes.guest_frames import (
    ConnectionClosedEvent,
    LogoutEvent,
    SessionClearedEvent,
    SessionExpiredEvent,
)
from mockplatform.dialects.genesys.translate import messages as translate
from mockplatform.edge.call import Call
from mockplatform.edge.follower import Follower
from mockplatform.edge.handshake import SocketResponse, accept, check
from mockplatform.edge.heartbeat import SOCKETS
from mockplatform.edge.outgoing import Out
from mockplatform.edge.socket import BAD_UTF8, log
from mockplatform.errors import (
    Forbidden,
    InvalidValue,
    ParameterMissing,
    PlatformError,
    UnknownFrame,
    nearest,
)
from mockplatform.strictjson import parse_object

_NORMAL = 1000
_ENDED = {"cleared": SessionClearedEvent, "loggedOut": LogoutEvent, "expired": SessionExpiredEvent}


async def connect(call: Call) -> SocketResponse:
    """Open a guest's socket for a deployment; it speaks for nobody yet."""
    check(call.request)
    deployment_id = call.request.query.get("deploymentId", "")
    known = call.tenant.tenancy.deployments
    if deployment_id not in known:
        raise Forbidden(
            f"No deployment {deployment_id[:64]!r} takes guests here",
            hint=nearest(deployment_id, known),
        )
    response = await accept(call, ())
    call.then = Follower(
        call.request,
        response,
        call.request.app[SOCKETS],
        platform=call.platform,
        tenant=call.tenant,
        voice=Voice(Line(deployment_id=deployment_id)),
        correlation_id=call.correlation_id,
    ).run
    return response


class Voice:
    """The guest socket's way to talk; `line` is what one connection knows of itself."""

    dialect = "genesys"
    writes = WRITES

    def __init__(self, line: Line) -> None:
        self._line = line

    def opened(self, socket: Follower) -> None:
        """Say nothing: the client speaks first."""

    def event(self, socket: Follower, stream: StreamId, event: Event, state: Any) -> Iterable[Out]:
        """Return what a guest is told of what has happened."""
        match event:
            case MessageSent():
                message = translate.structured(event, self._line.url_of)
                yield words.pushed(message, tracing_id=event.trace or None)
            case StateChanged() if event.verb in translate.PARTED:
                yield from self._parted(socket, event, state)
            case ConversationBegun(conversation_id=id_):
                self._turn_to(socket, id_)
            case SignedIn():
                yield words.pushed(translate.signed_in(stream.id, state.version, event))
            case SessionEnded(reason=reason):
                yield from self._ended(socket, reason)

    def _parted(self, socket: Follower, event: StateChanged, state: Conversation) -> Iterable[Out]:
        """Tell that somebody else has ended the conversation, where the deployment wants it."""
        session = socket.tenant.sessions.get(self._line.session_id)
        if session is None or event.by == "customer" or event.reason == core.EXPIRED:
            return
        ends = guests.deployment_of(socket.tenant, session).messaging.disconnect
        if ends != "off":
            yield words.pushed(
                translate.disconnected(state.id, state.version, event, read_only=ends == "readOnly")
            )

    def _turn_to(self, socket: Follower, conversation_id: str) -> None:
        if socket.conversation_id:
            socket.unfollow("conversation", socket.conversation_id)
        socket.conversation_id = conversation_id
        socket.follow("conversation", conversation_id, from_start=True)

    def _ended(self, socket: Follower, reason: str) -> Iterable[Out]:
        yield words.pushed(_ENDED[reason]())
        if reason == "cleared":
            yield words.pushed(ConnectionClosedEvent())
        if reason != "expired":
            socket.close(_NORMAL, reason)

    def notice(self, socket: Follower, stream: StreamId, notice: Notice) -> Iterable[Out]:
        """Return what a guest is told of what is not kept: agents' typing, and that he must go."""
        del stream
        match notice:
            case Typing(sender=sender) if sender.purpose != "customer":
                tenant = socket.tenant
                told = translate.typing(notice, tenant.ids.uuid(), tenant.clock.now())
                yield words.pushed(told)
            case Parted(reason=reason, but=but) if but != socket.id:
                yield words.pushed(
                    ConnectionClosedEvent(reason=reason or None, reason_code=reason or None)
                )
                socket.close(_NORMAL, reason or "another connection took its place")

    def due_at(self, socket: Follower) -> float | None:
        """Return None: a guest's socket lives as long as its session, whose end is an event."""

    def due(self, socket: Follower, now: float) -> list[str]:
        """Do nothing."""
        del socket, now
        return []

    def look(self, socket: Follower, now: float) -> None:
        """Do nothing: clients ping by themselves."""

    async def hear(self, socket: Follower, data: bytes) -> None:
        """Take a client's frame: do what it asks, and answer."""
        head = ActionHead(action="")
        try:
            data.decode()
            members = parse_object(data)
            head = _head(members)
            socket.note("in", head.action, len(data), None)
            for out in await self._act(socket, head, members):
                socket.push(out)
        except UnicodeDecodeError as error:
            socket.note("in", "", len(data), None)
            socket.close(BAD_UTF8, f"byte {error.start} is not UTF-8")
        except PlatformError as error:
            if not head.action:
                socket.note("in", "", len(data), None)
            socket.push(words.refused(error, head.tracing_id))
        except Exception:  # noqa: BLE001 - the last resort: a frame is answered, whatever it does
            log.exception("internal error", extra={"socket": socket.id, "frame": head.action})
            socket.push(words.refused(PlatformError("Internal error"), head.tracing_id))

    async def _act(
        self, socket: Follower, head: ActionHead, members: dict[str, Any]
    ) -> Iterable[Out]:
        act = ACTS.get(head.action)
        if act is None:
            raise UnknownFrame(head.action, ACTS)
        socket.heed()
        shape, do = act
        try:
            action = msgspec.convert(members, shape)
        except msgspec.ValidationError as error:
            raise _misfit(error) from None
        self._line.take_token(action.token)
        return await do(socket, self._line, action)


def _head(members: dict[str, Any]) -> ActionHead:
    try:
        return msgspec.convert(members, ActionHead)
    except msgspec.ValidationError as error:
        raise _misfit(error) from None


def _misfit(error: msgspec.ValidationError) -> PlatformError:
    what, _, path = str(error).partition(" - at `")
    if "missing required field" in what:
        return ParameterMissing(f"Missing parameter: {what}", hint="See docs/genesys.md.")
    return InvalidValue(path.removesuffix("`") or "$", what)
