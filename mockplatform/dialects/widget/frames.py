"""Owns the frames of the widget API's socket, both ways, and how events become frames. Pure.

Whatever has a `seq` is an event of the conversation and counts for `after`; what is not
kept (typing, read marks, warnings) has none. An `ack` has the seq that its act led to and
comes right behind that event's own frame.

Source: guide, section 4 (live transcript). Invented: the frames' names and members.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct, field

from mockplatform.core import events as e
from mockplatform.core.aggregate import Event
from mockplatform.core.signals import Seen, Signal, Typing
from mockplatform.dialects.widget import shapes
from mockplatform.dialects.widget.translate import person_view
from mockplatform.durations import format_instant
from mockplatform.limits import LIMITS

FrameId = str | int


class Frame(shapes.Wire, kw_only=True, tag_field="type"):
    """What all frames of the server have: a type."""


class Hello(Frame, kw_only=True, omit_defaults=False, tag="hello"):
    """The first frame."""

    conversation: shapes.ConversationView
    latest_seq: int
    resumed_after: int
    heartbeat_seconds: float
    token_exp: int


class MessageFrame(Frame, kw_only=True, tag="message"):
    """A message: a document of the transcript, with names that a frame's own do not hide."""

    seq: int
    at: str
    message_id: str
    message_type: str
    direction: str
    from_: shapes.PersonView = field(name="from")
    text: str
    client_message_id: str | None = None
    attachments: tuple[e.Attachment, ...] | None = None


class StateFrame(Frame, kw_only=True, tag="state"):
    """The conversation was created, or moved along its table."""

    seq: int
    at: str
    state: str
    verb: str
    before: str | None = None
    agent: shapes.PersonView | None = None
    ring_until: str | None = None
    queue: str | None = None
    reason: str | None = None


class ParticipantFrame(Frame, kw_only=True, tag="participant"):
    """Somebody came or went."""

    seq: int
    at: str
    participant: shapes.ParticipantView


class RoutingDataFrame(Frame, kw_only=True, tag="routingData"):
    """Routing data has changed; this is all of it."""

    seq: int
    at: str
    routing_data: dict[str, Any]
    routing_hash: str
    truncated: tuple[str, ...] | None = None
    instance_id: str | None = None


class ConversationDataFrame(Frame, kw_only=True, tag="conversationData"):
    """Conversation data has changed; this is all of it."""

    seq: int
    at: str
    conversation_data: dict[str, Any]
    instance_id: str | None = None


class PlacementFrame(Frame, kw_only=True, tag="placement"):
    """Routing put the conversation into a queue."""

    seq: int
    at: str
    queue: shapes.NamedView
    rule: str | None = None
    evaluated_null: tuple[str, ...] | None = None
    cache: str
    elapsed_ms: float


class TypingFrame(Frame, kw_only=True, tag="typing"):
    """Somebody types, or has stopped to."""

    from_: shapes.PersonView = field(name="from")
    state: str


class SeenFrame(Frame, kw_only=True, tag="seen"):
    """Somebody has read up to an event; it is not called `seq`, which would count."""

    from_: shapes.PersonView = field(name="from")
    seen_seq: int


class TokenExpiring(Frame, kw_only=True, tag="token.expiring"):
    """The access token ends soon."""

    exp: int
    in_seconds: int


class ConversationClosed(Frame, kw_only=True, tag="conversation.closed"):
    """The last frame."""

    reason: str


class Answered(Frame, kw_only=True):
    """An answer repeats the `id` of the frame that it answers."""

    id: FrameId | None = None


class Ack(Answered, kw_only=True, tag="ack"):
    """What was asked has been done and is stored."""

    client_message_id: str | None = None
    message_id: str | None = None
    seq: int | None = None
    duplicate: bool | None = None
    version: int | None = None
    routing_hash: str | None = None
    hint: str | None = None


class TokenUpdated(Answered, kw_only=True, tag="token.updated"):
    """The new token is in force."""

    exp: int


class Pong(Answered, kw_only=True, tag="pong"):
    """An answer to `ping`: the tenant's time."""

    at: str


class ErrorFrame(Answered, kw_only=True, tag="error"):
    """A frame was refused and has changed nothing."""

    code: str
    message: str
    hint: str | None = None
    details: list[shapes.ErrorDetail] | None = None


class Auth(shapes.Wire, kw_only=True):
    """The first frame, where the handshake brought no token; `token.update` looks the same."""

    token: Annotated[str, Meta(min_length=1, max_length=LIMITS.token_bytes_max)]


class MessageSend(shapes.MessageBody, kw_only=True):
    """A message of the customer; `type` is the frame's own, so the message's is `messageType`."""

    type: Literal["text", "structured"] = field(default="text", name="messageType")


class Merge(shapes.Wire, kw_only=True):
    """A delta for routing data or conversation data (RFC 7386: null removes)."""

    data: shapes.JsonObject


class SeenMark(shapes.Wire, kw_only=True):
    """How far the customer has read."""

    seq: Annotated[int, Meta(ge=0, le=2**53)]


class Nothing(shapes.Wire, kw_only=True):
    """A frame that says all with its type."""


