"""Owns what is told with a conversation: its tenant, its channel, its customer, its thread."""

from __future__ import annotations

from urllib.parse import urlsplit

from mockplatform import customers
from mockplatform.core.conversation import Conversation
from mockplatform.dialects.cxone.translate.house import About, House
from mockplatform.tenant import Tenant


def house_of(tenant: Tenant) -> House:
    """Return a tenant, as far as it is told."""
    return House(
        tenant_id=tenant.id,
        brand_id=tenant.brand_id,
        name=tenant.config.name or tenant.id,
        agents=tenant.tenancy.agents,
        queue_names=tenant.queue_names,
        origin=tenant.issuer.removesuffix(urlsplit(tenant.issuer).path),
    )


def about(tenant: Tenant, state: Conversation) -> About | None:
    """Return a conversation with all that is told with it; None where it is in no thread."""
    found = customers.case_of(tenant, state.id)
    if found is None:
        return None
    customer, thread, number = found
    channel, joined = customers.channel_of(tenant, customer), customers.guests(tenant, state)
    return About(house_of(tenant), channel, customer, thread, number, state, joined)
