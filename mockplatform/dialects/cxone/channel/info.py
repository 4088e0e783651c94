"""Owns what a channel tells of itself, and whether somebody is there.

Source: [C] nice-cxone-chat-web-sdk 2.2.0 and the vendor's samples (which members are read).
"""

from __future__ import annotations

from mockplatform import customers
from mockplatform.core.agents import serves
from mockplatform.dialects.cxone.shapes import channel as shapes
from mockplatform.edge.call import Answer, Call
from mockplatform.tenant import Tenant


async def info(call: Call) -> Answer:
    """Tell what a channel is."""
    found = customers.find_channel(call.tenant, call.params["channel"])
    digital = found.digital
    return Answer(
        200,
        shapes.ChannelInfo(
            id=found.id,
            channel_id_on_external_platform=found.id,
            name=found.name,
            is_live_chat=digital.live,
            is_authorization_enabled=digital.authorization,
            availability=shapes.Availability(status=_status(call.tenant)),
            settings=shapes.Settings(has_multiple_threads_per_end_user=not digital.live),
        ),
    )


async def availability(call: Call) -> Answer:
    """Tell whether somebody serves the channel."""
    customers.find_channel(call.tenant, call.params["channel"])
    return Answer(200, shapes.Availability(status=_status(call.tenant)))


def _status(tenant: Tenant) -> str:
    queues = [queue.id for queue in tenant.config.queues]
    is_served = any(serves(agent, queue) for agent in tenant.agents() for queue in queues)
    return "online" if is_served else "offline"
