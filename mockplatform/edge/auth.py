"""Owns who calls: the token is found, recognised and judged before anything else sees it.

An ended token is refused here, whatever the call; the services behind never hear of it.

Source: guide, section 2 (the platform validates the token at the edge proxy).
"""

from __future__ import annotations

from aiohttp import web

from mockplatform.edge.call import Call, Next
from mockplatform.edge.route import Auth, Route
from mockplatform.errors import (
    AmbiguousCredentials,
    MissingScope,
    TokenInvalid,
    TokenMissing,
    Unauthorized,
)
from mockplatform.limits import LIMITS
from mockplatform.tokens import Tokens

_BEARER = "bearer "
_JWT_DOTS = 2


def bearer_of(request: web.Request) -> str | None:
    """Return the token of an `Authorization: Bearer` header, or None if there is none.

    Raises:
        AmbiguousCredentials: There are several `Authorization` headers.
        TokenInvalid: The token is longer than any that the platform issues.
    """
    value = request.headers.get("Authorization")
    if value is None:
        return None
    if len(value) > LIMITS.token_bytes_max + len(_BEARER):
        raise TokenInvalid(f"The token is over {LIMITS.token_bytes_max} bytes")
    if len(request.headers.getall("Authorization")) > 1:
        raise AmbiguousCredentials("Several Authorization headers", hint="Send one.")
    if value[: len(_BEARER)].lower() != _BEARER:
        return None
    return value[len(_BEARER) :].strip()


def looks_like_jwt(token: str) -> bool:
    """Whether a bearer is meant as an access token (a client secret is one too, and is not)."""
    return token.count(".") == _JWT_DOTS


def token_layer(route: Route, rest: Next) -> Next:
    """Let the call by with a good access token, or without one where the route is public."""
    if route.auth not in (Auth.BEARER, Auth.PUBLIC):
        return rest
    required = route.auth is Auth.BEARER

    async def check(call: Call) -> web.StreamResponse:
        token = bearer_of(call.request)
        if token is None:
            if required:
                raise TokenMissing(
                    "Authentication is required",
                    hint="Send Authorization: Bearer <access token>; "
                    "POST /api/v2/widget/auth/token gives one.",
                )
        elif required or looks_like_jwt(token):
            admit(call, token)
        return await rest(call)

    return check


def admit(call: Call, token: str) -> None:
    """Recognise and judge a token for this call; what was refused, and why, is journaled.

    Raises:
        Unauthorized: The token is not good now.
    """
    tokens: Tokens = call.platform.tokens
    try:
        call.access = access = tokens.recognise(call.tenant, token)
        call.subject = access.claims.sub
        tokens.judge(call.tenant, access, call.now)
    except Unauthorized as refusal:
        jti = call.access.claims.jti if call.access else None
        expires_at = call.access.claims.exp if call.access else None
        call.access = None
        call.tenant.journal.record(
            "auth",
            (f"edge refused: {refusal.code}", jti, f"…{token[-6:]}", expires_at, None),
            at=call.now,
            correlation_id=call.correlation_id,
            subject=call.subject,
        )
        raise


def scope_layer(route: Route, rest: Next) -> Next:
    """Let the call by if its token allows what the route needs."""
    if not route.scope:
        return rest
    needed = route.scope

    async def check(call: Call) -> web.StreamResponse:
        access = call.access
        if access is not None and not needed <= access.scope:
            raise MissingScope(needed - access.scope, access.scope)
        return await rest(call)

    return check
