"""Owns who is let in at the chat socket: which brand, which channel, which customer.

Source: [C] nice-cxone-chat-web-sdk 2.2.0: a handshake refused by plain HTTP is its only sign that
authorization failed. Invented: the status; which one production gives is not public.
"""

from __future__ import annotations

from mockplatform import customers
from mockplatform.core.channels import Channel
from mockplatform.edge.call import Call
from mockplatform.errors import (
    Forbidden,
    PlatformError,
    TokenInvalid,
    TokenMissing,
    Unauthorized,
    UnknownThing,
)


def admit(call: Call) -> Channel:
    """Return the channel that a handshake, or a token's call, asks for.

    Raises:
        Forbidden: The brand is not the tenant's, or has no such channel.
    """
    query, tenant = call.request.query, call.tenant
    brand, id_ = query.get("brandId", ""), query.get("channelId", "")
    if brand != str(tenant.brand_id):
        raise Forbidden(
            f"brandId {brand[:32]!r} is none here", hint=f"This tenant's is {tenant.brand_id}."
        )
    try:
        return customers.find_channel(tenant, id_)
    except UnknownThing as error:
        raise Forbidden(error.message, hint=error.hint) from None


def check_unsecured(channel: Channel) -> None:
    """Let by a handshake without a token, where the channel takes such.

    Raises:
        TokenMissing: It does not.
    """
    if not channel.digital.unsecured:
        raise TokenMissing(
            f"Channel {channel.id!r} lets no connection in without a transaction token",
            hint="POST /oauth/token?brandId=…&channelId=… gives one: `digital.unsecured` is off.",
        )


def refused(call: Call, error: PlatformError) -> PlatformError:
    """Return how a handshake is refused: by the status that the channel says, if it does."""
    if not isinstance(error, Unauthorized | Forbidden):
        return error
    found = call.tenant.tenancy.deployments.get(call.request.query.get("channelId", ""))
    status = None if found is None or found.digital is None else found.digital.refusal_status
    if status is None or status == error.status:
        return error
    kind = Forbidden if status == Forbidden.status else TokenInvalid
    return kind(error.message, hint=error.hint)
