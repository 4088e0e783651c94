"""Owns what proves who a customer is on a channel with authorization: a code, then a token.

A code is worth a family of tokens. What is known of the vendor's clients is that they send the
same code again with each reconnect; so it is good again, unless the channel says otherwise.

Source: [C] nice-cxone-chat-web-sdk 2.2.0. Invented: for whom a code stands that is none of
`/oauth/authorize`.
"""

from __future__ import annotations

from typing import NamedTuple

from mockplatform.core.channels import Channel
from mockplatform.core.lease import Family, Holder
from mockplatform.core.scopes import DIGITAL_SPEAK
from mockplatform.customers import identity
from mockplatform.edge import codes
from mockplatform.errors import OAuthError, TokenInvalid
from mockplatform.ids import derive_uuid
from mockplatform.limits import LIMITS
from mockplatform.platform import Platform
from mockplatform.signing import claimed
from mockplatform.tenant import Tenant
from mockplatform.tokens import Access, TokenPair

_REVOKED = "revoked"


class Proof(NamedTuple):
    """For whom a code stands, and the family of tokens that it was worth first."""

    external_id: str
    family_id: str


class _Desk(NamedTuple):
    tenant: Tenant
    now: float


async def trade(
    platform: Platform, tenant: Tenant, channel: Channel, code: str, verifier: str | None
) -> tuple[str, TokenPair]:
    """Return for whom a code stands, and tokens that prove it.

    Raises:
        OAuthError: `invalid_grant`: the code is none, or is not good any more.
    """
    proof = _read(tenant, channel, code, verifier)
    first = tenant.families.get(proof.family_id)
    if first is not None and channel.digital.single_use_codes:
        # What a code gave that comes twice is taken back (RFC 6749, section 4.1.2).
        await platform.tokens.revoke_family(tenant, proof.family_id)
        raise OAuthError(
            "invalid_grant",
            "The code was used before",
            hint="The channel's `singleUseCodes` is on; the web SDK sends its code again with "
            "each reconnect.",
        )
    if first is not None and first.revoked == _REVOKED:
        raise OAuthError("invalid_grant", "What the code gave was revoked")
    family_id = proof.family_id if first is None else ""
    return proof.external_id, await _lease(platform, tenant, channel, proof.external_id, family_id)


async def _lease(
    platform: Platform, tenant: Tenant, channel: Channel, external_id: str, family_id: str
) -> TokenPair:
    async def issued(family_id: str) -> TokenPair:
        pair: TokenPair = await platform.tokens.issue(
            tenant,
            Holder(user_id=external_id, client_id="", deployment_id=channel.id),
            (DIGITAL_SPEAK,),
            life_s=channel.digital.access_token_s,
            family_id=family_id,
        )
        return pair

    try:
        return await issued(family_id)
    except OAuthError:  # the same code came at the same time
        if not family_id or channel.digital.single_use_codes:
            raise
        return await issued("")


def _read(tenant: Tenant, channel: Channel, code: str, verifier: str | None) -> Proof:
    if len(code) > LIMITS.token_bytes_max:
        raise OAuthError("invalid_grant", f"The code is over {LIMITS.token_bytes_max} bytes")
    if channel.digital.codes == "any" and not _looks_issued(code):
        external_id = identity.by_code(tenant, channel, code)
        return Proof(external_id, derive_uuid("code", tenant.id, channel.id, code))
    desk = _Desk(tenant, tenant.clock.now())
    issued = codes.read(desk, code)
    family_id = derive_uuid("code", tenant.id, issued.jti)
    is_again = family_id in tenant.families
    # No client says to which URI its code was sent, so there is nothing to hold it against.
    codes.check(desk, issued, issued.redirect_uri, verifier, is_again=is_again)
    return Proof(issued.sub, family_id)


def _looks_issued(code: str) -> bool:
    """Whether a code means to be one of `/oauth/authorize`: those say where they were sent."""
    return "redirect_uri" in claimed(code)


def check(channel: Channel, access: Access) -> None:
    """Let by a token that proves who somebody is on a channel.

    Raises:
        TokenInvalid: It is good for something else.
    """
    if DIGITAL_SPEAK not in access.scope or access.claims.deployment_id != channel.id:
        raise TokenInvalid(
            "The access token is none of this channel's customers",
            hint="A code gives one: in POST /oauth/token, or AuthorizeCustomer on the socket.",
        )


def is_of(channel: Channel, family: Family) -> bool:
    """Whether a family's tokens prove who somebody is on a channel."""
    return DIGITAL_SPEAK in family.scope and family.holder.deployment_id == channel.id
