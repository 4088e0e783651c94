"""Owns how the admin API shows conversations: all of them, nothing left out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from msgspec import Struct, field

from mockplatform.admin.bodies import View
from mockplatform.core.aggregate import Event
from mockplatform.core.bots import BotRun
from mockplatform.core.canonical import canonical
from mockplatform.core.conversation import Conversation
from mockplatform.core.events import Attachment, MessageSent, Person, WrapUp
from mockplatform.core.participants import Participant
from mockplatform.durations import format_instant
from mockplatform.limits import LIMITS
from mockplatform.tenant import Tenant

_INSTANTS = frozenset({"at", "ring_until"})


class NamedView(View, kw_only=True):
    """A queue or an agent, by id and name."""

    id: str
    name: str


class PersonView(View, kw_only=True):
    """Who speaks."""

    purpose: str
    id: str
    name: str | None = None


class WrapUpView(View, kw_only=True):
    """How an agent summed up."""

    code: str
    name: str | None = None
    notes: str | None = None
    tags: tuple[str, ...] | None = None
    duration_s: float | None = None
    at: str


class ParticipantView(View, kw_only=True):
    """One stay of somebody in the conversation; of an agent, `queue` is whence he was alerted."""

    id: str
    purpose: str
    person_id: str
    name: str | None = None
    state: str
    joined_at: str
    left_at: str | None = None
    alerted_at: str | None = None
    queue: str | None = None
    held: bool | None = None
    attributes: dict[str, str] | None = None
    wrap_up: WrapUpView | None = None


class RoutingView(View, kw_only=True):
    """How the conversation was placed; no rule means the fallback queue."""

    queue: str
    rule: str | None = None
    evaluated_null: tuple[str, ...]
    cache: str
    elapsed_ms: float


class MessageView(View, kw_only=True):
    """A message of the transcript; `seq` is its place among the conversation's events."""

    id: str
    seq: int
    at: str
    direction: str
    from_: PersonView = field(name="from")
    type: str
    text: str
    client_message_id: str | None = None
    attachments: tuple[Attachment, ...] | None = None
    duplicate: bool | None = None


class BotView(View, kw_only=True):
    """Where a bot stands in its script."""

    id: str
    ringing: bool
    next_act_at: str | None = None
    steps_left: int


class BytesView(View, kw_only=True):
    """How many bytes data of a conversation may have, in canonical form."""

    routing_data: int
    conversation_data: int


class CaseView(View, kw_only=True):
    """Where a conversation of a chat channel stands: as which case, in whose thread, how far.

    Attributes:
        number: What agents call the case.
        thread: What the client calls the thread.
        customer_id: What the client calls the customer.
        status_at: Since when the status is what it is.
    """

    number: str
    thread: str
    thread_name: str | None = None
    channel: NamedView
    customer_id: str
    status: str
    status_at: str


class ConversationView(View, kw_only=True):
    """A conversation; transcript, channels, bot, sizes come with a single one only."""

    id: str
    state: str
    created_at: str
    updated_at: str
    active_at: str
    ended_at: str | None = None
    close_reason: str | None = None
    medium: str | None = None
    session_id: str | None = None
    case: CaseView | None = None
    user_id: str
    user_name: str | None = None
    deployment_id: str
    queue: NamedView | None = None
    agent: NamedView | None = None
    ring_until: str | None = None
    declined: tuple[str, ...]
    participants: list[ParticipantView]
    alerted: list[ParticipantView] | None = None
    routing_data: dict[str, Any]
    routing_data_bytes: int
    routing_hash: str
    routing: RoutingView | None = None
    conversation_data: dict[str, Any]
    conversation_data_bytes: int | None = None
    bytes_max: BytesView | None = None
    latest_seq: int
    version: int
    message_count: int
    reconnects: int
    inactivity_expires_at: str | None = None
    transcript: list[MessageView] | None = None
    channels: list[dict[str, Any]] | None = None
    bot: BotView | None = None


class ConversationPage(View, kw_only=True):
    """Conversations, newest first."""

    conversations: list[ConversationView]
    total: int
    next_cursor: str | None = None


class EventPage(View, kw_only=True):
    """A conversation's events behind a seq, oldest first."""

    events: list[dict[str, Any]]
    latest_seq: int
    has_more: bool


def _instant(at: float | None) -> str | None:
    return None if at is None else format_instant(at)


def conversation_view(tenant: Tenant, state: Conversation) -> ConversationView:
    """Return a conversation as a list shows it."""
    placement, agent = state.placement, state.agent
    return ConversationView(
        id=state.id,
        state=state.state.value,
        created_at=format_instant(state.created_at),
        updated_at=format_instant(state.updated_at),
        active_at=format_instant(max(state.active_at, tenant.touched.get(state.id, 0.0))),
        ended_at=_instant(state.ended_at),
        close_reason=state.close_reason or None,
        medium=state.medium or None,
        session_id=state.session_id or None,
        case=_case_view(tenant, state),
        user_id=state.customer.id,
        user_name=state.customer.name or None,
        deployment_id=state.deployment_id,
        queue=NamedView(id=placement.queue, name=state.queue_name) if placement else None,
        agent=NamedView(id=agent.id, name=agent.name or agent.id) if agent else None,
        ring_until=_instant(state.ring_until),
        declined=state.declined,
        participants=[_participant_view(one) for one in state.participants],
        alerted=[_participant_view(one) for one in state.alerted] or None,
        routing_data=state.routing_data.values,
        routing_data_bytes=state.routing_data.size,
        routing_hash=state.routing_data.hash,
        routing=_routing_view(state),
        conversation_data=state.conversation_data,
        latest_seq=state.version,
        version=state.version,
        message_count=state.message_count,
        reconnects=tenant.reconnects.get(state.id, 0),
        inactivity_expires_at=_instant(tenant.silent_at(state)) if state.is_live else None,
    )


