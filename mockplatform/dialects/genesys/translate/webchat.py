"""Owns the translation of the older guest chat: who is in it, what was said, what is told of both.

Members are the conversation's participants. That an agent came or went is a message too, made of
the same events wherever it is told, so that it has one id and one time.

Source: [C] guest chat 8.1.3 and clients of its event stream (types, topics, order). Invented: the
ids of what is derived; that bots are told as workflows; that only agents and bots are told to join
and to leave.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from mockplatform.core.aggregate import Event
from mockplatform.core.conversation import Conversation, evolve, initial
from mockplatform.core.events import MessageSent, Person
from mockplatform.core.participants import Participant
from mockplatform.core.signals import Typing
from mockplatform.dialects.genesys.shapes.notifications import FrameMetadata, TopicFrame
from mockplatform.dialects.genesys.shapes.webchat import (
    ChatMember,
    ChatMessage,
    ChatRef,
    ChatTyping,
    GuestInfo,
    MemberChange,
    MemberState,
    RoutingTarget,
)
from mockplatform.durations import format_instant, millis
from mockplatform.ids import derive_uuid

BASE = "/api/v2/webchat/guest/conversations"
STANDARD = "standard"
CONNECTED = "CONNECTED"
DISCONNECTED = "DISCONNECTED"
GUEST = "guest-"
"""Begins the id of a customer whom nobody knows."""
TARGET = "routingTarget."
"""Begins the keys of routing data that the chat's target brought, and no custom field."""
_ROLES = {"customer": "CUSTOMER", "acd": "ACD", "bot": "WORKFLOW", "agent": "AGENT"}
_TALKERS = frozenset({"agent", "bot"})
_ABOUT = {
    "first_name": "firstName",
    "last_name": "lastName",
    "email": "email",
    "phone_number": "phoneNumber",
    "avatar_image_url": "avatarImageUrl",
}
"""What a guest says of himself, and what it is called in conversation data."""


# ---------------------------------------------------------------------------- what guests say


def guest_id(conversation_id: str) -> str:
    """Return the customer's id in a chat whose guest is not a known user."""
    return f"{GUEST}{derive_uuid('guest', conversation_id)}"


def routing_data(info: GuestInfo, target: RoutingTarget) -> dict[str, Any]:
    """Return what rules may act on: the custom fields, and what the target asks for."""
    asked = {
        "skills": ",".join(target.skills or ()),
        "language": target.language or "",
        "priority": "" if target.priority is None else str(target.priority),
    }
    return {
        **(info.custom_fields or {}),
        **{TARGET + key: value for key, value in asked.items() if value},
    }


def conversation_data(info: GuestInfo) -> dict[str, Any]:
    """Return what a guest says of himself beside his name."""
    told = {key: getattr(info, name) for name, key in _ABOUT.items()}
    return {key: value for key, value in told.items() if value is not None}


# ------------------------------------------------------------------------------------ members


def members(state: Conversation) -> list[ChatMember]:
    """Return who is or was in a chat, in the order in which they came."""
    never_came = {one.id for one in state.alerted}
    return [member(state, one, came=one.id not in never_came) for one in state.everybody]


def member(state: Conversation, one: Participant, *, came: bool) -> ChatMember:
    """Return one who is or was in a chat; `came` is whether more than an alert came of it."""
    told = ChatMember(
        id=one.id,
        role=_ROLES[one.person.purpose],
        state=one.state.upper(),
        display_name=one.person.name or None,
        join_date=format_instant(one.joined_at) if came else None,
        leave_date=None if one.left_at is None else format_instant(one.left_at),
    )
    if one.person.purpose == "customer":
        _tell_guest(told, state)
    return told


def _tell_guest(told: ChatMember, state: Conversation) -> None:
    """Add what the guest has said of himself."""
    for name, key in _ABOUT.items():
        value = state.conversation_data.get(key)
        setattr(told, name, value if isinstance(value, str) else None)
    values = state.routing_data.values
    fields = {key: str(value) for key, value in values.items() if value is not None}
    told.custom_fields = {
        key: value for key, value in fields.items() if not key.startswith(TARGET)
    } or None
    told.authenticated_guest = state.customer.id != guest_id(state.id)


def customer_of(state: Conversation) -> str:
    """Return the guest's id as a member."""
    return state.participants[0].id


def member_id(state: Conversation, person: Person) -> str:
    """Return as which member somebody speaks; the last one, of who came twice."""
    stays = (one.id for one in reversed(state.participants) if _is(one.person, person))
    return next(stays, person.id)


def _is(one: Person, other: Person) -> bool:
    return (one.purpose, one.id) == (other.purpose, other.id)


