"""Owns the platform API's views of a conversation, and the events that tell it whole.

All are made of the core's state and of its messages, so that no two of them can differ.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from mockplatform.core.conversation import Conversation
from mockplatform.core.events import MessageSent
from mockplatform.core.participants import Participant
from mockplatform.dialects.genesys.shapes import conversation_events as events
from mockplatform.dialects.genesys.shapes import conversations as shapes
from mockplatform.dialects.genesys.shapes.conversations import (
    MessageDetails,
    MessageMetadata,
    MessageMetadataPart,
    Ref,
)
from mockplatform.dialects.genesys.translate import participants as p
from mockplatform.dialects.genesys.translate.messages import KINDS
from mockplatform.dialects.genesys.translate.participants import Surroundings
from mockplatform.durations import format_instant

BASE = "/api/v2/conversations"
Messages = Sequence[MessageSent]
Stays = list[tuple[Participant, list[MessageSent]]]
_MESSAGE_TYPES = {"text": "Text", "structured": "Structured", "event": "Event"}


def message_conversation(
    state: Conversation, messages: Messages, around: Surroundings
) -> shapes.MessageConversation:
    """Return view 1: a conversation by messages."""
    return shapes.MessageConversation(
        id=state.id,
        name=state.customer.name or None,
        participants=[
            _message_participant(state, around, one, said)
            for one, said in _with_messages(state, messages)
        ],
        inactivity_timeout=p.time_of(around.silent_at),
        self_uri=f"{BASE}/messages/{state.id}",
    )


def conversation(
    state: Conversation, messages: Messages, around: Surroundings
) -> shapes.Conversation:
    """Return view 2: a conversation over all media, with the ids of its communications."""
    return shapes.Conversation(
        id=state.id,
        start_time=format_instant(state.created_at),
        end_time=p.time_of(state.ended_at),
        address=state.deployment_id,
        external_tag=p.tag_of(state),
        participants=[
            _participant(state, around, one, said) for one, said in _with_messages(state, messages)
        ],
        inactivity_timeout=p.time_of(around.silent_at),
        self_uri=f"{BASE}/{state.id}",
    )


def event_conversation(
    state: Conversation, messages: Messages, around: Surroundings
) -> events.EventConversation:
    """Return what `….conversations.messages` tells: view 1 in the words of events."""
    return events.EventConversation(
        id=state.id,
        name=state.customer.name or None,
        address=state.deployment_id,
        participants=[
            _event_participant(state, around, one, said)
            for one, said in _with_messages(state, messages)
        ],
        inactivity_timeout=p.time_of(around.silent_at),
    )


def generic_event_conversation(
    state: Conversation, messages: Messages, around: Surroundings
) -> events.GenericEventConversation:
    """Return what `v2.users.{id}.conversations` tells: view 2 in the words of events."""
    return events.GenericEventConversation(
        id=state.id,
        address=state.deployment_id,
        recording_state="NONE",
        external_tag=p.tag_of(state),
        participants=[
            _generic_participant(state, around, one, said)
            for one, said in _with_messages(state, messages)
        ],
        inactivity_timeout=p.time_of(around.silent_at),
    )


def _with_messages(state: Conversation, messages: Messages) -> Stays:
    """Return each participant with what he said in that stay, in order; `messages` are all."""
    stays = [(one, list[MessageSent]()) for one in state.everybody]
    spoke: dict[tuple[str, str], Stays] = {}
    for one, said in stays:
        if p.was_connected(state, one):
            spoke.setdefault((one.person.purpose, one.person.id), []).append((one, said))
    for place, message in enumerate(messages):
        # Who takes no part, such as an automation, speaks on the customer's line.
        sender = message.sender
        _attribute(message, place, spoke.get((sender.purpose, sender.id), stays[:1]))
    return stays


def _attribute(message: MessageSent, place: int, stays: Stays) -> None:
    """Put the message that has so many before it to the latest stay that had begun by then."""
    for one, said in reversed(stays):
        if one.joined_behind <= place:
            said.append(message)
            return


def _message_participant(
    state: Conversation, around: Surroundings, one: Participant, said: Messages
) -> shapes.MessageParticipant:
    is_customer = one.person.purpose == "customer"
    return shapes.MessageParticipant(
        **_by_messages(state, around, one),
        start_alerting_time=p.time_of(one.alerted_at),
        to_address=p.address(state.deployment_id) if is_customer else None,
        from_address=p.address(one.person.reached_at, one.person.name) if is_customer else None,
        authenticated=around.is_signed_in if is_customer else None,
        messages=[message_details(event) for event in said],
    )


def _event_participant(
    state: Conversation, around: Surroundings, one: Participant, said: Messages
) -> events.EventParticipant:
    ring_s = round(around.ring_s)
    return events.EventParticipant(
        **_by_messages(state, around, one),
        initial_state="connected" if one.alerted_at is None else "alerting",
        queue_media_settings=events.QueueMediaSettings(
            alerting_timeout_seconds=ring_s, enable_auto_answer=False
        )
        if p.is_person(one)
        else None,
        messages=[_event_message(event) for event in said],
    )


def _by_messages(state: Conversation, around: Surroundings, one: Participant) -> dict[str, Any]:
    """Return what view 1 and its event say alike."""
    return {
        **p.told(state, around, one),
        "state": p.state_of(one),
        "direction": "inbound",
        "type": p.type_of(state),
        "start_time": p.time_of(one.joined_at if one.alerted_at is None else one.alerted_at),
        "disconnect_type": p.disconnect_type(state, one),
        "held": p.is_held(one),
        "wrapup_skipped": _is_skipped(one),
        "user": p.user_ref(one),
        "queue": p.queue_ref(around, p.queue_of(state, one)),
        "provider": p.provider_of(state),
        "peer": p.peer_of(state, one),
    }


def _is_skipped(one: Participant) -> bool | None:
    return True if one.wrap_up is not None and not one.wrap_up.code else None


def _participant(
    state: Conversation, around: Surroundings, one: Participant, said: Messages
) -> shapes.Participant:
    user = p.user_ref(one)
    queue = p.queue_ref(around, p.queue_of(state, one))
    is_customer = one.person.purpose == "customer"
    line = shapes.Communication(
        **_line(state, around, one),
        start_alerting_time=p.time_of(one.alerted_at),
        authenticated=around.is_signed_in if is_customer else None,
        segments=p.segments(state, one),
        messages=[message_details(event) for event in said],
    )
    return shapes.Participant(
        **p.told(state, around, one),
        user_id=user.id if user else None,
        user_uri=user.self_uri if user else None,
        queue_id=queue.id if queue else None,
        queue_name=queue.name if queue else None,
        start_time=p.time_of(one.joined_at if one.alerted_at is None else one.alerted_at),
        participant_type="External" if is_customer else "Internal",
        wrapup_skipped=_is_skipped(one),
        messages=[line],
    )


def _generic_participant(
    state: Conversation, around: Surroundings, one: Participant, said: Messages
) -> events.GenericEventParticipant:
    user = p.user_ref(one)
    line = events.GenericEventCommunication(
        **_line(state, around, one), messages=[_event_message(event) for event in said]
    )
    return events.GenericEventParticipant(
        **p.told(state, around, one),
        user_id=user.id if user else None,
        queue_id=p.queue_of(state, one) or None,
        wrapup_expected=p.is_wrap_up_due(state, around, one),
        messages=[line],
    )


def _line(state: Conversation, around: Surroundings, one: Participant) -> dict[str, Any]:
    """Return what view 2 and its event say alike of a participant's communication."""
    is_customer = one.person.purpose == "customer"
    is_due = p.is_wrap_up_due(state, around, one)
    return {
        "id": p.communication_id(one.id),
        "state": one.state,
        "initial_state": "connected" if one.alerted_at is None else "alerting",
        "direction": "inbound",
        "type": p.type_of(state),
        "provider": p.provider_of(state),
        "held": p.is_held(one),
        "peer_id": p.peer_of(state, one),
        "connected_time": p.time_of(one.joined_at) if p.was_connected(state, one) else None,
        "disconnected_time": p.time_of(one.left_at),
        "disconnect_type": p.disconnect_type(state, one),
        "to_address": p.address(state.deployment_id) if is_customer else None,
        "from_address": p.address(one.person.reached_at, one.person.name) if is_customer else None,
        "wrapup": p.wrap_up(one),
        "after_call_work": p.after_call_work(one, is_due=is_due),
        "after_call_work_required": is_due,
    }


