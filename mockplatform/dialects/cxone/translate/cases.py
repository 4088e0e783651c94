"""Owns how a conversation of a thread is told: as a case, with the status that CXone has for it."""

from __future__ import annotations

from mockplatform.core.channels import Channel
from mockplatform.core.conversation import Conversation
from mockplatform.core.customer import Thread
from mockplatform.core.states import State
from mockplatform.dialects.cxone.shapes import objects as shapes
from mockplatform.dialects.cxone.translate import people, times
from mockplatform.dialects.cxone.translate.house import About
from mockplatform.ids import derive_uuid

STATUSES = {
    State.OPEN: "new",
    State.RINGING: "new",
    State.ACTIVE: "open",
    State.CLOSED: "closed",
    State.DELETED: "trashed",
}
"""How a case stands. Invented: the pairs; the words are the platform's."""


def status_of(state: Conversation) -> str:
    """Return the status of a case."""
    return STATUSES[state.state]


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


def case(about: About) -> shapes.Case:
    """Return a conversation as the case that it is."""
    house, channel, customer, found, number, state = about
    agent = people.user(house, state.agent)
    is_held = state.state is State.ACTIVE
    assignee = agent if is_held else None
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
        status_updated_at=times.seconds(state.updated_at),
        created_at=times.seconds(state.created_at),
        direction="inbound",
        routing_queue_id=state.placement.queue if state.placement else None,
        routing_queue_priority=1,
        inbox_assignee=None if assignee is None else assignee.id,
        inbox_assignee_user=assignee,
        inbox_pre_assignee_user=agent if state.state is State.RINGING else None,
        owner_assignee=None if assignee is None else assignee.id,
        owner_assignee_user=assignee,
        author_end_user_identity=people.identity(customer),
        end_user={"id": customer.id},
        recipients=[],
        custom_fields=[
            shapes.CustomField(ident=name, value="" if value is None else str(value))
            for name, value in state.routing_data.values.items()
        ],
        customer_statistics=shapes.UnseenCount(),
        user_statistics=shapes.UnseenCount(),
    )
