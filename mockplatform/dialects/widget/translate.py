"""Owns the translation between the core's values and the widget API's shapes. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from mockplatform.core.conversation import Conversation
from mockplatform.core.events import Attachment, MessageSent, Person
from mockplatform.core.participants import Participant
from mockplatform.core.routing import Placement
from mockplatform.core.states import State
from mockplatform.dialects.widget import shapes
from mockplatform.durations import format_instant

BASE = "/api/v2/conversations/messaging"


def conversation_view(
    state: Conversation, inactivity_at: float | None, prefix: str = ""
) -> shapes.ConversationView:
    """Return a conversation's document."""
    placement = state.placement
    agent = state.agent if state.state in (State.RINGING, State.ACTIVE) else None
    return shapes.ConversationView(
        id=state.id,
        state=state.state.value,
        created_at=format_instant(state.created_at),
        updated_at=format_instant(state.updated_at),
        ended_at=None if state.ended_at is None else format_instant(state.ended_at),
        close_reason=state.close_reason or None,
        user_id=state.customer.id,
        deployment_id=state.deployment_id,
        queue=shapes.NamedView(id=placement.queue, name=state.queue_name) if placement else None,
        agent=shapes.NamedView(id=agent.id, name=agent.name or agent.id) if agent else None,
        participants=[participant_view(one) for one in state.participants],
        routing_data=state.routing_data.values,
        routing_hash=state.routing_data.hash,
        routing=routing_view(placement) if placement else None,
        conversation_data=state.conversation_data,
        latest_seq=state.version,
        version=state.version,
        inactivity_expires_at=None if inactivity_at is None else format_instant(inactivity_at),
        self_uri=f"{prefix}{BASE}/{state.id}",
    )


def participant_view(one: Participant) -> shapes.ParticipantView:
    """Return a participant's part of the document."""
    return shapes.ParticipantView(
        id=one.id,
        purpose=one.person.purpose,
        state=one.state,
        name=one.person.name or None,
        joined_at=format_instant(one.joined_at),
        left_at=None if one.left_at is None else format_instant(one.left_at),
    )


def routing_view(placement: Placement) -> shapes.RoutingView:
    """Return how a conversation was placed."""
    return shapes.RoutingView(
        rule=placement.rule or None,
        queue=placement.queue,
        evaluated_null=placement.evaluated_null,
        cache="hit" if placement.cached else "miss",
        elapsed_ms=placement.elapsed_ms,
    )


def person_view(person: Person) -> shapes.PersonView:
    """Return who speaks."""
    return shapes.PersonView(purpose=person.purpose, id=person.id, name=person.name or None)


def message_view(event: MessageSent, seq: int, *, duplicate: bool = False) -> shapes.MessageView:
    """Return a message's document; `seq` is its place in the stream."""
    return shapes.MessageView(
        id=event.message_id,
        seq=seq,
        at=format_instant(event.at),
        direction="inbound" if event.sender.purpose == "customer" else "outbound",
        from_=person_view(event.sender),
        type=event.type,
        text=event.text,
        client_message_id=event.client_message_id or None,
        attachments=_attachments(event) or None,
        duplicate=True if duplicate else None,
    )


def _attachments(event: MessageSent) -> tuple[Attachment, ...]:
    """Return a message's files, those included that a guest of another dialect has uploaded."""
    uploaded = [
        part["attachment"] for part in event.content if part.get("contentType") == "Attachment"
    ]
    return event.attachments + tuple(
        Attachment(url=one["url"], name=one["filename"], mime=one["mime"], size=one["fileSize"])
        for one in uploaded
        if "fileSize" in one
    )


def transcript_page(
    events: Iterable[object], after: int, limit: int, latest_seq: int
) -> shapes.TranscriptPage:
    """Return the messages among `events`, which stand behind `after`, up to `limit`."""
    found: list[shapes.MessageView] = []
    has_more = False
    for seq, event in enumerate(events, after + 1):
        if isinstance(event, MessageSent):
            if len(found) == limit:
                has_more = True
                break
            found.append(message_view(event, seq))
    return shapes.TranscriptPage(entities=found, latest_seq=latest_seq, has_more=has_more)
