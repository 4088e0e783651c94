"""Owns how access tokens end before their time: as at their `exp`, and they can be renewed."""

from __future__ import annotations

from mockplatform.core.lease import CutShort
from mockplatform.service import Service
from mockplatform.tenant import Tenant


async def expire_matching(
    service: Service,
    tenant: Tenant,
    *,
    access_id: str = "",
    user_id: str = "",
    cause: str = "",
) -> int:
    """End one access token, a user's, or all where neither is given; return how many ended.

    Sockets end with them; refresh tokens go on.
    """
    families = list(tenant.families)
    if access_id:
        families = [one for one in (access_id.rpartition(".")[0],) if one in tenant.families]
    elif user_id:
        families = sorted(tenant.families_of.get(user_id, ()))
    command, ended = CutShort(access_id=access_id), 0
    for family_id in families:
        outcome = await service.execute(tenant, "family", family_id, command, cause=cause)
        ended += len(outcome.events)
    return ended
