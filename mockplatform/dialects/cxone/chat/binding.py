"""Owns for whom a chat socket speaks: the customer of its token, or the one that frames name.

Source: [C] nice-cxone-chat-web-sdk 2.2.0: each frame names its customer, and what was queued while
the page was offline goes out before anything authorizes the socket.
"""

from __future__ import annotations

from mockplatform import customers
from mockplatform.core.channels import Channel
from mockplatform.core.customer import Customer
from mockplatform.core.lease import Holder
from mockplatform.core.scopes import DIGITAL_CONNECT
from mockplatform.dialects.cxone.chat.acting import Asked
from mockplatform.dialects.cxone.chat.line import Line
from mockplatform.edge.call import Call
from mockplatform.edge.follower import Follower
from mockplatform.errors import InvalidValue, TokenInvalid
from mockplatform.guests.standing import Cause


async def by_token(call: Call, channel: Channel) -> str:
    """Return the customer of a handshake's transaction token; ``""`` where there is none.

    Raises:
        TokenInvalid: The token is good for something else.
    """
    access = call.access
    if access is None:
        return ""
    claims = access.claims
    if DIGITAL_CONNECT not in access.scope or claims.deployment_id != channel.id:
        raise TokenInvalid(
            "The transaction token is none of this channel",
            hint="POST /oauth/token?brandId=…&channelId=… gives one.",
        )
    service, cause = call.platform.service, Cause(call.correlation_id)
    found = await customers.meet(service, call.tenant, channel, claims.sub, cause=cause)
    return found.id


def bind(socket: Follower, line: Line, customer_id: str) -> None:
    """Have a socket speak for a customer, and follow all that concerns him, from now on."""
    tenant = socket.tenant
    customer = customers.customer_of(tenant, customer_id)
    line.customer_id = customer_id
    socket.speaker = speaker(customer)
    socket.follow("customer", customer_id)
    for thread in customer.threads.values():
        state = customers.latest(tenant, thread)
        if state is not None and state.is_live:
            socket.conversation_id = state.id
            socket.follow("conversation", state.id)
    socket.enter(customer_id)


def speaker(customer: Customer) -> Holder:
    """Return for whom the sockets of a customer speak."""
    return Holder(user_id=customer.external_id, client_id="", deployment_id=customer.deployment_id)


async def by_frame(asked: Asked) -> None:
    """Speak for the customer whom a frame names, by the name that he goes by now.

    Raises:
        InvalidValue: The socket speaks for another one.
    """
    socket, line, head = asked.socket, asked.line, asked.head
    named = head.consumer_identity or head.customer_identity
    external_id = None if named is None else named.id_on_external_platform
    if named is None or not external_id:
        return
    known = socket.tenant.customers.get(line.customer_id)
    if known is not None and known.external_id != external_id:
        raise InvalidValue(
            "$.payload.consumerIdentity.idOnExternalPlatform",
            "is another customer than the one for whom this connection speaks",
            hint=f"That is {known.external_id!r}: open another connection.",
        )
    customer = await customers.meet(
        socket.platform.service,
        socket.tenant,
        asked.channel,
        external_id,
        first_name=named.first_name or None,
        last_name=named.last_name or None,
        image=named.image or None,
        cause=asked.cause,
    )
    if not line.customer_id:
        bind(socket, line, customer.id)
