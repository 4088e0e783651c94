"""Owns how a customer is asked whether he is still there, before silence ends his conversation.

What asks is a message like others, but for that it is no activity: whatever is said behind it takes
it back. Each has an id by which its answer names it.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from mockplatform.core.aggregate import Event
from mockplatform.core.commands import Close, SendMessage, Warn
from mockplatform.core.conversation import Conversation
from mockplatform.core.customer import Customer
from mockplatform.core.digital import POPUP
from mockplatform.core.events import Person
from mockplatform.customers.parts import own_or_joined
from mockplatform.customers.standing import latest
from mockplatform.durations import format_duration
from mockplatform.errors import ConversationEnded
from mockplatform.guests.standing import Cause, execute
from mockplatform.ids import derive_uuid
from mockplatform.service import Service
from mockplatform.tenant import Tenant

WHO = Person(purpose="api", id="inactivity")


async def warn(service: Service, tenant: Tenant, state: Conversation, at: float) -> Sequence[Event]:
    """Ask, at a time: silence ends the conversation as long behind it as its channel says.

    Where somebody was faster, by a word or by an end, nothing is asked. What happened is returned.
    """
    closes_at = at + state.warn_s
    part = {
        "contentType": POPUP,
        "startedAt": at,
        "seconds": round(state.warn_s),
        "jobId": _job_id(state.id, closes_at),
    }
    left = format_duration(state.warn_s)
    message = SendMessage(
        message_id=tenant.ids.uuid(),
        sender=WHO,
        text=f"Are you still there? This conversation ends in {left}.",
        content=(part,),
        closes_at=closes_at,
    )
    command = Warn(message=message, active_at=tenant.touched.get(state.id, 0.0))
    return (await service.execute(tenant, "conversation", state.id, command, now=at)).events


def is_asked(tenant: Tenant, customer: Customer, thread: str, job_id: str) -> bool:
    """Whether a customer is asked that very thing in a thread, and it is not over yet."""
    known = own_or_joined(tenant, customer, thread)
    state = None if known is None else latest(tenant, known)
    if state is None or not state.is_live or state.closes_at is None:
        return False
    return job_id == _job_id(state.id, state.closes_at)


async def give_up(service: Service, tenant: Tenant, conversation_id: str, cause: Cause) -> None:
    """End a conversation whose customer says that he is not there any more."""
    with suppress(ConversationEnded):
        command = Close(by="customer", reason="inactivity")
        await execute(service, tenant, ("conversation", conversation_id), command, cause)


def _job_id(conversation_id: str, closes_at: float) -> str:
    return derive_uuid("inactivity", conversation_id, closes_at)
