"""Owns why a token that opened a socket or a feed is no longer good, its own end aside."""

from __future__ import annotations

from mockplatform.errors import TokenRevoked, Unauthorized
from mockplatform.tenant import Tenant
from mockplatform.tokens import Access, Tokens


def revocation(tenant: Tenant, access: Access) -> Unauthorized | None:
    """Return why a token is no longer good, whether or not its time is over; None: it is."""
    if access.key_id not in tenant.keys:
        return TokenRevoked("The key that signed the access token is retired")
    try:
        Tokens.judge(tenant, access, access.claims.exp - 1)
    except Unauthorized as refusal:
        return refusal
    return None
