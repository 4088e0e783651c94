"""Owns the calls about access tokens: any that a test needs is minted; revoked; listed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from mockplatform.client.calls.verbs import get, post
from mockplatform.client.request import Request
from mockplatform.client.token_answers import Expired, LeaseList, Revoked, Token

Flaw = Literal[
    "expired",
    "notYetValid",
    "badSignature",
    "wrongIssuer",
    "wrongAudience",
    "unknownKey",
    "algNone",
]


def mint(
    user_id: str | None = None,
    *,
    deployment_id: str | None = None,
    scope: str | Sequence[str] | None = None,
    expires_in: str | float | None = None,
    claims: Mapping[str, Any] | None = None,
    flaw: Flaw | None = None,
) -> Request[Token]:
    """Mint a token.

    Args:
        user_id: Whom it speaks for; a guest if left out. An agent's is a token of staff.
        deployment_id: The deployment that it is for; the first one, for an agent none.
        scope: Names with blanks between, or a list; all that a widget may have if left out.
        expires_in: Its life; the tenant's setting if left out.
        claims: Put over the token's own, whatever they are.
        flaw: What is to be wrong with it.
    """
    body = {
        "userId": user_id,
        "deploymentId": deployment_id,
        "scope": scope,
        "expiresIn": expires_in,
        "claims": claims,
        "flaw": flaw,
    }
    return post("/tokens", Token, body)


def revoke(
    jti: str | None = None,
    *,
    user_id: str | None = None,
    all: bool | None = None,  # noqa: A002 - as the API calls it
) -> Request[Revoked]:
    """Revoke one token, a user's tokens, or all. Exactly one of them."""
    return post("/tokens/revoke", Revoked, {"jti": jti, "userId": user_id, "all": all})


def expire(
    jti: str | None = None,
    *,
    user_id: str | None = None,
    all: bool | None = None,  # noqa: A002 - as the API calls it
) -> Request[Expired]:
    """End one live access token before its `exp`, a user's, or all. Exactly one of them.

    Sockets end with them, as the setting `socketExpiry` says; refresh tokens go on.
    """
    return post("/tokens/expire", Expired, {"jti": jti, "userId": user_id, "all": all})


def list(  # noqa: A001 - as the API calls it
    *, user_id: str | None = None, limit: int | None = None
) -> Request[LeaseList]:
    """List the live access tokens, those that end first at the front."""
    return get("/tokens", LeaseList, {"userId": user_id, "limit": limit})
