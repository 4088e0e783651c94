"""Owns what an access token says, and what is told of one that was issued or verified."""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

import msgspec
from msgspec import Meta, Struct

from mockplatform.core.lease import Holder, Pair
from mockplatform.tenant import Tenant

AUDIENCE = "mockplatform"


Instant = Annotated[int, Meta(ge=0, le=253_402_300_799)]
"""Whole epoch seconds up to the end of the year 9999, the last that can be written."""


class AccessClaims(Struct, frozen=True, omit_defaults=True):
    """The claims of an access token; times in whole epoch seconds. What is unset is left out."""

    iss: str
    aud: str
    sub: str
    tenant: str
    client_id: str
    scope: str
    iat: Instant
    exp: Instant
    jti: str
    deployment_id: str = ""
    instance_id: str = ""
    nbf: Instant = 0


class Access(NamedTuple):
    """A verified access token, reduced to what requests ask; `shown` is all told of its text."""

    claims: AccessClaims
    scope: frozenset[str]
    family_id: str
    key_id: str
    shown: str = ""


class TokenPair(NamedTuple):
    """What an issue answers: the tokens, and the scope and life of the access token."""

    access_token: str
    refresh_token: str | None
    expires_in: int
    scope: str


def access_claims(tenant: Tenant, holder: Holder, pair: Pair) -> dict[str, Any]:
    """Return the claims of a pair's access token."""
    claims = AccessClaims(
        iss=tenant.issuer,
        aud=AUDIENCE,
        sub=holder.user_id,
        tenant=tenant.id,
        client_id=holder.client_id,
        scope=" ".join(pair.scope),
        iat=pair.issued_at,
        exp=pair.expires_at,
        jti=pair.access_id,
        deployment_id=holder.deployment_id,
        instance_id=holder.instance_id,
    )
    members: dict[str, Any] = msgspec.to_builtins(claims)
    return members
