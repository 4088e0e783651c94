"""Owns what a channel tells of itself, and whether somebody is there.

Source: [C] nice-cxone-chat-web-sdk 2.2.0 and the vendor's samples (which members are read).
"""

from __future__ import annotations

from mockplatform import customers
from mockplatform.core.agents import serves
from mockplatform.core.channels import Channel
from mockplatform.dialects.cxone.translate import channels
from mockplatform.edge.call import Answer, Call
from mockplatform.errors import UnknownThing
from mockplatform.tenant import Tenant


async def info(call: Call) -> Answer:
    """Tell what a channel is."""
    channel = find(call)
    return Answer(200, channels.info(channel, is_online=_is_online(call.tenant, channel)))


async def availability(call: Call) -> Answer:
    """Tell whether somebody serves the channel."""
    is_online = _is_online(call.tenant, find(call))
    return Answer(200, channels.availability(is_online=is_online))


async def menu(call: Call) -> Answer:
    """Tell the persistent menu of a channel."""
    return Answer(200, channels.menu(find(call).digital))


def find(call: Call) -> Channel:
    """Return the channel that a call's path names.

    Raises:
        UnknownThing: The brand is not the tenant's, or has no such channel.
    """
    check_brand(call)
    return customers.find_channel(call.tenant, call.params["channel"])


def check_brand(call: Call) -> None:
    """Judge the brand that a call's path names.

    Raises:
        UnknownThing: It is not the tenant's.
    """
    brand = call.params["brand"]
    if brand != str(call.tenant.brand_id):
        raise UnknownThing("brand", brand[:32], hint=f"This tenant's is {call.tenant.brand_id}.")


def _is_online(tenant: Tenant, channel: Channel) -> bool:
    """Whether somebody is there, be he busy or not; a channel may say so by force."""
    if channel.digital.available != "auto":
        return channel.digital.available == "online"
    queues = [queue.id for queue in tenant.config.queues]
    return any(serves(agent, queue) for agent in tenant.agents() for queue in queues)
