"""Owns who a chat channel's customer is where his client has made no name for him.

The platform then makes one, which is the same each time that the same proof comes.

Invented: how. Of NICE CXone only that it makes such names is known.
"""

from __future__ import annotations

from mockplatform.core.channels import Channel
from mockplatform.core.customer import Customer
from mockplatform.customers.standing import customer_id, meet
from mockplatform.guests.standing import Cause
from mockplatform.ids import derive_uuid
from mockplatform.service import Service
from mockplatform.tenant import Tenant


def by_code(tenant: Tenant, channel: Channel, code: str) -> str:
    """Return the name of the customer for whom a code stands that says nothing of him."""
    return derive_uuid("customer by code", tenant.id, channel.id, code)


def by_visitor(tenant: Tenant, channel: Channel, visitor: str) -> str:
    """Return the name of a browser's customer: on each channel another one."""
    return derive_uuid("customer by visitor", tenant.id, channel.id, visitor)


async def come(
    service: Service, tenant: Tenant, channel: Channel, external_id: str, cause: Cause
) -> Customer:
    """Return a customer by his name; one of the tenant's users has that one's, until he says.

    Raises:
        InvalidValue: The name is empty or too long.
        TooManyRequests: There are as many customers as a tenant may have.
    """
    first = last = None
    if customer_id(channel.id, external_id) not in tenant.customers:
        first, last = _known_as(tenant, external_id)
    return await meet(
        service, tenant, channel, external_id, first_name=first, last_name=last, cause=cause
    )


def _known_as(tenant: Tenant, user_id: str) -> tuple[str | None, str | None]:
    for user in tenant.config.users:
        if user.id == user_id:
            first, _, last = user.name.partition(" ")
            return first, last
    return None, None
