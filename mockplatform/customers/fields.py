"""Owns custom fields: a conversation's, which are its routing data, and the customer's own."""

from __future__ import annotations

from collections.abc import Mapping

from mockplatform.core import customer as core
from mockplatform.core.commands import SetRoutingData
from mockplatform.core.conversation import Conversation
from mockplatform.core.customer import Customer, Thread
from mockplatform.customers.history import case_in
from mockplatform.customers.standing import latest
from mockplatform.errors import Conflict
from mockplatform.guests.standing import Cause, execute
from mockplatform.service import Service
from mockplatform.tenant import Tenant


def contact_of(tenant: Tenant, thread: Thread, number: str | None) -> Conversation:
    """Return a thread's conversation that takes fields: by its number, else the latest.

    Raises:
        UnknownThing: The thread has none by that number.
        Conflict: It is over, or none has begun: fields come with the message that begins one.
    """
    state = latest(tenant, thread) if number is None else case_in(tenant, thread, number)
    if state is None or not state.is_live:
        raise Conflict(
            f"Thread {thread.external_id[:128]!r} has no contact that goes on",
            hint="Send the fields along with the message that begins the next one.",
        )
    return state


async def set_contact(
    service: Service,
    tenant: Tenant,
    state: Conversation,
    fields: Mapping[str, str],
    *,
    cause: Cause,
) -> Conversation:
    """Merge fields into a conversation's routing data; others stay as they are.

    Raises:
        RoutingDataTooLarge, RoutingDataNotFlat: The whole is over the limit, or a name is bad.
        ConversationEnded: It has ended meanwhile.
    """
    command = SetRoutingData(data=dict(fields), merge=True)
    done = await execute(service, tenant, ("conversation", state.id), command, cause)
    after: Conversation = done.state
    return after


async def set_own(
    service: Service, tenant: Tenant, id_: str, fields: Mapping[str, str], *, cause: Cause
) -> None:
    """Set fields of the customer; others stay as they are.

    Raises:
        InvalidValue: A name or a value is too long.
        TooManyRequests: He has as many as he may have.
    """
    command = core.SetFields(fields=fields)
    await execute(service, tenant, ("customer", id_), command, cause)


def judge_own(tenant: Tenant, customer: Customer, fields: Mapping[str, str]) -> None:
    """Judge fields of somebody who may not be known yet; nothing is done. Raises as `set_own`."""
    core.decide(customer, core.SetFields(fields=fields), tenant.circumstances())
