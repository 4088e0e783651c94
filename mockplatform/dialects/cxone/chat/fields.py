"""Owns the acts about custom fields: of a thread's contact, and of the customer.

Source: [C] nice-cxone-chat-web-sdk 2.2.0, which keeps a thread's fields to itself until there is a
contact, and sends them with the message that begins it. Invented: that they are refused until then.
"""

from __future__ import annotations

from mockplatform.core.conversation import Conversation
from mockplatform.core.customer import Customer
from mockplatform.customers import fields
from mockplatform.dialects.cxone.chat.acting import Asked
from mockplatform.dialects.cxone.chat.messages import values
from mockplatform.dialects.cxone.chat.words import ACKNOWLEDGED, Answer
from mockplatform.dialects.cxone.shapes.base import Ref
from mockplatform.dialects.cxone.shapes.heard import Fields
from mockplatform.dialects.cxone.shapes.thread_events import SetContactFields
from mockplatform.edge.inner import ask_routing

_TOLD_CHARS = 400


async def set_contact(asked: Asked, data: SetContactFields) -> Answer:
    """Merge fields into the routing data of a thread's contact."""
    tenant, thread = asked.socket.tenant, asked.thread(data.thread)
    state = fields.contact_of(tenant, thread, number(data.contact))
    given = values(data)
    if given:
        await ask_routing(asked.socket, asked.head.event_type)
        service = asked.socket.platform.service
        after = await fields.set_contact(service, tenant, state, given, cause=asked.cause)
        _note_truncated(asked, after)
    return ACKNOWLEDGED


def number(contact: Ref | None) -> str | None:
    """Return the number of the contact that is named; None where none is."""
    return None if contact is None or contact.id in (None, "") else str(contact.id)


def _note_truncated(asked: Asked, state: Conversation) -> None:
    """Have the journal say which fields lost their values: an acknowledgement has no words."""
    lost = state.routing_data.truncated
    if not lost:
        return
    text = f"{asked.head.event_type}: these fields lost their values: {', '.join(lost)}"
    asked.socket.tenant.journal.record(
        "note",
        ("routing.truncated", text[:_TOLD_CHARS]),
        correlation_id=asked.socket.correlation_id,
        subject=asked.socket.user_id,
        conversation_id=state.id,
    )


async def set_own(asked: Asked, data: Fields) -> Answer:
    """Set fields of the customer."""
    given = values(data)
    if given:
        service, tenant = asked.socket.platform.service, asked.socket.tenant
        await fields.set_own(service, tenant, asked.customer.id, given, cause=asked.cause)
    return ACKNOWLEDGED


def judge(asked: Asked, data: Fields, customer: Customer) -> None:
    """Judge fields of a customer who is not yet known, or not by that name.

    Raises:
        PlatformError: They are going to be refused.
    """
    fields.judge_own(asked.socket.tenant, customer, values(data))