def _changed(before: Conversation, after: Conversation) -> list[Participant]:
    """Return who came, and then who went: of several who go, the last to come is first."""
    known = {one.id: one.state for one in before.everybody}
    changed = [one for one in after.everybody if known.get(one.id) != one.state]
    came = [one for one in changed if one.left_at is None]
    return came + [one for one in reversed(changed) if one.left_at is not None]


# ----------------------------------------------------------------------------------- messages


def message(state: Conversation, event: MessageSent) -> ChatMessage:
    """Return what was said."""
    return _message(
        state.id,
        event.message_id,
        member_id(state, event.sender),
        event.sent_at,
        body=event.text,
        body_type=STANDARD,
    )


def _message(
    conversation_id: str, id_: str, sender: str, at: float, *, body: str = "", body_type: str
) -> ChatMessage:
    uri = f"{BASE}/{conversation_id}"
    return ChatMessage(
        id=id_,
        conversation=ChatRef(id=conversation_id, self_uri=uri),
        sender=ChatRef(id=sender),
        body=body,
        body_type=body_type,
        timestamp=format_instant(at),
        self_uri=f"{uri}/messages/{id_}",
    )


def _notice(before: Conversation, one: Participant, at: float) -> ChatMessage | None:
    """Return that an agent or a bot came or went; None of others, and of mere alerts."""
    if one.person.purpose not in _TALKERS or one.state == "alerting":
        return None
    was_there = any(known.id == one.id for known in before.participants)
    if one.left_at is not None and not was_there:
        return None
    type_ = "member-join" if one.left_at is None else "member-leave"
    return _message(before.id, derive_uuid(before.id, one.id, type_), one.id, at, body_type=type_)


def history(id_: str, events: Iterable[Event]) -> list[ChatMessage]:
    """Return all that was said, and who came and went, oldest first; from a chat's whole stream."""
    found: list[ChatMessage] = []
    state = initial(id_)
    for event in events:
        if isinstance(event, MessageSent):  # it changes nobody's stay
            found.append(message(state, event))
            continue
        after = evolve(state, event)
        notices = (_notice(state, one, event.at) for one in _changed(state, after))
        found += [one for one in notices if one is not None]
        state = after
    return found


def window(
    found: Sequence[ChatMessage], after: int | None, before: int | None, size: int, *, newest: bool
) -> tuple[int, int]:
    """Return which messages are a page: from, and up to but without.

    Args:
        found: All of them, oldest first.
        after: The place behind which the page lies.
        before: The place before which it lies.
        size: How many it has at most.
        newest: Whether the newest come first. With one of the two places given, the page is next
            to that; else it is the first in the order asked for.
    """
    low = 0 if after is None else after + 1
    high = len(found) if before is None else before
    from_end = newest if (after is None) == (before is None) else after is None
    if from_end:
        return max(low, high - size), max(low, high)
    return low, max(low, min(high, low + size))


# --------------------------------------------------------------------------- the event stream


def frames(before: Conversation, event: Event, after: Conversation) -> Iterator[TopicFrame[Any]]:
    """Return what the event stream tells of an event that led from one state to the next."""
    if isinstance(event, MessageSent):
        yield _told(after.id, "message", message(after, event))
        return
    for one in _changed(before, after):
        yield _told(after.id, "member-change", _member_change(after.id, one, event.at))
        notice = _notice(before, one, event.at)
        if notice is not None:
            yield _told(after.id, "message", notice)


def _member_change(conversation_id: str, one: Participant, at: float) -> MemberChange:
    return MemberChange(
        id=derive_uuid(conversation_id, one.id, one.state),
        conversation=ChatRef(id=conversation_id),
        member=MemberState(id=one.id, state=one.state.upper()),
        timestamp=format_instant(at),
    )


def typing(state: Conversation, sender: Person, at: float) -> ChatTyping:
    """Return that somebody types."""
    return ChatTyping(
        id=derive_uuid(state.id, "typing", sender.id, millis(at)),
        conversation=ChatRef(id=state.id),
        sender=ChatRef(id=member_id(state, sender)),
        timestamp=format_instant(at),
    )


def typing_frame(state: Conversation, signal: Typing, at: float) -> TopicFrame[Any]:
    """Return what the event stream tells of somebody who types."""
    return _told(state.id, "typing-indicator", typing(state, signal.sender, at))


def _told(
    conversation_id: str, type_: str, body: ChatMessage | MemberChange | ChatTyping
) -> TopicFrame[Any]:
    topic = "members" if isinstance(body, MemberChange) else "messages"
    return TopicFrame[Any](
        topic_name=f"v2.conversations.chats.{conversation_id}.{topic}",
        version="2",
        event_body=body,
        metadata=FrameMetadata(correlation_id=derive_uuid("message", body.id), type=type_),
    )