SERVER_FRAMES: dict[str, type[Struct]] = {
    str(type_.__struct_config__.tag): type_
    for type_ in (
        Hello,
        MessageFrame,
        StateFrame,
        ParticipantFrame,
        RoutingDataFrame,
        ConversationDataFrame,
        PlacementFrame,
        TypingFrame,
        SeenFrame,
        TokenExpiring,
        ConversationClosed,
        Ack,
        TokenUpdated,
        Pong,
        ErrorFrame,
    )
}

CLIENT_FRAMES: dict[str, type[Struct]] = {
    "auth": Auth,
    "message.send": MessageSend,
    "typing": shapes.TypingBody,
    "routingData.merge": Merge,
    "conversationData.merge": Merge,
    "token.update": Auth,
    "seen": SeenMark,
    "ping": Nothing,
    "close": Nothing,
}

TYPES = {type_: name for name, type_ in SERVER_FRAMES.items()}

encode = msgspec.json.Encoder().encode


def event_frame(event: Event, seq: int) -> Frame:
    """Return an event's frame."""
    return _EVENT_FRAMES[type(event)](event, seq, format_instant(event.at))


def _created(event: e.ConversationCreated, seq: int, at: str) -> Frame:
    del event
    return StateFrame(seq=seq, at=at, state="OPEN", verb="create")


def _placed(event: e.Placed, seq: int, at: str) -> Frame:
    placement = event.placement
    return PlacementFrame(
        seq=seq,
        at=at,
        queue=shapes.NamedView(id=placement.queue, name=event.queue_name),
        rule=placement.rule or None,
        evaluated_null=placement.evaluated_null or None,
        cache="hit" if placement.cached else "miss",
        elapsed_ms=placement.elapsed_ms,
    )


def _state_changed(event: e.StateChanged, seq: int, at: str) -> Frame:
    return StateFrame(
        seq=seq,
        at=at,
        state=event.after.value,
        verb=event.verb.value,
        before=event.before.value,
        agent=person_view(event.agent) if event.agent else None,
        ring_until=None if event.ring_until is None else format_instant(event.ring_until),
        queue=event.queue or None,
        reason=event.reason or None,
    )


def _joined(event: e.ParticipantJoined, seq: int, at: str) -> Frame:
    return ParticipantFrame(
        seq=seq,
        at=at,
        participant=_participant(event.participant_id, event.person, joined_at=at),
    )


def _left(event: e.ParticipantLeft, seq: int, at: str) -> Frame:
    return ParticipantFrame(
        seq=seq, at=at, participant=_participant(event.participant_id, event.person, left_at=at)
    )


def _participant(
    id_: str, person: e.Person, *, joined_at: str | None = None, left_at: str | None = None
) -> shapes.ParticipantView:
    return shapes.ParticipantView(
        id=id_,
        purpose=person.purpose,
        state="connected" if left_at is None else "disconnected",
        name=person.name or None,
        joined_at=joined_at,
        left_at=left_at,
    )


def _noted(event: e.ParticipantNoted, seq: int, at: str) -> Frame:
    # What agents note is not for customers: that something was, keeps `seq` without gaps.
    view = shapes.ParticipantView(
        id=event.participant_id,
        purpose=event.person.purpose,
        state=event.state,
        name=event.person.name or None,
    )
    return ParticipantFrame(seq=seq, at=at, participant=view)


def _marked(event: e.Marked, seq: int, at: str) -> Frame:
    # Nor is how far agents say that it is.
    by = event.by
    view = shapes.ParticipantView(
        id=by.id, purpose=by.purpose, state="connected", name=by.name or None
    )
    return ParticipantFrame(seq=seq, at=at, participant=view)


def _message(event: e.MessageSent, seq: int, at: str) -> Frame:
    sender = event.sender
    return MessageFrame(
        seq=seq,
        at=at,
        message_id=event.message_id,
        message_type=event.type,
        direction="inbound" if sender.purpose == "customer" else "outbound",
        from_=person_view(sender),
        text=event.text,
        client_message_id=event.client_message_id or None,
        attachments=event.attachments or None,
    )


def _routing_data(event: e.RoutingDataChanged, seq: int, at: str) -> Frame:
    data = event.routing_data
    return RoutingDataFrame(
        seq=seq,
        at=at,
        routing_data=data.values,
        routing_hash=data.hash,
        truncated=data.truncated or None,
        instance_id=event.instance_id or None,
    )


def _conversation_data(event: e.ConversationDataChanged, seq: int, at: str) -> Frame:
    return ConversationDataFrame(
        seq=seq, at=at, conversation_data=event.data, instance_id=event.instance_id or None
    )


_EVENT_FRAMES: dict[type[Event], Callable[[Any, int, str], Frame]] = {
    e.ConversationCreated: _created,
    e.Placed: _placed,
    e.StateChanged: _state_changed,
    e.ParticipantJoined: _joined,
    e.ParticipantLeft: _left,
    e.ParticipantNoted: _noted,
    e.Marked: _marked,
    e.MessageSent: _message,
    e.RoutingDataChanged: _routing_data,
    e.ConversationDataChanged: _conversation_data,
}


def signal_frame(signal: Signal) -> Frame:
    """Return a signal's frame."""
    sender = person_view(signal.sender)
    match signal:
        case Typing(on=on):
            return TypingFrame(from_=sender, state="on" if on else "off")
        case Seen(seq=seq):
            return SeenFrame(from_=sender, seen_seq=seq)
