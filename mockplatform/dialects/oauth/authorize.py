"""Owns `/oauth/authorize` and `/logout`: what a browser is sent to, and where it is sent on.

Source: RFC 6749, sections 4.1 and 4.2; RFC 7636. Invented: nobody is asked to log in;
`login_hint` says who it is, else the client's `user`, else it is somebody new.
"""

from __future__ import annotations

from urllib.parse import urlencode

from mockplatform.core.configuration import Client
from mockplatform.core.lease import Holder
from mockplatform.dialects.oauth.token import BEARER
from mockplatform.edge.call import Answer, Call
from mockplatform.edge.codes import CHALLENGE_CHARS, CODE_TYPE
from mockplatform.edge.oauth import scope_of
from mockplatform.errors import BadRequest, InvalidValue, OAuthError
from mockplatform.limits import LIMITS
from mockplatform.signing import sign

_GRANTS = {"code": "authorization_code", "token": "implicit"}
"""The grant that a client must have for each response type."""


async def authorize(call: Call) -> Answer:
    """Send the browser back to the client's redirect URI at once, with a code or a token."""
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
    wanted = query.get("response_type", "")
    if wanted not in _GRANTS:
        raise InvalidValue("response_type", "must be 'code' or 'token'")
    if _GRANTS[wanted] not in client.grants:
        raise OAuthError(
            "unauthorized_client",
            f"Client {client.id} may not use response_type {wanted!r}",
            hint=f"Its `grants` in the tenant's fixture have no {_GRANTS[wanted]!r}.",
        )
    give = _code if wanted == "code" else _token
    answer = await give(call, client, redirect_uri)
    if "state" in query:
        answer["state"] = query["state"]
    text = urlencode(answer, errors="replace")
    return _sent_to(redirect_uri, text, "#" if wanted == "token" else "?")


def _sent_to(uri: str, text: str, joint: str) -> Answer:
    joint = "&" if joint in uri else joint
    return Answer(302, None, {"Location": f"{uri}{joint}{text}", "Cache-Control": "no-store"})


def _user_of(call: Call, client: Client) -> str:
    user_id = call.request.query.get("login_hint") or client.user
    if user_id is None:
        return f"guest-{call.tenant.ids.uuid()}"
    if len(user_id) > LIMITS.id_chars_max or not user_id.isprintable():
        raise InvalidValue("login_hint", f"has at most {LIMITS.id_chars_max} visible characters")
    return user_id


async def _code(call: Call, client: Client, redirect_uri: str) -> dict[str, str]:
    tenant = call.tenant
    challenge = _challenge(call, client)
    scope = scope_of(call.request.query.get("scope"), client)
    user_id = _user_of(call, client)
    key = await call.platform.tokens.signing_key(tenant)
    claims = {
        "jti": tenant.ids.uuid(),
        "client_id": client.id,
        "redirect_uri": redirect_uri,
        "challenge": challenge,
        "scope": " ".join(scope),
        "sub": user_id,
        "exp": int(call.now + LIMITS.auth_code_s),
    }
    return {"code": sign(claims, key, CODE_TYPE)}


def _challenge(call: Call, client: Client) -> str:
    """Return the challenge of PKCE; ``""`` where a client with a secret does without."""
    query = call.request.query
    challenge, method = query.get("code_challenge", ""), query.get("code_challenge_method", "")
    if not challenge and not method and client.secret:
        return ""
    if method != "S256" or len(challenge) != CHALLENGE_CHARS:
        raise InvalidValue("code_challenge", "PKCE with S256 is needed (RFC 7636)")
    return challenge


async def _token(call: Call, client: Client, redirect_uri: str) -> dict[str, str]:
    del redirect_uri
    holder = Holder(user_id=_user_of(call, client), client_id=client.id)
    scope = scope_of(call.request.query.get("scope"), client)
    tokens = call.platform.tokens
    pair = await tokens.issue(call.tenant, holder, scope, refreshable=False)
    return {
        "access_token": pair.access_token,
        "token_type": BEARER,
        "expires_in": str(pair.expires_in),
        "scope": pair.scope,
    }


async def logout(call: Call) -> Answer:
    """Send the browser on to a registered redirect URI; there is no session that would end."""
    query = call.request.query
    client_id, uri = query.get("client_id", ""), query.get("redirect_uri", "")
    await call.follow(call.platform.owner_of(client_id))
    clients = [one for one in call.tenant.config.clients if client_id in ("", one.id)]
    if any(uri in one.redirect_uris for one in clients):
        return Answer(302, None, {"Location": uri, "Cache-Control": "no-store"})
    headers = {"Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store"}
    return Answer(200, b"Signed out.\n", headers)
