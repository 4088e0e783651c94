"""Owns what customers do with threads: which there are, what they are called, their end."""

from __future__ import annotations

from mockplatform.core import customer as core
from mockplatform.core.customer import Customer, Thread
from mockplatform.customers.messages import turn
from mockplatform.customers.parts import own_or_joined, parts
from mockplatform.customers.standing import customer_of, latest
from mockplatform.errors import UnknownThing
from mockplatform.guests.standing import Cause, execute
from mockplatform.service import Service
from mockplatform.tenant import Tenant


def active_at(tenant: Tenant, thread: Thread) -> float:
    """Return when something happened last in a thread, or was said."""
    state = latest(tenant, thread)
    own = thread.updated_at
    return own if state is None else max(own, state.updated_at, state.active_at, state.told_at)


def listed(tenant: Tenant, customer: Customer) -> list[Thread]:
    """Return the threads that a customer can recover; where something happened last, first.

    They are his own, and those of others in which he takes part.

    Invented: that a thread whose latest conversation was deleted is not there for him.
    """
    # Of several as of one time, the one that began last is the first.
    threads = reversed(customer.threads.values())
    found = [one for one in threads if latest(tenant, one) is not None]
    found += [one.thread for one in parts(tenant, customer)]
    return sorted(found, key=lambda one: -active_at(tenant, one))


def thread_in(tenant: Tenant, customer: Customer, external_id: str | None) -> Thread:
    """Return a thread of a customer's, or one in which he takes part.

    None: the one in which something happened last.

    Raises:
        UnknownThing: He has none (by that name).
    """
    if external_id is not None:
        found = own_or_joined(tenant, customer, external_id)
        return core.thread_of(customer, external_id) if found is None else found
    threads = listed(tenant, customer)
    if not threads:
        hint = "The customer has none yet: SendMessage begins one."
        raise UnknownThing("thread", "", hint=hint)
    return threads[0]


async def rename(
    service: Service, tenant: Tenant, id_: str, external_id: str, name: str, *, cause: Cause
) -> Thread:
    """Give a thread a name.

    Raises:
        UnknownThing: There is no such thread.
        ThreadIsArchived: It takes nothing more.
        InvalidValue: The name is too long.
    """
    command = core.NameThread(external_id=external_id, name=name)
    async with turn(tenant, id_):
        await execute(service, tenant, ("customer", id_), command, cause)
    return core.thread_of(customer_of(tenant, id_), external_id)


async def archive(
    service: Service, tenant: Tenant, id_: str, external_id: str, *, cause: Cause
) -> Thread:
    """Let nothing more be said by the customer in a thread; one that is archived stays so.

    Raises:
        UnknownThing: There is no such thread.
    """
    command = core.ArchiveThread(external_id=external_id)
    async with turn(tenant, id_):
        await execute(service, tenant, ("customer", id_), command, cause)
    return core.thread_of(customer_of(tenant, id_), external_id)
