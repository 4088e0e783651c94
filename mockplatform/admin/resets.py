"""Owns the narrow resets: the journal, the faults, the conversations or the clock alone."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

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
    del platform
    tenant.journal.clear()


async def _faults(platform: Platform, tenant: Tenant) -> None:
    """Do nothing: a tenant without faults has none to take away."""
    del platform, tenant


async def _conversations(platform: Platform, tenant: Tenant) -> None:
    """Take all conversations away; their sockets close with 1012."""
    for channel in tuple(tenant.channels.values()):
        channel.close(GOING_RESTART, "conversations reset")
    for id_ in tuple(tenant.conversations):
        await platform.service.forget(tenant, "conversation", id_)
    # What was derived from them. Their deadlines find nobody and come to nothing.
    derived: tuple[dict[str, object], ...] = (
        tenant.touched,
        tenant.by_user,
        tenant.waiting,
        tenant.waits_in,
        tenant.held_by,
        tenant.loads,
        tenant.runs,
        tenant.reconnects,
    )  # type: ignore[assignment] # each has values of its own type; they are only cleared
    for index in derived:
        index.clear()


async def _clock(platform: Platform, tenant: Tenant) -> None:
    tenant.clock.reset()
    await platform.note_clock(tenant)


_PARTS: dict[str, Callable[[Platform, Tenant], Awaitable[None]]] = {
    "journal": _journal,
    "faults": _faults,
    "conversations": _conversations,
    "clock": _clock,
}
PARTS = tuple(_PARTS)
"""What may be reset by itself."""
