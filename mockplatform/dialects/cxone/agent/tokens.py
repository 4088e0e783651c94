"""Owns what agents and programs get for an access key, a code or a refresh token.

Source: the vendor's OpenAPI operations and agent SDK (grants, form, Basic); RFC 6749; RFC 7636.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from msgspec import UNSET

from mockplatform.core.lease import Holder
from mockplatform.dialects.cxone.agent import issuing, keys
from mockplatform.dialects.cxone.shapes import agent_tokens as shapes
from mockplatform.edge import codes
from mockplatform.edge.call import Answer, Call
from mockplatform.edge.clients import Parameters, Proof, prove
from mockplatform.edge.forms import parameters
from mockplatform.edge.oauth import NO_STORE, scope_of
from mockplatform.edge.renewing import renew, signed_in
from mockplatform.errors import Forbidden, OAuthError, nearest
from mockplatform.tokens import TokenPair

EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"
_OF_OPENID = frozenset({"openid", "profile", "email", "offline_access"})
"""Scopes of OpenID Connect, which are no permissions: an id token is always there."""
_UNKNOWN_KEY = "No such access key, or its secret is another"
_KEYS = (
    "A key is a client of the fixture by its id and secret, or an agent: `ana` with the secret "
    "`ana-secret`."
)


async def token(call: Call) -> Answer:
    """Give tokens for a grant; the client proves itself by HTTP Basic."""
    given = parameters(call, shapes.AgentTokenBody)
    name = given.get("grant_type", "")
    grant = _GRANTS.get(name)
    if grant is None:
        raise _untaken(name)
    proof = await prove(call, given)
    pair = await grant(call, proof, given)
    return await _answer(call, pair, proof.client.id)


async def by_access_key(call: Call) -> Answer:
    """Give an access token for an access key alone; none that could be renewed comes with it."""
    body = call.parse(shapes.AccessKeyBody)
    id_ = body.access_key_id
    await call.follow(call.platform.owner_of(id_))
    subject = _subject(call, id_, body.access_key_secret)
    client = call.tenant.client(id_)
    holder = Holder(user_id=subject, client_id="" if client is None else client.id)
    scope = scope_of(None, client or call.tenant.config.clients[0])
    pair = await call.platform.tokens.issue(call.tenant, holder, scope, refreshable=False)
    signed_in(call, holder, pair)
    return await _answer(call, pair, id_)


async def _answer(call: Call, pair: TokenPair, client_id: str) -> Answer:
    body = shapes.AgentTokens(
        access_token=pair.access_token,
        expires_in=pair.expires_in,
        refresh_token=pair.refresh_token or UNSET,
        id_token=await issuing.id_token(call, pair, client_id),
        scope=pair.scope,
    )
    return Answer(200, body, NO_STORE)


def _untaken(name: str) -> OAuthError:
    if not name:
        return OAuthError("invalid_request", "grant_type is missing", hint=nearest("", _GRANTS))
    hint = nearest(name, _GRANTS)
    if name in (EXCHANGE, "token-exchange"):
        hint = "No token is exchanged here: use grant_type=password with an access key."
    return OAuthError("unsupported_grant_type", f"grant_type {name[:64]!r} is not taken", hint=hint)


def _subject(call: Call, id_: str, secret: str) -> str:
    """Return for whom a key speaks.

    Raises:
        OAuthError: `invalid_grant`: it is none, or speaks for nobody of the agents' side.
    """
    try:
        found = keys.subject_of(call.tenant, id_, secret)
    except Forbidden as error:
        raise OAuthError("invalid_grant", error.message, hint=error.hint) from None
    if found is None:
        raise OAuthError("invalid_grant", _UNKNOWN_KEY, hint=_KEYS)
    call.subject = found
    return found


async def _password(call: Call, proof: Proof, given: Parameters) -> TokenPair:
    proof.demand()
    subject = _subject(call, given.get("username", ""), given.get("password", ""))
    holder = Holder(user_id=subject, client_id=proof.client.id)
    names = [one for one in given.get("scope", "").split() if one not in _OF_OPENID]
    scope = scope_of(" ".join(names) or None, proof.client)
    pair: TokenPair = await call.platform.tokens.issue(call.tenant, holder, scope)
    signed_in(call, holder, pair)
    return pair


async def _refresh_token(call: Call, proof: Proof, given: Parameters) -> TokenPair:
    if proof.client.secret:  # a client without one has nothing to prove itself by
        proof.demand()
    return await renew(call, given.get("refresh_token", ""), None, client_id=proof.client.id)


async def _authorization_code(call: Call, proof: Proof, given: Parameters) -> TokenPair:
    code = codes.read(call, given.get("code", ""))
    if code.client_id != proof.client.id:
        raise OAuthError("invalid_grant", "The code is for another client or redirect_uri")
    codes.check(call, code, given.get("redirect_uri", ""), given.get("code_verifier"))
    if not code.challenge:
        proof.demand()
    if code.sub not in call.tenant.tenancy.agents:
        raise OAuthError(
            "invalid_grant",
            f"The code is for {code.sub[:64]!r}, who is no agent",
            hint="GET /oauth/authorize?login_hint=<an agent's id> gives an agent's code.",
        )
    holder = Holder(user_id=code.sub, client_id=proof.client.id)
    family_id = await codes.spend(call, code)
    scope = tuple(code.scope.split())
    pair: TokenPair = await call.platform.tokens.issue(
        call.tenant, holder, scope, family_id=family_id
    )
    signed_in(call, holder, pair)
    return pair


_GRANTS: dict[str, Callable[[Call, Proof, Parameters], Awaitable[TokenPair]]] = {
    "password": _password,
    "authorization_code": _authorization_code,
    "refresh_token": _refresh_token,
}
