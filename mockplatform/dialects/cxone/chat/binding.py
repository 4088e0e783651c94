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
from mockplatform.dialects.cxone.chat import deeds, doors
from mockplatform.dialects.cxone.chat.acting import Asked
from mockplatform.dialects.cxone.chat.line import Line
from mockplatform.dialects.cxone.shapes.heard import IdentityHeard
from mockplatform.edge.call import Call
from mockplatform.edge.follower import Follower
from mockplatform.errors import InvalidValue, TokenInvalid
from mockplatform.guests.standing import Cause


async def by_token(call: Call, channel: Channel) -> str:
    """Return the customer of a handshake's transaction token; ``""`` where there is none.

    Raises:
        TokenMissing: There is none, and the channel wants one.
        TokenInvalid: The token is good for something else.
    """
    access = call.access
    if access is None:
        doors.check_unsecured(channel)
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


def check_place(asked: Asked) -> None:
    """Judge which brand and channel a frame names, if it does.

    Raises:
        InvalidValue: One is another than the handshake's. Invented: that it is refused.
    """
    head, tenant = asked.head, asked.socket.tenant
    for path, named, own in (
        ("brand", head.brand, str(tenant.brand_id)),
        ("channel", head.channel, asked.channel.id),
    ):
        if named is not None and named.id not in (None, "") and str(named.id) != own:
            raise InvalidValue(
                f"$.payload.{path}.id",
                f"{str(named.id)[:64]!r} is another one than the one of this connection",
                hint=f"That is {own!r}: open another connection.",
            )


def bind(socket: Follower, line: Line, customer_id: str) -> None:
    """Have a socket speak for a customer, and follow all that concerns him, from now on.

    For whomever it spoke before, it speaks no more.
    """
    tenant = socket.tenant
    customer = customers.customer_of(tenant, customer_id)
    if line.customer_id not in ("", customer_id):
        socket.unfollow("customer", line.customer_id)
        socket.conversation_id = line.joined = ""
    line.customer_id = customer_id
    socket.speaker = speaker(customer)
    socket.follow("customer", customer_id)
    for thread in customer.threads.values():
        for id_ in customers.heard_in(tenant, thread):
            state = tenant.conversations.get(id_)
            if state is not None and state.is_live:
                socket.conversation_id = id_
            socket.follow("conversation", id_)
    for part in customers.parts(tenant, customer):
        socket.follow("conversation", part.state.id)
    socket.enter(customer_id, deeds.followed(socket, customer))


def speaker(customer: Customer) -> Holder:
    """Return for whom the sockets of a customer speak."""
    return Holder(user_id=customer.external_id, client_id="", deployment_id=customer.deployment_id)


def name_of(asked: Asked) -> str:
    """Return how a frame calls its customer; ``""`` where it does not."""
    named = asked.head.consumer_identity or asked.head.customer_identity
    return "" if named is None else named.id_on_external_platform or ""


async def by_frame(asked: Asked) -> None:
    """Speak for the customer whom a frame names, by the name that he goes by now.

    A connection with a transaction token speaks for its customer, whatever its frames say. Source:
    [C] nice-cxone-chat-web-sdk 2.2.0 with a token from its cache makes a name up for each page.

    Raises:
        InvalidValue: The socket speaks for another one.
    """
    external_id = name_of(asked)
    if asked.line.is_secured or not external_id:
        await named(asked)
        return
    known = asked.socket.tenant.customers.get(asked.line.customer_id)
    if known is not None and known.external_id != external_id:
        raise InvalidValue(
            "$.payload.consumerIdentity.idOnExternalPlatform",
            "is another customer than the one for whom this connection speaks",
            hint=f"That is {known.external_id!r}: open another connection.",
        )
    await come(asked, external_id)


async def come(asked: Asked, external_id: str) -> None:
    """Have the connection speak for a customer, by the name that he goes by now."""
    customer = await _met(asked, external_id)
    if asked.line.customer_id != customer.id:
        bind(asked.socket, asked.line, customer.id)


async def named(asked: Asked) -> Customer | None:
    """Know the customer of the connection by the name that a frame says; None: it has none."""
    known = asked.socket.tenant.customers.get(asked.line.customer_id)
    return None if known is None else await _met(asked, known.external_id)


async def _met(asked: Asked, external_id: str) -> Customer:
    said = asked.head.consumer_identity or asked.head.customer_identity or IdentityHeard()
    place = asked.socket.platform.service, asked.socket.tenant, asked.channel
    known = customers.Known(
        external_id, said.first_name or None, said.last_name or None, said.image or None
    )
    foreseen = customers.foreseen(*place[1:], known)
    if foreseen is not asked.socket.tenant.customers.get(foreseen.id):
        asked.judge(foreseen)  # What is refused leaves nobody behind, by no new name.
    if not asked.cause.staged.keep:
        # A fault has lost what the frame writes, such as his name; he is met as by a handshake.
        await customers.meet(*place, external_id, cause=Cause(asked.cause.id))
    return await customers.meet(
        *place,
        external_id,
        first_name=known.first_name,
        last_name=known.last_name,
        image=known.image,
        cause=asked.cause,
    )
