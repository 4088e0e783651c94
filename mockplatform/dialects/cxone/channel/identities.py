"""Owns the ways by which a customer is known who wants a token, and which a channel takes.

Source: [C] nice-cxone-chat-web-sdk 2.2.0: what the body has tells the way. Invented: how a way is
refused that the channel does not take.
"""

from __future__ import annotations

from typing import NamedTuple

from mockplatform.core.channels import Channel
from mockplatform.customers import customer_id, identity
from mockplatform.dialects.cxone import proofs
from mockplatform.dialects.cxone.channel import cookies
from mockplatform.dialects.cxone.shapes.tokens import ThirdPartyHeard, TransactionTokenBody
from mockplatform.edge.call import Call
from mockplatform.edge.renewing import renew
from mockplatform.errors import Forbidden, OAuthError
from mockplatform.signing import claimed
from mockplatform.tokens import TokenPair


class Known(NamedTuple):
    """Who a customer is, and what he is given beside his token.

    Attributes:
        pair: Tokens that prove it, on a channel with authorization.
        visitor: What his browser shows next time, to be known again.
    """

    external_id: str
    pair: TokenPair | None = None
    visitor: str = ""


async def find(call: Call, channel: Channel, body: TransactionTokenBody) -> Known:
    """Return who asks for a token.

    Raises:
        Forbidden: The channel does not take what would tell.
        OAuthError: What is to prove it does not.
    """
    digital = channel.digital
    if not digital.secured_sessions:
        raise _not_taken(channel, "secured sessions", "securedSessions")
    if body.third_party is not None:
        if not digital.authorization:
            raise _not_taken(channel, "authorization by codes", "authorization")
        return await _by_third_party(call, channel, body.third_party)
    if digital.authorization:
        raise OAuthError(
            "invalid_request",
            f"Channel {channel.id!r} asks for an authorization code",
            hint="securedSession: 'thirdParty', with the code in connect(code).",
        )
    named = body.customer_identity
    if named is not None and named.id_on_external_platform:
        return Known(named.id_on_external_platform)
    if not digital.secured_cookies:
        raise _not_taken(channel, "identities by cookie", "securedCookies")
    return await _by_cookie(call, channel)


def _not_taken(channel: Channel, what: str, member: str) -> Forbidden:
    return Forbidden(
        f"Channel {channel.id!r} has no {what}",
        hint=f"Its `digital.{member}` in the tenant's fixture is off.",
    )


async def _by_cookie(call: Call, channel: Channel) -> Known:
    visitor = cookies.visitor_of(call) or _new_visitor(call, channel)
    key = await call.platform.tokens.signing_key(call.tenant)
    value = cookies.value_of(call, visitor, key)
    return Known(identity.by_visitor(call.tenant, channel, visitor), visitor=value)


def _new_visitor(call: Call, channel: Channel) -> str:
    """Return a browser that is nobody yet: a tenant that was reset draws the same ones again."""
    tenant = call.tenant
    while True:
        visitor = tenant.ids.uuid()
        if customer_id(channel.id, identity.by_visitor(tenant, channel, visitor)) not in (
            tenant.customers
        ):
            return visitor


async def _by_third_party(call: Call, channel: Channel, given: ThirdPartyHeard) -> Known:
    if given.grant_type == "authorization_code":
        if not given.authorization_code:
            raise OAuthError("invalid_request", "thirdParty.authorization_code is missing")
        return Known(
            *await proofs.trade(
                call.platform, call.tenant, channel, given.authorization_code, given.code_verifier
            )
        )
    if given.grant_type == "refresh_token":
        if not given.refresh_token:
            raise OAuthError("invalid_request", "thirdParty.refresh_token is missing")
        return await _renewed(call, channel, given.refresh_token)
    raise OAuthError(
        "unsupported_grant_type",
        f"thirdParty.grant_type {given.grant_type[:64]!r} is not known",
        hint="It is authorization_code or refresh_token.",
    )


async def _renewed(call: Call, channel: Channel, token: str) -> Known:
    family_id = str(claimed(token).get("jti", "")).rpartition(".")[0]
    family = call.tenant.families.get(family_id)
    if family is not None:
        if not proofs.is_of(channel, family):
            raise OAuthError("invalid_grant", "The refresh token is none of this channel")
        call.subject = family.holder.user_id
    pair = await renew(call, token, None, life_s=channel.digital.access_token_s)
    assert family is not None  # else it was refused
    return Known(family.holder.user_id, pair)
