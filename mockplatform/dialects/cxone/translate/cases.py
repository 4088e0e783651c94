"""Owns how a conversation of a thread is told: as a case, with the status that CXone has for it."""

from __future__ import annotations

from mockplatform.core.aggregate import Event
from mockplatform.core.channels import Channel
from mockplatform.core.conversation import Conversation
from mockplatform.core.customer import Thread
from mockplatform.core.decisions import TRANSFER
from mockplatform.core.events import Marked, MessageSent, Person, Placed, StateChanged
from mockplatform.core.group import group_of
from mockplatform.core.states import State, Verb
from mockplatform.dialects.cxone.shapes import objects as shapes
from mockplatform.dialects.cxone.translate import people, times
from mockplatform.dialects.cxone.translate.house import About
from mockplatform.ids import derive_uuid

SYSTEM, ROUTING, USER, API = "system", "routing", "user", "api"
"""Who makes things happen, by type. Source: [C] nice-cxone-chat-web-sdk 2.2.0 (its types)."""
PRIORITY = "routingQueuePriority"
"""Under which a case's priority is noted."""
_PRIORITY = 1
_STAFF = frozenset({"agent", "bot"})
_BY_AGENT = frozenset({Verb.ACCEPT, Verb.DECLINE, Verb.TRANSFER, Verb.LEAVE})


def status_of(state: Conversation) -> str:
    """Return the status of a case."""
    return state.status.value


def holder(state: Conversation) -> Person | None:
    """Return the agent in whose inbox a case is."""
    return state.agent if state.state is State.ACTIVE else None


def alerted(state: Conversation) -> Person | None:
    """Return the agent who is asked whether he takes it."""
    return state.agent if state.state is State.RINGING else None


def owner(state: Conversation) -> Person | None:
    """Return whose a case is: who has it, else who had it last. Invented: that it lasts."""
    had = [one.person for one in state.participants if one.person.purpose in _STAFF]
    return holder(state) or (had[-1] if had else None)


def accept_reject(state: Conversation, at: float) -> shapes.AcceptReject | None:
    """Return how long an agent is asked, from a time on; None while nobody is."""
    if state.ring_until is None:
        return None
    return shapes.AcceptReject(
        is_enabled=True,
        refusal_timeout_seconds=round(state.ring_until - at),
        is_transfer=state.placement is not None and state.placement.rule == TRANSFER,
    )


def transferred_by(state: Conversation, event: Placed) -> Person | None:
    """Return the agent who has just passed a case on by hand; a bot does so by its script."""
    gone = [
        one.person
        for one in state.participants
        if one.left_by == Verb.TRANSFER.value and one.left_at == event.at
    ]
    gone = [one for one in gone if one.purpose in _STAFF]
    is_choice = event.placement.rule == TRANSFER
    return gone[-1] if gone and is_choice and state.state is State.OPEN else None


def initiator(about: About, event: Event) -> tuple[str, str] | None:
    """Return who made an event happen, as type and id; None where that is the customer."""
    match event:
        case Placed():
            by = transferred_by(about.state, event)
            return _named(by) if by and by.purpose == "agent" else (ROUTING, ROUTING)
        case MessageSent(sender=sender):
            return _named(sender)
        case Marked(by=by):
            return _named(by)
        case StateChanged(by="customer"):
            return None
        case StateChanged(verb=verb, by=by_) if by_ == "agent" or verb in _BY_AGENT:
            return _named(event.agent or owner(about.state))
    return SYSTEM, SYSTEM


def _named(person: Person | None) -> tuple[str, str] | None:
    if person is None:
        return SYSTEM, SYSTEM
    if person.purpose in _STAFF:
        return USER, str(people.number_of("agent", person.id))
    return None if person.purpose == "customer" else (API, person.id)


def priority_of(state: Conversation) -> int:
    """Return what agents have said of how a case goes before others; it moves nothing here."""
    noted = (one.notes.get(PRIORITY) for one in state.participants[:1])
    return next((one for one in noted if isinstance(one, int)), _PRIORITY)


def thread(found: Thread, channel: Channel) -> shapes.Thread:
    """Return a thread."""
    return shapes.Thread(
        id=found.id,
        id_on_external_platform=found.external_id,
        thread_name=found.name,
        channel_id=channel.id,
        can_add_more_messages=not found.is_archived,
        created_at=times.seconds(found.created_at),
        updated_at=times.seconds(found.updated_at),
    )


def recipients(about: About) -> list[shapes.RecipientTold]:
    """Return who takes part in a case beside its own customer."""
    present = group_of(about.state).present
    return [
        shapes.RecipientTold(id_on_external_platform=one.external_id, name=one.name)
        for one in about.guests
        if one.id in present
    ]


def case(about: About) -> shapes.Case:
    """Return a conversation as the case that it is."""
    house, channel, customer, found, number, state, _ = about
    assignee, asked = people.user(house, holder(state)), people.user(house, alerted(state))
    whose = people.user(house, owner(state))
    return shapes.Case(
        id=number,
        contact_id=state.id,
        interaction_id=derive_uuid("interaction", state.id),
        customer_contact_id=derive_uuid("contact", state.id),
        consumer_contact_storage_id=derive_uuid("storage", state.id),
        thread_id=found.id,
        thread_id_on_external_platform=found.external_id,
        channel_id=channel.id,
        status=status_of(state),
        status_updated_at=times.seconds(state.status_at),
        created_at=times.seconds(state.created_at),
        direction="inbound",
        routing_queue_id=state.placement.queue if state.placement else None,
        routing_queue_priority=priority_of(state),
        inbox_assignee=None if assignee is None else assignee.id,
        inbox_assignee_user=assignee,
        inbox_pre_assignee_user=asked,
        owner_assignee=None if whose is None else whose.id,
        owner_assignee_user=whose,
        author_end_user_identity=people.identity(customer),
        end_user={"id": customer.id},
        recipients=recipients(about),
        custom_fields=[
            shapes.CustomField(ident=name, value="" if value is None else str(value))
            for name, value in state.routing_data.values.items()
        ],
        customer_statistics=shapes.UnseenCount(),
        user_statistics=shapes.UnseenCount(),
    )
