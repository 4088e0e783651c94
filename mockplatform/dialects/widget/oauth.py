"""Owns `/oauth`: client credentials, authorization code with PKCE, refresh.

For agents, automation and tests. Source: RFC 6749, RFC 7636. Invented: nobody is asked to
log in; `login_hint` says who it is.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Awaitable, Callable
from typing import Annotated
from urllib.parse import urlencode

import msgspec
from msgspec import Meta, Struct

from mockplatform.core.configuration import Client
from mockplatform.core.lease import Holder
from mockplatform.dialects.widget.auth import scope_of, token_answer
from mockplatform.dialects.widget.shapes import ShortText
from mockplatform.edge.call import Answer, Call
from mockplatform.edge.forms import basic_credentials, parameters
from mockplatform.errors import BadRequest, InvalidValue, OAuthError, TokenInvalid, nearest
from mockplatform.ids import derive_uuid
from mockplatform.limits import LIMITS
from mockplatform.signing import sign, verify
from mockplatform.tokens import Instant

CODE_TYPE = "code+jwt"
CHALLENGE_CHARS = 43
Parameters = dict[str, str]


class CodeClaims(Struct):
    """What an authorization code carries."""

    jti: str
    client_id: str
    redirect_uri: str
    challenge: str
    scope: str
    sub: Annotated[ShortText, Meta(min_length=1)]
    exp: Instant


class OAuthTokenBody(Struct, kw_only=True):
    """What `/oauth/token` takes, as a form or as JSON."""

    grant_type: str
    client_id: str | None = None
    client_secret: str | None = None
    refresh_token: str | None = None
    code: str | None = None
    redirect_uri: str | None = None
    code_verifier: str | None = None
    scope: str | None = None


async def token(call: Call) -> Answer:
    """Give tokens for a grant."""
    given = parameters(call, OAuthTokenBody)
    grant = _GRANTS.get(given.get("grant_type", ""))
    if grant is None:
        name = given.get("grant_type", "")
        raise OAuthError(
            "unsupported_grant_type" if name else "invalid_request",
            f"grant_type {name[:64]!r} is not taken" if name else "grant_type is missing",
            hint=nearest(name, _GRANTS),
        )
    client = await _client(call, given)
    if given["grant_type"] not in client.grants:
        raise OAuthError("unauthorized_client", f"Client {client.id} may not use this grant")
    return await grant(call, client, given)


async def _client(call: Call, given: Parameters) -> Client:
    """Return the client that the request proves to be, by Basic or by the body."""
    basic = basic_credentials(call)
    if basic is not None and "client_secret" in given:
        raise OAuthError("invalid_request", "Two ways of client authentication at once")
    id_, secret = basic or (given.get("client_id", ""), given.get("client_secret", ""))
    if not id_:
        raise OAuthError(
            "invalid_client",
            "No client",
            status=401,
            hint="Send HTTP Basic with id and secret, or client_id and client_secret.",
        )
    await call.follow(call.platform.owner_of(id_))
    client = call.tenant.client(id_)
    known_secret = client.secret if client else ""
    matches = hmac.compare_digest(known_secret.encode(), secret.encode())
    if client is None or not matches:
        raise OAuthError("invalid_client", "Client or secret is wrong", status=401)
    call.subject = client.id
    return client


async def _client_credentials(call: Call, client: Client, given: Parameters) -> Answer:
    holder = Holder(user_id=client.id, client_id=client.id)
    scope = scope_of(given.get("scope"), client)
    tokens = call.platform.tokens
    return token_answer(await tokens.issue(call.tenant, holder, scope, refreshable=False))


async def _refresh_token(call: Call, client: Client, given: Parameters) -> Answer:
    asked = given.get("scope")
    scope = None if asked is None else tuple(dict.fromkeys(asked.split()))
    tokens = call.platform.tokens
    return token_answer(
        await tokens.refresh(
            call.tenant,
            given.get("refresh_token", ""),
            scope,
            client_id=client.id,
            staged=call.staged,
        )
    )


async def _authorization_code(call: Call, client: Client, given: Parameters) -> Answer:
    tenant = call.tenant
    try:
        code = msgspec.convert(verify(given.get("code", ""), tenant.keys, CODE_TYPE), CodeClaims)
    except TokenInvalid as error:
        raise OAuthError("invalid_grant", error.message.replace("token", "code")) from None
    except msgspec.ValidationError as error:
        raise OAuthError("invalid_grant", f"The code's claims: {error}") from None
    if code.client_id != client.id or code.redirect_uri != given.get("redirect_uri", ""):
        raise OAuthError("invalid_grant", "The code is for another client or redirect_uri")
    if code.exp <= call.now:
        raise OAuthError("invalid_grant", "The code's time is over")
    verifier = given.get("code_verifier", "").encode()
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier).digest()).rstrip(b"=").decode()
    if not hmac.compare_digest(challenge.encode(), code.challenge.encode()):
        raise OAuthError("invalid_grant", "code_verifier does not fit the code_challenge")
    holder = Holder(user_id=code.sub, client_id=client.id)
    # The family's id follows from the code's, so that a code gives one family only.
    family_id = derive_uuid("code", tenant.id, code.jti)
    scope = tuple(code.scope.split())
    tokens = call.platform.tokens
    if family_id in tenant.families:
        # RFC 6749 section 4.1.2: what a code gave that comes twice is taken back.
        await tokens.revoke_family(tenant, family_id)
    return token_answer(await tokens.issue(tenant, holder, scope, family_id=family_id))


_GRANTS: dict[str, Callable[[Call, Client, Parameters], Awaitable[Answer]]] = {
    "client_credentials": _client_credentials,
    "refresh_token": _refresh_token,
    "authorization_code": _authorization_code,
}


async def authorize(call: Call) -> Answer:
    """Give a code to the client's redirect URI at once: nobody is asked to log in."""
    query = call.request.query
    client_id = query.get("client_id", "")
    await call.follow(call.platform.owner_of(client_id))
    client = call.tenant.client(client_id)
    redirect_uri = query.get("redirect_uri", "")
    if client is None or redirect_uri not in client.redirect_uris:
        # Nothing is sent to an address that the client has not registered.
        raise BadRequest(
            "Unknown client_id, or a redirect_uri that it has not registered",
            hint="The tenant's fixture lists each client's redirectUris.",
        )
    challenge = query.get("code_challenge", "")
    if query.get("response_type") != "code":
        raise InvalidValue("response_type", "must be 'code'")
    if query.get("code_challenge_method") != "S256" or len(challenge) != CHALLENGE_CHARS:
        raise InvalidValue("code_challenge", "PKCE with S256 is needed (RFC 7636)")
    scope = scope_of(query.get("scope"), client)
    user_id = query.get("login_hint") or f"guest-{call.tenant.ids.uuid()}"
    if len(user_id) > LIMITS.id_chars_max or not user_id.isprintable():
        raise InvalidValue("login_hint", f"has at most {LIMITS.id_chars_max} visible characters")
    key = await call.platform.tokens.signing_key(call.tenant)
    code = sign(
        {
            "jti": call.tenant.ids.uuid(),
            "client_id": client.id,
            "redirect_uri": redirect_uri,
            "challenge": challenge,
            "scope": " ".join(scope),
            "sub": user_id,
            "exp": int(call.now + LIMITS.auth_code_s),
        },
        key,
        CODE_TYPE,
    )
    answer = {"code": code, **({"state": query["state"]} if "state" in query else {})}
    joint = "&" if "?" in redirect_uri else "?"
    location = f"{redirect_uri}{joint}{urlencode(answer, errors='replace')}"
    return Answer(302, None, {"Location": location, "Cache-Control": "no-store"})
