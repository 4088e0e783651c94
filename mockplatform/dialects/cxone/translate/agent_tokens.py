"""Owns what an id token says of whom it is for."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from mockplatform.core.configuration import Agent
from mockplatform.ids import derive_uuid
from mockplatform.limits import LIMITS


@lru_cache(maxsize=LIMITS.tenants_max)
def tenant_uuid(tenant_id: str) -> str:
    """Return a tenant's id as CXone has it: what a brand's `tenantId` is."""
    return derive_uuid("brand", tenant_id)


def id_claims(tenant_id: str, agent: Agent | None) -> dict[str, Any]:
    """Return what an id token says beside what is in each; of a program it names nobody.

    Source: the vendor's agent SDK (`tenantId`); OpenID Connect Core 1.0, section 5.1 (the rest).
    """
    claims: dict[str, Any] = {"tenantId": tenant_uuid(tenant_id)}
    if agent is None:
        return claims
    first, _, last = (agent.name or agent.id).partition(" ")
    claims |= {"name": agent.name or agent.id, "given_name": first, "family_name": last}
    return claims | ({"email": agent.email} if agent.email else {})
