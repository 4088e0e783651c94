"""Owns what faults do to all open sockets in their scope, in the instant in which they open."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mockplatform.faults.where import Occasion
from mockplatform.tenant import Tenant


def targets(tenant: Tenant, at: float) -> Iterator[Occasion]:
    """Yield an occasion for each socket that follows a conversation, in the order they came."""
    del at  # the clock has just reached it
    for channel in tuple(tenant.channels.values()):
        if channel.id in tenant.channels:
            yield channel.occasion()


async def strike(means: Any, tenant: Tenant, effect: Any, at: Occasion) -> None:
    """End a socket, with a close frame or without; those that come then are not touched."""
    del means
    tenant.channels[at.channel_id].strike(effect)
