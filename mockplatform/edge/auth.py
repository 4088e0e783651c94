"""Owns who calls: the token is found, recognised and judged before anything else sees it.

An ended token is refused here, whatever the call; the services behind never hear of it.

Source: guide, section 2 (the platform validates the token at the edge proxy).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from aiohttp import web
from aiohttp.hdrs import AUTHORIZATION

from mockplatform.edge.call import Call, Next
from mockplatform.edge.route import Auth, Route
from mockplatform.errors import (
    AmbiguousCredentials,
    BadRequest,
    InvalidValue,
    MissingScope,
    TokenInvalid,
    TokenMissing,
    Unauthorized,
)
from mockplatform.faults.staged import AS_IT_IS, Staged
from mockplatform.limits import LIMITS
from mockplatform.tenant import Tenant
from mockplatform.tokens import Access, Tokens

_BEARER = "bearer "
_JWT_DOTS = 2
SUBPROTOCOL = "mockplatform.v1"
_OFFERED = "bearer."
_SOURCE = "POST /api/v2/widget/auth/token"
_SOURCES = {
    "genesys": "POST /oauth/token or POST /__admin/tokens",
    "cxone": "POST /auth/token or POST /__admin/tokens",
}


def bearer_of(request: web.Request) -> str | None:
    """Return the token of an `Authorization: Bearer` header, or None if there is none.

    Raises:
        AmbiguousCredentials: There are several `Authorization` headers.
        TokenInvalid: The token is longer than any that the platform issues.
    """
    values = request.headers.getall(AUTHORIZATION, None)
    if values is None:
        return None
    value = values[0]
    if len(value) > LIMITS.token_bytes_max + len(_BEARER):
        raise TokenInvalid(f"The token is over {LIMITS.token_bytes_max} bytes")
    if len(values) > 1:
        raise AmbiguousCredentials("Several Authorization headers", hint="Send one.")
    if value[: len(_BEARER)].lower() != _BEARER:
        return None
    if not value.isascii():
        raise TokenInvalid("The token is not ASCII")
    return value[len(_BEARER) :].strip()


def token_finder(route: Route) -> Callable[[web.Request], str | None]:
    """Return what finds the token of a route's calls."""
    if route.auth is not Auth.SOCKET:
        return bearer_of
    return partial(socket_token, parameter=route.credential_in)


def socket_token(request: web.Request, parameter: str = "access_token") -> str | None:
    """Return the token of a socket's handshake, wherever it stands, or None if there is none.

    It may stand in the query's `parameter`.

    A browser cannot set headers there, so it offers `bearer.<token>` as a subprotocol.

    Raises:
        AmbiguousCredentials: There are several tokens.
        InvalidValue: Subprotocols are offered, and the one that is spoken here is not.
        TokenInvalid: The token is longer than any that the platform issues.
    """
    found = list(request.query.getall(parameter, ()))
    bearer = bearer_of(request)
    if bearer is not None:
        found.append(bearer)
    lines = request.headers.getall("Sec-WebSocket-Protocol", ())
    offered = [[name.strip() for name in line.split(",")] for line in lines]
    names = [name for line in offered for name in line]
    found += [name[len(_OFFERED) :] for name in names if name.startswith(_OFFERED)]
    if len(found) > 1:
        raise AmbiguousCredentials(
            "Several tokens in one handshake",
            hint=f"Send one: as a subprotocol, as ?{parameter}= or as Authorization.",
        )
    # The server library reads the first line only, and would log what it offers instead.
    if offered and SUBPROTOCOL not in offered[0]:
        raise InvalidValue(
            "Sec-WebSocket-Protocol",
            f"{SUBPROTOCOL} is not among what is offered",
            hint=f"Offer {SUBPROTOCOL}, and bearer.<token> beside it: a server selects one.",
        )
    return found[0] if found else None


def looks_like_jwt(token: str) -> bool:
    """Whether a bearer is meant as an access token (a client secret is one too, and is not)."""
    return token.count(".") == _JWT_DOTS


def token_layer(route: Route, rest: Next) -> Next:
    """Let the call by with a good access token, or without one where the route is public."""
    if route.auth in {Auth.OPEN, Auth.OWN}:
        return rest
    required = route.auth is Auth.BEARER
    is_socket = route.auth is Auth.SOCKET
    find = token_finder(route)

    async def check(call: Call) -> web.StreamResponse:
        token = call.token or find(call.request)
        if token is None:
            if required:
                source = _SOURCES.get(route.dialect.name, _SOURCE)
                raise TokenMissing(
                    "Authentication is required",
                    hint=f"Send Authorization: Bearer <access token>; {source} gives one.",
                )
        elif required or is_socket or looks_like_jwt(token):
            admit(call, token)
        return await rest(call)

    return check


def recognised(call: Call, route: Route) -> Access | None:
    """Return whose token is about to be judged; None if none is, or it is none of ours."""
    if route.auth is Auth.OPEN:
        return None
    find = token_finder(route)
    try:
        token = call.token or find(call.request)
        if token is None or (route.auth is Auth.PUBLIC and not looks_like_jwt(token)):
            return None
        access: Access = call.platform.tokens.recognise(call.tenant, token)
    except (BadRequest, Unauthorized):
        return None  # the token's layer refuses it, with its reason
    return access


def admit(call: Call, token: str) -> None:
    """Recognise and judge a token for this call; what was refused, and why, is journaled.

    Raises:
        Unauthorized: The token is not good now.
    """
    tokens: Tokens = call.platform.tokens
    access: Access | None = None
    try:
        access = tokens.recognise(call.tenant, token)
        call.presented = access
        call.subject = access.claims.sub
        tokens.judge(call.tenant, access, call.now, call.staged)
    except Unauthorized as refusal:
        call.cause = _note_refusal(
            call.tenant, refusal, token, access, call.correlation_id, caused_by=call.cause
        )
        raise
    call.access = access


def judged(
    tokens: Tokens,
    tenant: Tenant,
    token: str,
    *,
    correlation_id: str,
    staged: Staged = AS_IT_IS,
) -> Access:
    """Recognise and judge a token that came in a frame, as of now.

    Raises:
        Unauthorized: The token is not good now.
    """
    access: Access | None = None
    try:
        access = tokens.recognise(tenant, token)
        tokens.judge(tenant, access, tenant.clock.now(), staged)
    except Unauthorized as refusal:
        _note_refusal(tenant, refusal, token, access, correlation_id)
        raise
    return access


def _note_refusal(
    tenant: Tenant,
    refusal: Unauthorized,
    token: str,
    access: Access | None,
    correlation_id: str,
    *,
    caused_by: int = 0,
) -> int:
    """Have the journal say who was refused; return the entry's id."""
    claims = access.claims if access else None
    return tenant.journal.record(
        "auth",
        (
            f"edge refused: {refusal.code}",
            claims.jti if claims else None,
            f"…{token[-6:]}",
            claims.exp if claims else None,
            None,
        ),
        correlation_id=correlation_id,
        subject=claims.sub if claims else "",
        caused_by=caused_by,
    )


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