def whole_view(
    tenant: Tenant, state: Conversation, events: Iterable[Event] | None
) -> ConversationView:
    """Return all there is to a conversation; `events` are its stream's (None: no transcript)."""
    view = conversation_view(tenant, state)
    if events is not None:
        view.transcript = [
            message_view(event, seq)
            for seq, event in enumerate(events, 1)
            if isinstance(event, MessageSent)
        ]
    view.channels = [
        one.describe() for one in tenant.channels.values() if one.conversation_id == state.id
    ]
    view.conversation_data_bytes = len(canonical(state.conversation_data))
    view.bytes_max = BytesView(
        routing_data=LIMITS.routing_data_bytes_max,
        conversation_data=LIMITS.conversation_data_bytes_max,
    )
    run = tenant.runs.get(state.id)
    view.bot = None if run is None else _bot_view(run)
    return view


def _case_view(tenant: Tenant, state: Conversation) -> CaseView | None:
    from mockplatform import customers  # with all of the chat channels: not at each start

    found = customers.case_of(tenant, state.id)
    if found is None:
        return None
    customer, thread, number = found
    deployment = tenant.tenancy.deployments.get(state.deployment_id)
    name = deployment.name if deployment is not None else ""
    return CaseView(
        number=number,
        thread=thread.external_id,
        thread_name=thread.name or None,
        channel=NamedView(id=state.deployment_id, name=name or state.deployment_id),
        customer_id=customer.external_id,
        status=state.status.value,
        status_at=format_instant(state.status_at),
    )


def _participant_view(one: Participant) -> ParticipantView:
    return ParticipantView(
        id=one.id,
        purpose=one.person.purpose,
        person_id=one.person.id,
        name=one.person.name or None,
        state=one.state,
        joined_at=format_instant(one.joined_at),
        left_at=_instant(one.left_at),
        alerted_at=_instant(one.alerted_at),
        queue=one.queue or None,
        held=True if one.held else None,
        attributes=dict(one.attributes) or None,
        wrap_up=None if one.wrap_up is None else _wrap_up_view(one.wrap_up),
    )


def _wrap_up_view(one: WrapUp) -> WrapUpView:
    return WrapUpView(
        code=one.code,
        name=one.name or None,
        notes=one.notes or None,
        tags=one.tags or None,
        duration_s=one.duration_s or None,
        at=format_instant(one.at),
    )


def _routing_view(state: Conversation) -> RoutingView | None:
    placement = state.placement
    if placement is None:
        return None
    return RoutingView(
        queue=placement.queue,
        rule=placement.rule or None,
        evaluated_null=placement.evaluated_null,
        cache="hit" if placement.cached else "miss",
        elapsed_ms=placement.elapsed_ms,
    )


def _bot_view(run: BotRun) -> BotView:
    return BotView(
        id=run.bot_id,
        ringing=run.ringing,
        next_act_at=_instant(run.next_at),
        steps_left=len(run.pending),
    )


def _person_view(person: Person) -> PersonView:
    return PersonView(purpose=person.purpose, id=person.id, name=person.name or None)


def message_view(event: MessageSent, seq: int, *, duplicate: bool = False) -> MessageView:
    """Return a message; `seq` is its place in the stream."""
    return MessageView(
        id=event.message_id,
        seq=seq,
        at=format_instant(event.at),
        direction="inbound" if event.sender.purpose == "customer" else "outbound",
        from_=_person_view(event.sender),
        type=event.type,
        text=event.text,
        client_message_id=event.client_message_id or None,
        attachments=event.attachments or None,
        duplicate=True if duplicate else None,
    )


def event_view(event: Event, seq: int) -> dict[str, Any]:
    """Return an event with its name and place, its members in camelCase."""
    members: dict[str, Any] = _camel(event)
    return {"seq": seq, "event": type(event).__name__, **members}


def _camel(value: Any) -> Any:
    """Return a value of the core as JSON: what its authors named is renamed, data is not."""
    if isinstance(value, Struct):
        return {
            _camel_name(name): _shown(name, getattr(value, name))
            for name in value.__struct_fields__
            if getattr(value, name) not in (None, "", ())
        }
    if isinstance(value, tuple):
        return [_camel(one) for one in value]
    return value


def _shown(name: str, value: Any) -> Any:
    return format_instant(value) if name in _INSTANTS else _camel(value)


def _camel_name(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(other.capitalize() for other in others)
