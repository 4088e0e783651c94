"""Owns the identity token: what a site says of its user, signed with a key of the tenant.

Invented: that a site signs with the platform's own key; a real one has an identity provider.
"""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from mockplatform.edge.call import Call
from mockplatform.errors import TokenInvalid
from mockplatform.limits import LIMITS
from mockplatform.signing import REFRESH_TYPE, verify
from mockplatform.tokens import Instant

_HINT = "Sign {sub, exp} with a key of GET /__admin/keys?private=true, typ JWT, no jti."


class IdentityClaims(Struct):
    """What a site says of its user: who it is, and until when that holds."""

    sub: Annotated[str, Meta(min_length=1, max_length=LIMITS.id_chars_max)]
    exp: Instant
    jti: str | None = None
    nonce: str | None = None


def read(call: Call, token: str) -> IdentityClaims:
    """Return what an identity token says.

    Raises:
        TokenInvalid: It is none of this tenant, or its time is over.
    """
    members = verify(token, call.tenant.keys, REFRESH_TYPE)
    try:
        claims = msgspec.convert(members, IdentityClaims)
    except msgspec.ValidationError as error:
        raise TokenInvalid(f"The identity token: {error}", hint=_HINT) from None
    if claims.jti is not None:
        raise TokenInvalid("A refresh token is no identity token", hint=_HINT)
    if claims.exp <= call.now:
        raise TokenInvalid("The identity token has ended")
    return claims
