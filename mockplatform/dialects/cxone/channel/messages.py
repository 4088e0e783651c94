"""Owns the call that gives one message as a whole.

Source: the vendor's web SDK 3.x (it asks where a pushed message has more than was pushed; here none
has).
"""

from __future__ import annotations

from mockplatform import customers
from mockplatform.customers.lookup import message_of
from mockplatform.dialects.cxone.channel.info import check_brand
from mockplatform.dialects.cxone.chat.standing import about
from mockplatform.dialects.cxone.translate import messages
from mockplatform.edge.call import Answer, Call
from mockplatform.errors import UnknownThing


async def get(call: Call) -> Answer:
    """Give a message of the customer whom the token names."""
    check_brand(call)
    tenant, id_ = call.tenant, call.params["message"]
    customer = customers.customer_of(
        tenant, customers.customer_id(call.claims.deployment_id, call.claims.sub)
    )
    found = await message_of(call.platform.service, tenant, customer, id_)
    told_with = about(tenant, found.state)
    if told_with is None:
        raise UnknownThing("message", id_[:128])
    call.conversation_id = found.state.id
    return Answer(200, messages.message(told_with, found.event))
