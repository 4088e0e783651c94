"""Owns the translation of messages, one for sockets, history, platform API and notifications.

So a message has the same id, time and content wherever it is met.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, get_args

import msgspec

from mockplatform.core.events import MessageSent, Person, StateChanged
from mockplatform.core.session import SignedIn
from mockplatform.core.signals import Typing as TypingSignal
from mockplatform.core.states import Verb
from mockplatform.dialects.genesys.shapes.contents import Attachment, ContentType
from mockplatform.dialects.genesys.shapes.messages import (
    Channel,
    Content,
    Event,
    EventType,
    MessageType,
    Presence,
    PresenceType,
    Recipient,
    StructuredMessage,
    Typing,
)
from mockplatform.durations import format_instant
from mockplatform.ids import derive_uuid

TYPING_MS = 5_000
"""How long typing is shown. Source: [C] transport SDK 2.14, its default."""
KINDS = frozenset(get_args(ContentType))
"""The pieces of content that have a word here: another dialect keeps others."""
PARTED = frozenset({Verb.CLOSE, Verb.EXPIRE})
_TYPES: dict[str, MessageType] = {"text": "Text", "structured": "Structured", "event": "Event"}

UrlOf = Callable[[str], str]
"""Gives the URL that serves a file's bytes, by the file's id."""


def structured(event: MessageSent, url_of: UrlOf) -> StructuredMessage:
    """Return a message as sockets, history and platform API have it in common."""
    is_event = event.type == "event"
    inbound = event.sender.purpose == "customer"
    metadata = {"correlationId": derive_uuid("message", event.message_id), **event.metadata}
    return StructuredMessage(
        id=event.message_id,
        type=_TYPES[event.type],
        direction="Inbound" if inbound else "Outbound",
        text=None if is_event else event.text,
        channel=Channel(
            time=format_instant(event.sent_at),
            message_id=event.message_id,
            type="Private",
            from_=recipient(event.sender),
        ),
        content=None if is_event else contents(event, url_of) or None,
        events=msgspec.convert(event.content, list[Event]) if is_event else None,
        originating_entity=None if inbound else "Bot" if event.sender.purpose == "bot" else "Human",
        metadata=metadata,
    )


def contents(event: MessageSent, url_of: UrlOf) -> list[Content]:
    """Return what a message holds beside its text; files with the URL of their bytes.

    Of content that another dialect keeps there is its text alone.
    """
    ours = [one for one in event.content if one.get("contentType") in KINDS]
    found = msgspec.convert(ours, list[Content]) if ours else []
    for one in found:
        if one.attachment is not None and one.attachment.id is not None:
            one.attachment.url = url_of(one.attachment.id)
    found += [_attached(one) for one in event.attachments]
    return found


def _attached(one: Any) -> Content:
    """Return a file that came by the widget API, which only tells where it is."""
    attachment = Attachment(
        url=one.url, filename=one.name or None, mime=one.mime or None, file_size=one.size or None
    )
    return Content(content_type="Attachment", attachment=attachment)


def recipient(person: Person) -> Recipient | None:
    """Return who speaks, by name; None for one without a name.

    Source: [C] transport SDK 2.14 shows nickname, else first and last name.
    """
    if not person.name:
        return None
    first, _, last = person.name.partition(" ")
    return Recipient(nickname=person.name, first_name=first, last_name=last or None)


def presence(
    id_: str, at: float, type_: PresenceType, *, outbound: bool, **metadata: str
) -> StructuredMessage:
    """Return the event that somebody came, went or signed in."""
    return StructuredMessage(
        id=id_,
        type="Event",
        direction="Outbound" if outbound else "Inbound",
        channel=Channel(time=format_instant(at), message_id=id_, type="Private"),
        events=[_event("Presence", presence=Presence(type=type_))],
        originating_entity="Human" if outbound else None,
        metadata={"correlationId": derive_uuid("message", id_), **metadata},
    )


def _event(type_: EventType, **members: Any) -> Event:
    return Event(event_type=type_, **members)


def disconnected(
    conversation_id: str, seq: int, event: StateChanged, *, read_only: bool
) -> StructuredMessage:
    """Return what a guest is told when somebody else has ended his conversation.

    Source: [C] transport SDK 2.14: `readOnly` is a text.
    """
    id_ = derive_uuid(conversation_id, "disconnected", seq)
    more = {"readOnly": "true"} if read_only else {}
    return presence(id_, event.told_at, "Disconnect", outbound=True, **more)


def signed_in(session_id: str, seq: int, event: SignedIn) -> StructuredMessage:
    """Return what is told on a session's sockets when its guest has become a known user."""
    id_ = derive_uuid(session_id, "signedIn", seq)
    told = presence(id_, event.told_at, "SignIn", outbound=False)
    assert told.channel is not None  # it was just made with one
    told.channel.from_ = recipient(event.customer)
    return told


def typing(signal: TypingSignal, id_: str, at: float) -> StructuredMessage:
    """Return the event that an agent types."""
    shown = Typing(type="On" if signal.on else "Off", duration=TYPING_MS if signal.on else None)
    return StructuredMessage(
        id=id_,
        type="Event",
        direction="Outbound",
        channel=Channel(time=format_instant(at), type="Private", from_=recipient(signal.sender)),
        events=[_event("Typing", typing=shown)],
        originating_entity="Bot" if signal.sender.purpose == "bot" else "Human",
    )
