"""Owns who is let in at the chat socket: which brand, which channel, which customer.

Source: [C] nice-cxone-chat-web-sdk 2.2.0: a handshake refused by plain HTTP is its only sign that
authorization failed. Invented: the status; which one production gives is not public.
"""

from __future__ import annotations

from mockplatform import customers
from mockplatform.core.channels import Channel, brand_credential
from mockplatform.edge.call import Call
from mockplatform.errors import Forbidden, UnknownThing
from mockplatform.platform import Platform
from mockplatform.tenant import Tenant


def by_brand(platform: Platform, call: Call) -> Tenant | None:
    """Return the tenant whose brand the path or the query names."""
    brand = call.params.get("brand") or call.request.query.get("brandId", "")
    return platform.owner_of(brand_credential(int(brand))) if brand.isdecimal() else None


def admit(call: Call) -> Channel:
    """Return the channel that a handshake, or a token's call, asks for.

    Raises:
        Forbidden: The brand is not the tenant's, or has no such channel.
    """
    query, tenant = call.request.query, call.tenant
    brand, id_ = query.get("brandId", ""), query.get("channelId", "")
    if brand != str(tenant.brand_id):
        raise Forbidden(
            f"brandId {brand[:32]!r} is none here", hint=f"This tenant's is {tenant.brand_id}."
        )
    try:
        return customers.find_channel(tenant, id_)
    except UnknownThing as error:
        raise Forbidden(error.message, hint=error.hint) from None
