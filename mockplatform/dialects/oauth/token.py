"""Owns `/oauth/token`: client credentials, authorization codes, refresh.

Source: RFC 6749, RFC 7636. [C] the PyPI and npm platform SDKs: HTTP Basic and a form; a code with
PKCE comes without a secret; `token_type` is "bearer".
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from msgspec import Struct

from mockplatform.core.lease import Holder
from mockplatform.edge import codes
from mockplatform.edge.call import Answer, Call
from mockplatform.edge.clients import Parameters, Proof, prove
from mockplatform.edge.forms import parameters
from mockplatform.edge.oauth import scope_of, token_answer
from mockplatform.edge.renewing import renew, signed_in
from mockplatform.errors import OAuthError, nearest

BEARER = "bearer"
_SAML = "urn:ietf:params:oauth:grant-type:saml2-bearer"


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
    name = given.get("grant_type", "")
    grant = _GRANTS.get(name)
    if grant is None:
        raise _untaken(name)
    proof = await prove(call, given)
    if name not in proof.client.grants:
        raise OAuthError("unauthorized_client", f"Client {proof.client.id} may not use this grant")
    return await grant(call, proof, given)


def _untaken(name: str) -> OAuthError:
    if not name:
        return OAuthError("invalid_request", "grant_type is missing", hint=nearest("", _GRANTS))
    hint = nearest(name, _GRANTS)
    if name == _SAML:
        hint = "No assertion is judged here: take a code of GET /oauth/authorize?login_hint=…"
    return OAuthError("unsupported_grant_type", f"grant_type {name[:64]!r} is not taken", hint=hint)


async def _client_credentials(call: Call, proof: Proof, given: Parameters) -> Answer:
    proof.demand()
    client = proof.client
    holder = Holder(user_id=client.id, client_id=client.id)
    scope = scope_of(given.get("scope"), client)
    tokens = call.platform.tokens
    pair = await tokens.issue(call.tenant, holder, scope, refreshable=False)
    return token_answer(pair, BEARER)


async def _refresh_token(call: Call, proof: Proof, given: Parameters) -> Answer:
    if proof.client.secret:  # a client without one has nothing to prove itself by
        proof.demand()
    asked = given.get("scope")
    scope = None if asked is None else tuple(dict.fromkeys(asked.split()))
    pair = await renew(call, given.get("refresh_token", ""), scope, client_id=proof.client.id)
    return token_answer(pair, BEARER)


async def _authorization_code(call: Call, proof: Proof, given: Parameters) -> Answer:
    tenant, tokens = call.tenant, call.platform.tokens
    code = codes.read(call, given.get("code", ""))
    if code.client_id != proof.client.id:
        raise OAuthError("invalid_grant", "The code is for another client or redirect_uri")
    codes.check(call, code, given.get("redirect_uri", ""), given.get("code_verifier"))
    if not code.challenge:
        proof.demand()
    holder = Holder(user_id=code.sub, client_id=proof.client.id)
    family_id = await codes.spend(call, code)
    scope = tuple(code.scope.split())
    pair = await tokens.issue(tenant, holder, scope, family_id=family_id)
    signed_in(call, holder, pair)
    return token_answer(pair, BEARER)


_GRANTS: dict[str, Callable[[Call, Proof, Parameters], Awaitable[Answer]]] = {
    "client_credentials": _client_credentials,
    "refresh_token": _refresh_token,
    "authorization_code": _authorization_code,
}
