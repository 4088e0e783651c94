"""Owns what the issuer of agents' tokens is: its addresses, its keys, its id tokens.

It stands at the server's root as production's does. Below `/cxone` it is there once more with the
one document that another issuer has at the root: `/.well-known/openid-configuration`.
"""

from __future__ import annotations

from mockplatform.dialects.cxone.agent.places import ISSUER
from mockplatform.dialects.cxone.shapes import agent_tokens as shapes
from mockplatform.dialects.cxone.translate.agent_tokens import id_claims, tenant_uuid
from mockplatform.edge.call import Answer, Call
from mockplatform.edge.urls import base_url
from mockplatform.errors import UnknownThing
from mockplatform.platform import Platform
from mockplatform.signing import ALGORITHM, sign
from mockplatform.tenant import Tenant
from mockplatform.tokens import TokenPair

_FRESH = {"Cache-Control": "no-cache"}
_ID_TYPE = "JWT"
_CLAIMS = ["sub", "aud", "exp", "iat", "tenantId", "name", "given_name", "family_name", "email"]


def issuer_of(call: Call) -> str:
    """Return the issuer that a call was made to: at the root, or below `/cxone`."""
    return base_url(call) + (ISSUER if call.path.startswith(f"{ISSUER}/") else "")


async def id_token(call: Call, pair: TokenPair, client_id: str) -> str:
    """Return the id token that goes with an access token: signed, and as long good as that."""
    tokens, tenant = call.platform.tokens, call.tenant
    claims = tokens.recognise(tenant, pair.access_token).claims
    said = {
        "iss": issuer_of(call),
        "sub": claims.sub,
        "aud": client_id,
        "iat": claims.iat,
        "exp": claims.exp,
        **id_claims(tenant.id, tenant.tenancy.agents.get(claims.sub)),
    }
    return sign(said, await tokens.signing_key(tenant), _ID_TYPE)


async def jwks(call: Call) -> Answer:
    """Give the public keys; the first call makes the first key."""
    await call.platform.tokens.signing_key(call.tenant)
    keys = [key.jwk() for key in call.tenant.keys.values()]
    return Answer(200, shapes.JsonWebKeys(keys=keys), _FRESH)


async def openid(call: Call) -> Answer:
    """Give the issuer's metadata, its addresses by the name the caller asked for it."""
    base, issuer = base_url(call), issuer_of(call)
    found = shapes.OpenIdConfiguration(
        issuer=issuer,
        authorization_endpoint=f"{base}/oauth/authorize",
        token_endpoint=f"{issuer}/auth/token",
        jwks_uri=f"{issuer}/auth/jwks",
        response_types_supported=["code"],
        grant_types_supported=["password", "authorization_code", "refresh_token"],
        subject_types_supported=["public"],
        id_token_signing_alg_values_supported=[ALGORITHM],
        code_challenge_methods_supported=["S256"],
        token_endpoint_auth_methods_supported=["client_secret_basic", "client_secret_post", "none"],
        claims_supported=_CLAIMS,
    )
    return Answer(200, found, _FRESH)


def by_tenant_id(platform: Platform, call: Call) -> Tenant | None:
    """Return the tenant that the query names, as id tokens do or by its own id."""
    wanted = call.request.query.get("tenantId", "")
    if not wanted or wanted in platform.tenants:
        return platform.tenants.get(wanted)
    return next((one for one in platform.tenants.values() if tenant_uuid(one.id) == wanted), None)


async def configuration(call: Call) -> Answer:
    """Give where a tenant's APIs are."""
    tenant, base = call.tenant, base_url(call)
    own = tenant_uuid(tenant.id)
    wanted = call.request.query.get("tenantId", "")
    if wanted not in ("", tenant.id, own):
        raise UnknownThing("tenant", wanted, hint="The id token's `tenantId` names it.")
    found = shapes.CxoneConfiguration(
        api_endpoint=base,
        auth_endpoint=issuer_of(call),
        area="mock",
        cluster="mock",
        domain=base.partition("://")[2].partition("/")[0],
        tenant_id=own,
    )
    return Answer(200, found, _FRESH)
