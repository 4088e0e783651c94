"""Owns the narrow resets: the journal, the faults, the conversations or the clock alone."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from mockplatform import injection
from mockplatform.admin.outages import end_all as end_outages
from mockplatform.errors import UnknownThing, nearest
from mockplatform.platform import GOING_RESTART, Platform
from mockplatform.tenant import Tenant


async def reset_part(platform: Platform, tenant: Tenant, part: str) -> None:
    """Put one part of a tenant back.

    Raises:
        UnknownThing: There is no such part.
    """
    act = _PARTS.get(part)
    if act is None:
        raise UnknownThing("part to reset", part, hint=nearest(part, _PARTS))
    await act(platform, tenant)


async def _journal(platform: Platform, tenant: Tenant) -> None:
    await platform.timeline.settle(tenant)  # What was due before belongs to what goes.
    tenant.journal.clear()


async def _faults(platform: Platform, tenant: Tenant) -> None:
    """Take all faults away, and end all outages; what they held goes on."""
    del platform
    end_outages(tenant)
    injection.clear(tenant)


async def _conversations(platform: Platform, tenant: Tenant) -> None:
    """Take all conversations away; their sockets close with 1012."""
    for channel in tuple(tenant.channels.values()):
        channel.close(GOING_RESTART, "conversations reset")
    # Nothing falls due meanwhile, for a conversation that is just being taken away. Those
    # that calls under way open now are new, and stay.
    async with tenant.firing:
        for id_ in tuple(tenant.conversations):
            await platform.service.forget(tenant, "conversation", id_)
    tenant.rearm()


async def _clock(platform: Platform, tenant: Tenant) -> None:
    await platform.timeline.settle(tenant)
    await reset_clock(platform, tenant)


async def reset_clock(platform: Platform, tenant: Tenant) -> None:
    """Return to real time; faults and outages have as much before them as they had."""
    before = tenant.clock.now()
    tenant.clock.reset()
    by_s = tenant.clock.now() - before
    if by_s < 0:
        injection.set_back(tenant, by_s)
    await platform.note_clock(tenant)


_PARTS: dict[str, Callable[[Platform, Tenant], Awaitable[None]]] = {
    "journal": _journal,
    "faults": _faults,
    "conversations": _conversations,
    "clock": _clock,
}
