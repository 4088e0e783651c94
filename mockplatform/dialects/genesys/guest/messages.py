"""Owns the acts that say something: a guest's messages and events, and the sign of life."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from typing import Any

import msgspec

from mockplatform import guests
from mockplatform.core.aggregate import Event
from mockplatform.core.commands import SendMessage
from mockplatform.core.events import MessageSent
from mockplatform.core.session import Session
from mockplatform.dialects.genesys.guest import deeds, telling, words
from mockplatform.dialects.genesys.guest.acting import cause, current
from mockplatform.dialects.genesys.guest.line import Line
from mockplatform.dialects.genesys.shapes import guest as shapes
from mockplatform.dialects.genesys.shapes import messages as normalized
from mockplatform.dialects.genesys.translate import messages as translate
from mockplatform.durations import format_instant
from mockplatform.edge.follower import Follower
from mockplatform.edge.inner import ask_routing
from mockplatform.edge.outgoing import Out
from mockplatform.errors import FeatureOff, InvalidValue, ParameterMissing, SessionReadOnly
from mockplatform.guests.files import stored

_TYPES = {"Text": "text", "Structured": "structured", "Event": "event"}
AUTHENTICATED = "authenticated"
"""The metadata by which messages of known users are told. Source: [C] transport SDK 2.14."""
_OURS = frozenset({AUTHENTICATED, "correlationId"})
"""What the platform alone says of a message."""
_EVENT = "$.message.events[0]"


async def on_message(socket: Follower, line: Line, action: shapes.OnMessage) -> Iterable[Out]:
    """Take a message; its echo to all sockets of the session is the receipt."""
    message = action.message
    session = current(socket, line)
    if message.type != "Event":
        _check_said(message)
        return await _say(socket, line, action, session)
    event = _event_of(message)
    if event.event_type == "Typing":
        guests.type_(socket.tenant, session)
        return ()
    if event.event_type != "Presence":
        raise FeatureOff(
            f"Feature unavailable: guests' events of type {event.event_type} are not emulated",
            hint="Typing and Presence are.",
        )
    if event.presence is None:
        raise ParameterMissing(f"Missing parameter: {_EVENT}.presence")
    do = _PRESENCES.get(event.presence.type)
    if do is None:
        what = f"guests send {', '.join(_PRESENCES)}"
        raise InvalidValue(f"{_EVENT}.presence.type", what)
    return await do(socket, line, action, session)


def _check_said(message: shapes.GuestMessage) -> None:
    if message.type not in _TYPES:
        raise InvalidValue("$.message.type", f"guests send {', '.join(_TYPES)}")
    if message.text is None and not message.content:
        raise ParameterMissing("Missing parameter: $.message.text, where there is no content")
    if not message.text and not message.content:
        raise InvalidValue("$.message.text", "is empty, and there is no content")


def _event_of(message: shapes.GuestMessage) -> normalized.Event:
    if not message.events:
        raise ParameterMissing("Missing parameter: $.message.events")
    if len(message.events) > 1:
        raise InvalidValue("$.message.events", "has just one event")
    return message.events[0]


async def _say(
    socket: Follower, line: Line, action: shapes.OnMessage, session: Session
) -> Iterable[Out]:
    return await _send(socket, line, action, session, is_auto=False)


async def _join(
    socket: Follower, line: Line, action: shapes.OnMessage, session: Session
) -> Iterable[Out]:
    """Begin the conversation before the guest has said anything."""
    return await _send(socket, line, action, session, is_auto=True)


async def _send(
    socket: Follower,
    line: Line,
    action: shapes.OnMessage,
    session: Session,
    *,
    is_auto: bool,
) -> Iterable[Out]:
    if line.is_closed:
        raise SessionReadOnly(
            "The session was closed on this connection", hint="Send configureSession first."
        )
    channel = action.message.channel or action.channel
    metadata = channel.metadata if channel is not None else None
    attributes = (metadata and metadata.custom_attributes) or {}
    if attributes:
        await ask_routing(socket, "onMessage")
    said = guests.Said(_command(socket, action, session), attributes, is_auto=is_auto)
    service = socket.platform.service
    sent = await guests.send(service, socket.tenant, session.id, said, cause=cause(socket))
    if sent.events:
        return _unkept(socket, line, sent)
    # Of what comes again just the socket that sent it is told.
    stream = ("conversation", sent.conversation_id)
    known = await service.events(socket.tenant, *stream, sent.seq - 1)
    return _echoes(socket, line, known[:1], sent)


def _unkept(socket: Follower, line: Line, sent: guests.Sent) -> Iterable[Out]:
    """Return the echo of a message that a fault has had lost: of that no event will tell."""
    return () if socket.staged.keep else _echoes(socket, line, sent.events, sent)


def _echoes(
    socket: Follower, line: Line, events: Iterable[Event], sent: guests.Sent
) -> Iterable[Out]:
    for event in events:
        if isinstance(event, MessageSent):
            echoed = translate.structured(event, line.urls(socket.tenant))
            acked = deeds.echoed(event, sent.conversation_id, known=not sent.events)
            yield words.pushed(echoed, tracing_id=event.trace or None)._replace(act=acked)


def _command(socket: Follower, action: shapes.OnMessage, session: Session) -> SendMessage:
    message = action.message
    parts: Any = message.events if message.type == "Event" else message.content
    given = message.metadata or {}
    metadata = {name: text for name, text in given.items() if name not in _OURS}
    if session.is_signed_in:
        metadata[AUTHENTICATED] = "true"
    return SendMessage(
        message_id=socket.tenant.ids.uuid(),
        sender=session.customer,
        text=message.text or "",
        type=_TYPES[message.type],
        content=stored(socket.tenant, session, msgspec.to_builtins(parts or [])),
        metadata=metadata,
        trace=action.tracing_id or "",
    )


async def _disconnect(
    socket: Follower, line: Line, action: shapes.OnMessage, session: Session
) -> Iterable[Out]:
    """Leave the conversation."""
    command = _command(socket, action, session)
    service = socket.platform.service
    sent = await guests.disconnect(service, socket.tenant, session.id, command, cause=cause(socket))
    return _unkept(socket, line, sent)


async def _clear(
    socket: Follower, line: Line, action: shapes.OnMessage, session: Session
) -> Iterable[Out]:
    """Take the conversation away; all sockets of the session are told, and closed."""
    del line, action
    guests.check_pace(socket.tenant, session)
    await guests.clear(socket.platform.service, socket.tenant, session.id, cause(socket))
    # Where a fault has had it lost, no event will tell of it.
    return () if socket.staged.keep else telling.of_end("cleared")


_PRESENCES: dict[
    str, Callable[[Follower, Line, shapes.OnMessage, Session], Awaitable[Iterable[Out]]]
] = {"Join": _join, "Clear": _clear, "Disconnect": _disconnect}


async def disconnect(
    socket: Follower, line: Line, action: shapes.DisconnectCustomer
) -> Iterable[Out]:
    """Leave the conversation, as Presence Disconnect does.

    Invented: that it does just that; of the platform's only the action's name is known.
    """
    leaving = normalized.Presence(type="Disconnect")
    event = normalized.Event(event_type="Presence", presence=leaving)
    message = shapes.GuestMessage(type="Event", events=[event])
    said = shapes.OnMessage(token=action.token, tracing_id=action.tracing_id, message=message)
    return await _disconnect(socket, line, said, current(socket, line))


async def echo(socket: Follower, line: Line, action: shapes.Echo) -> Iterable[Out]:
    """Give a sign of life; it is no activity."""
    tenant = socket.tenant
    session = current(socket, line)
    due = guests.next_deadline(tenant, session)
    metadata = {}
    if session.life_s is not None and due is not None:
        metadata = {
            "durationSeconds": str(int(session.life_s)),
            "expirationDate": str(int(due.at)),
        }
    id_ = tenant.ids.uuid()
    body = normalized.StructuredMessage(
        id=id_,
        type="Text",
        direction="Inbound",
        text=action.message.text,
        channel=normalized.Channel(time=format_instant(tenant.clock.now()), message_id=id_),
        metadata=metadata or None,
    )
    return [words.answered(body, action.tracing_id)]