def message_details(event: MessageSent) -> MessageDetails:
    """Return a message as both views name it."""
    return MessageDetails(
        message_id=event.message_id,
        message_uri=f"{BASE}/messages/{event.message_id}/details",
        message_status=status_of(event),
        message_time=format_instant(event.sent_at),
        message_metadata=_metadata(event),
    )


def _event_message(event: MessageSent) -> events.EventMessageDetails:
    return events.EventMessageDetails(
        message=Ref(id=event.message_id),
        message_status=status_of(event),
        message_time=format_instant(event.sent_at),
        message_metadata=_metadata(event),
    )


def status_of(event: MessageSent) -> str:
    """Return what became of a message: all that is stored has arrived."""
    return "received" if event.sender.purpose == "customer" else "sent"


def _metadata(event: MessageSent) -> MessageMetadata:
    """Return of what kind a message is, without its text."""
    if event.type == "event":
        parts = [
            MessageMetadataPart(event_type=one.get("eventType"), sub_type=_sub_type(one))
            for one in event.content
        ]
        return MessageMetadata(type="Event", events=parts)
    kinds: Iterable[str] = [
        str(one["contentType"]) for one in event.content if one.get("contentType") in KINDS
    ]
    content = [MessageMetadataPart(content_type=kind) for kind in kinds]
    content += [MessageMetadataPart(content_type="Attachment") for _ in event.attachments]
    return MessageMetadata(type=_MESSAGE_TYPES[event.type], content=content or None)


def _sub_type(part: dict[str, Any]) -> str | None:
    presence = part.get("presence")
    return presence.get("type") if isinstance(presence, dict) else None
