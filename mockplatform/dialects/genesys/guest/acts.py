"""Owns what each action of a guest does: thin, from the frame to a command and to its answer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from typing import Any

import msgspec

from mockplatform import guests
from mockplatform.core.aggregate import Event
from mockplatform.core.commands import SendMessage
from mockplatform.core.configuration import Deployment
from mockplatform.core.events import MessageSent
from mockplatform.core.lease import Holder
from mockplatform.core.messaging import Messaging
from mockplatform.core.session import Session
from mockplatform.dialects.genesys.guest import words
from mockplatform.dialects.genesys.guest.line import Line
from mockplatform.dialects.genesys.shapes import guest as shapes
from mockplatform.dialects.genesys.shapes.guest_frames import (
    AllowedMedia,
    FileTypeEntry,
    InboundMedia,
    SessionResponse,
)
from mockplatform.dialects.genesys.shapes.messages import Channel, StructuredMessage
from mockplatform.dialects.genesys.translate import messages as translate
from mockplatform.durations import format_instant
from mockplatform.edge.follower import Follower
from mockplatform.edge.inner import ask_routing
from mockplatform.edge.outgoing import Out
from mockplatform.errors import InvalidValue, UnknownThing, nearest
from mockplatform.tenant import Tenant

Act = Callable[[Follower, Line, Any], Awaitable[Iterable[Out]]]
_TYPES = {"Text": "text", "Structured": "structured", "Event": "event"}


def cause(socket: Follower) -> guests.Cause:
    """Return for what a frame's work is done."""
    return guests.Cause(socket.correlation_id, socket.staged)


def deployment(tenant: Tenant, id_: str) -> Deployment:
    """Return a deployment that takes guests.

    Raises:
        UnknownThing: There is none by that id.
    """
    known = tenant.tenancy.deployments
    found = known.get(id_)
    if found is None:
        raise UnknownThing("deployment", id_, hint=nearest(id_, known))
    return found


async def configure(socket: Follower, line: Line, action: shapes.ConfigureSession) -> Iterable[Out]:
    """Begin the session, or come back to it."""
    tenant = socket.tenant
    known = tenant.sessions.get(line.session_id)
    outcome = await guests.configure(
        socket.platform.service,
        tenant,
        line.session_id,
        deployment(tenant, action.deployment_id),
        start_new=bool(action.start_new),
        cause=cause(socket),
    )
    is_new = known is None or not known.is_live or bool(action.start_new)
    enter(socket, outcome.state)
    return [
        words.answered(session_response(tenant, outcome.state, is_new=is_new), action.tracing_id)
    ]


def enter(socket: Follower, session: Session) -> None:
    """Have a socket follow its session, and what there is of a conversation, from now on."""
    socket.speaker = _speaker(session)
    socket.follow("session", session.id)
    if session.conversation_id:
        socket.conversation_id = session.conversation_id
        socket.follow("conversation", session.conversation_id)
    socket.enter(session.id)


def _speaker(session: Session) -> Holder:
    return Holder(
        user_id=session.customer.id,
        client_id="",
        deployment_id=session.deployment_id,
        instance_id=session.id,
    )


def session_response(tenant: Tenant, session: Session, *, is_new: bool) -> SessionResponse:
    """Return how a session stands."""
    messaging = guests.deployment_of(tenant, session).messaging
    due = guests.next_deadline(tenant, session)
    return SessionResponse(
        connected=True,
        new_session=is_new,
        read_only=guests.is_read_only(tenant, session),
        max_custom_data_bytes=messaging.custom_data_bytes_max,
        allowed_media=allowed_media(messaging),
        blocked_extensions=list(messaging.blocked_extensions),
        duration_seconds=None if session.life_s is None else int(session.life_s),
        expiration_date=None if due is None or session.life_s is None else int(due.at),
    )


def allowed_media(messaging: Messaging) -> AllowedMedia:
    """Return which files a deployment takes."""
    types = messaging.file_types if messaging.attachments else ()
    return AllowedMedia(
        inbound=InboundMedia(
            file_types=[FileTypeEntry(type=one) for one in types],
            max_file_size_kb=messaging.file_size_kb_max,
        )
    )


async def on_message(socket: Follower, line: Line, action: shapes.OnMessage) -> Iterable[Out]:
    """Take a message; its echo to all sockets of the session is the receipt."""
    tenant = socket.tenant
    session = guests.find(tenant, line.session_id)
    message = action.message
    kinds = [one.event_type for one in message.events or ()]
    if kinds == ["Typing"]:
        guests.type_(tenant, session)
        return ()
    guests.check_pace(tenant, session)
    channel = message.channel or action.channel
    metadata = channel.metadata if channel is not None else None
    parts = message.events if message.type == "Event" else message.content
    command = SendMessage(
        message_id=tenant.ids.uuid(),
        sender=session.customer,
        text=message.text or "",
        type=_type_of(message),
        content=tuple(msgspec.to_builtins(parts or [])),
        metadata=message.metadata or {},
        trace=action.tracing_id or "",
    )
    attributes = (metadata and metadata.custom_attributes) or {}
    if attributes:
        await ask_routing(socket, "onMessage")
    outcome = await guests.send(
        socket.platform.service, tenant, session, command, attributes, cause=cause(socket)
    )
    return () if socket.staged.keep else _unkept(line, outcome.events)


def _unkept(line: Line, events: Iterable[Event]) -> Iterable[Out]:
    """Return the echo of a message that a fault has had lost: of that no event will tell."""
    for event in events:
        if isinstance(event, MessageSent):
            echoed = translate.structured(event, line.url_of)
            yield words.pushed(echoed, tracing_id=event.trace or None)


def _type_of(message: shapes.GuestMessage) -> str:
    found = _TYPES.get(message.type)
    if found is None:
        raise InvalidValue("$.message.type", "guests send Text, Structured or Event")
    return found


async def echo(socket: Follower, line: Line, action: shapes.Echo) -> Iterable[Out]:
    """Give a sign of life; it is no activity."""
    tenant = socket.tenant
    session = guests.find(tenant, line.session_id)
    due = guests.next_deadline(tenant, session)
    metadata = {}
    if session.life_s is not None and due is not None:
        metadata = {
            "durationSeconds": str(int(session.life_s)),
            "expirationDate": str(int(due.at)),
        }
    id_ = tenant.ids.uuid()
    body = StructuredMessage(
        id=id_,
        type="Text",
        direction="Inbound",
        text=action.message.text,
        channel=Channel(time=format_instant(tenant.clock.now()), message_id=id_),
        metadata=metadata or None,
    )
    return [words.answered(body, action.tracing_id)]


ACTS: dict[str, tuple[Any, Act]] = {
    "configureSession": (shapes.ConfigureSession, configure),
    "onMessage": (shapes.OnMessage, on_message),
    "echo": (shapes.Echo, echo),
}
WRITES = frozenset({"onMessage"})
"""The actions that have something stored."""
