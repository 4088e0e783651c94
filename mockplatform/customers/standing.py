"""Owns how customers stand: on which channel, in which thread, in which conversation."""

from __future__ import annotations

from typing import NamedTuple

from mockplatform.core import customer as core
from mockplatform.core.channels import Channel
from mockplatform.core.conversation import Conversation
from mockplatform.core.customer import Customer, Thread
from mockplatform.core.kinds import AGGREGATES
from mockplatform.core.states import State
from mockplatform.errors import InvalidValue, TooManyRequests, UnknownThing, nearest
from mockplatform.guests.standing import Cause, execute
from mockplatform.ids import derive_uuid
from mockplatform.limits import LIMITS
from mockplatform.service import Service
from mockplatform.tenant import Tenant


def find_channel(tenant: Tenant, id_: str) -> Channel:
    """Return a chat channel.

    Raises:
        UnknownThing: There is none by that id.
    """
    found = tenant.tenancy.deployments.get(id_)
    if found is None or found.digital is None:
        known = [one.id for one in tenant.tenancy.deployments.values() if one.digital is not None]
        hint = nearest(id_, known) if known else "No deployment of the fixture has `digital`."
        raise UnknownThing("channel", id_[:128], hint=hint)
    return Channel(found, found.digital)


def channel_of(tenant: Tenant, customer: Customer) -> Channel:
    """Return the channel on which a customer is; raises as `find_channel` where it is gone."""
    return find_channel(tenant, customer.deployment_id)


def customer_id(deployment_id: str, external_id: str) -> str:
    """Return the id of the stream of a channel's customer, by what his client calls him."""
    return derive_uuid("customer", deployment_id, external_id)


class Known(NamedTuple):
    """How a customer is known, by what his client says of him; what is None stays as it was."""

    external_id: str
    first_name: str | None = None
    last_name: str | None = None
    image: str | None = None


async def meet(
    service: Service,
    tenant: Tenant,
    channel: Channel,
    external_id: str,
    *,
    first_name: str | None = None,
    last_name: str | None = None,
    image: str | None = None,
    cause: Cause,
) -> Customer:
    """Return the customer by that name; he is known from now on. What is None stays as it was.

    Raises:
        InvalidValue: The name is empty or too long.
        TooManyRequests: There are as many customers as a tenant may have.
    """
    known = Known(external_id, first_name, last_name, image)
    id_, command = _meeting(tenant, channel, known)
    outcome = await execute(service, tenant, ("customer", id_), command, cause)
    state: Customer = outcome.state
    return state


def foreseen(tenant: Tenant, channel: Channel, known: Known) -> Customer:
    """Return who a customer is going to be when he is met; nothing is done yet.

    He is the very one that he is now where nothing is going to change. Raises as `meet`.
    """
    id_, command = _meeting(tenant, channel, known)
    state = tenant.customers.get(id_) or core.initial(id_)
    events = core.decide(state, command, tenant.circumstances())
    after: Customer = AGGREGATES["customer"].evolved(state, events)
    return after


def _meeting(tenant: Tenant, channel: Channel, known: Known) -> tuple[str, core.Meet]:
    external_id, first_name, last_name, image = known
    for path, text, most in (
        ("idOnExternalPlatform", external_id, LIMITS.id_chars_max),
        ("firstName", first_name or "", LIMITS.customer_name_chars_max),
        ("lastName", last_name or "", LIMITS.customer_name_chars_max),
        ("image", image or "", LIMITS.customer_field_chars_max),
    ):
        if len(text) > most or (path == "idOnExternalPlatform" and not text):
            least = "1 to" if path == "idOnExternalPlatform" else "at most"
            raise InvalidValue(f"consumerIdentity.{path}", f"has {least} {most} characters")
    id_ = customer_id(channel.id, external_id)
    if id_ not in tenant.customers and len(tenant.customers) >= LIMITS.customers_per_tenant_max:
        raise TooManyRequests(
            f"A tenant has at most {LIMITS.customers_per_tenant_max} customers",
            hint="Reset the tenant: POST /__admin/tenants/{id}/reset.",
        )
    command = core.Meet(
        deployment_id=channel.id,
        external_id=external_id,
        first_name=first_name,
        last_name=last_name,
        image=image,
    )
    return id_, command


def customer_of(tenant: Tenant, id_: str) -> Customer:
    """Return a customer who is known.

    Raises:
        UnknownThing: Nobody is by that id.
    """
    found = tenant.customers.get(id_)
    if found is None:
        raise UnknownThing("customer", id_)
    return found


def latest(tenant: Tenant, thread: Thread) -> Conversation | None:
    """Return a thread's latest conversation; None where it has none, or it was deleted."""
    found = _newest(tenant, thread)
    return None if found is None or found.state is State.DELETED else found


def _newest(tenant: Tenant, thread: Thread) -> Conversation | None:
    """Return the last of a thread's cases that is there.

    A case begins in its customer's stream first, and its conversation behind that: where a store
    fails in between, or the server ends, the case never comes to be. It is passed over.
    """
    known = (tenant.conversations.get(one.conversation_id) for one in reversed(thread.cases))
    return next((one for one in known if one is not None), None)


def heard_in(tenant: Tenant, thread: Thread) -> list[str]:
    """Return which conversations of a thread are to be followed by who hears of all in it.

    That is the latest, whether it goes on or not, and one that is about to come behind it.
    """
    newest = _newest(tenant, thread)
    found = [] if newest is None else [newest.id]
    last = thread.cases[-1].conversation_id if thread.cases else ""
    return found if last in ("", *found) else [*found, last]


def case_of(tenant: Tenant, conversation_id: str) -> tuple[Customer, Thread, str] | None:
    """Return whose a conversation is, in which thread, and its number; None if it is in none."""
    at = tenant.cases.at(conversation_id)
    if at is None:
        return None
    customer = tenant.customers[at.customer_id]
    return customer, customer.threads[at.thread], at.number
