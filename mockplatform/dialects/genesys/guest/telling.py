"""Owns what a guest's socket tells of what happens: in his session, in his conversation."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from mockplatform import guests
from mockplatform.core.aggregate import Event, StreamId
from mockplatform.core.conversation import Conversation
from mockplatform.core.events import MessageSent, StateChanged
from mockplatform.core.files import FileUploaded
from mockplatform.core.messaging import Messaging
from mockplatform.core.session import (
    ConversationBegun,
    Ending,
    Session,
    SessionEnded,
    SessionRenewed,
    SignedIn,
)
from mockplatform.core.signals import Notice, Parted, Typing, UploadFailed
from mockplatform.dialects.genesys.guest import deeds, files, words
from mockplatform.dialects.genesys.guest.line import Line
from mockplatform.dialects.genesys.guest.speaking import speaker
from mockplatform.dialects.genesys.shapes.guest_frames import (
    ConnectionClosedEvent,
    LogoutEvent,
    SessionClearedEvent,
    SessionExpiredEvent,
)
from mockplatform.dialects.genesys.translate import messages as translate
from mockplatform.edge.follower import Follower
from mockplatform.edge.outgoing import Out
from mockplatform.guests.history import is_told

_NORMAL = 1000


def of_event(
    socket: Follower, line: Line, stream: StreamId, event: Event, state: Any
) -> Iterable[Out]:
    """Return what a guest is told of an event, which has led to `state`."""
    match event:
        case MessageSent():
            message = translate.structured(event, line.urls(socket.tenant))
            told = words.pushed(message, tracing_id=event.trace or None)
            yield told._replace(act=_came_to(socket, line, event, state))
        case StateChanged():
            yield from _parted(socket, line, event, state)
        case ConversationBegun(conversation_id=id_):
            _turn_to(socket, id_)
            line.joined = id_
        case SessionRenewed():
            _turn_to(socket, "")
        case SignedIn():
            socket.speaker = speaker(state)
            yield words.pushed(translate.signed_in(stream.id, state.version, event))
        case FileUploaded():
            yield from files.uploaded(socket, line, state, event)
        case SessionEnded(reason=reason):
            yield from _ended(socket, reason)


def _came_to(socket: Follower, line: Line, event: MessageSent, state: Conversation) -> Any:
    """Return what a message's frame comes to; the first one shows that its socket follows."""
    echoed = deeds.echoed(event, state.id)
    if line.joined != state.id:
        return echoed
    line.joined = ""
    begun = deeds.begun(socket, state.id, state.version)
    return begun if echoed is None else (begun, echoed)


def _parted(
    socket: Follower, line: Line, event: StateChanged, state: Conversation
) -> Iterable[Out]:
    """Tell that somebody else has ended the conversation, where the deployment wants it."""
    session = socket.tenant.sessions.get(line.session_id)
    if session is None:
        return
    ends = _messaging(socket, session).disconnect
    if is_told(event, ends):
        yield words.pushed(
            translate.disconnected(state.id, state.version, event, read_only=ends == "readOnly")
        )


def _messaging(socket: Follower, session: Session) -> Messaging:
    return guests.deployment_of(socket.tenant, session).messaging


def _turn_to(socket: Follower, conversation_id: str) -> None:
    """Follow another conversation, from its beginning; or none."""
    if socket.conversation_id:
        socket.unfollow("conversation", socket.conversation_id)
    socket.conversation_id = conversation_id
    if conversation_id:
        socket.follow("conversation", conversation_id, from_start=True)


def _ended(socket: Follower, reason: Ending) -> Iterable[Out]:
    """Tell that the session is over, and close; one that expired tells so when it is used."""
    if reason == "expired":
        return [one._replace(act=deeds.over(socket)) for one in of_end(reason)]
    socket.part(_NORMAL, reason, of_end(reason))
    return ()


def of_end(reason: Ending) -> Iterable[Out]:
    """Return what a guest is told when his session is over."""
    match reason:
        case "expired":
            # Source: [C] transport SDK 2.14 and its tests have it as a response, though pushed.
            yield words.answered(SessionExpiredEvent(), None)
        case "cleared":
            yield words.pushed(SessionClearedEvent())
            yield words.pushed(ConnectionClosedEvent())
        case "signedIn":
            yield _closed(reason)
        case "loggedOut":
            yield words.pushed(LogoutEvent())


def _closed(reason: str) -> Out:
    return words.pushed(ConnectionClosedEvent(reason=reason or None, reason_code=reason or None))


def of_notice(socket: Follower, line: Line, notice: Notice) -> Iterable[Out]:
    """Return what a guest is told of what is not kept: agents' typing, and that he must go."""
    match notice:
        case Typing(sender=sender) if sender.purpose != "customer":
            tenant = socket.tenant
            session = tenant.sessions.get(line.session_id)
            if session is not None and _messaging(socket, session).agent_typing:
                told = translate.typing(notice, tenant.ids.uuid(), tenant.clock.now())
                yield words.pushed(told)
        case UploadFailed():
            yield from files.failed(socket, line, notice)
        case Parted(reason=reason, but=but) if but != socket.id:
            last = [_closed(reason)]
            socket.part(_NORMAL, reason or "another connection took its place", last)
