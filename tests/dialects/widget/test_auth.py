"""The first pair of tokens: whose it is, what it allows, how long it lives, who can verify it.

Source: guide, section 2 (leases of 30 to 60 minutes, RS256). Invented: issue by deployment
id, revoke.
"""

from __future__ import annotations

from typing import Any

import jwt
import pytest

from mockplatform.core.scopes import SCOPES
from mockplatform.signing import REFRESH_TYPE, sign
from tests.support.api import AUTH, Api, Reply

pytestmark = pytest.mark.asyncio(loop_scope="module")
TOKEN = f"POST {AUTH}/token"
SHOP = {"deploymentId": "shop-web"}


def claims_of(token: str) -> dict[str, Any]:
    """Return a token's claims, unverified."""
    read: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})
    return read


async def test_a_deployments_id_is_enough_for_a_guest(api: Api) -> None:
    """Without `userId` a guest subject is made, another one each time."""
    reply, other = await api(TOKEN, SHOP), await api(TOKEN, SHOP)
    assert reply.status == 200
    assert set(reply.body) == {
        "access_token",
        "refresh_token",
        "token_type",
        "expires_in",
        "scope",
    }
    assert (reply["token_type"], reply["expires_in"]) == ("Bearer", 1800)
    assert reply["scope"].split() == list(SCOPES)
    assert reply.headers["Cache-Control"] == "no-store"
    assert claims_of(reply["access_token"])["sub"].startswith("guest-")
    assert claims_of(reply["access_token"])["sub"] != claims_of(other["access_token"])["sub"]


async def test_an_access_token_says_whose_it_is_and_for_how_long(api: Api) -> None:
    """The claims of RFC 9068, and the tenant, the deployment and the instance."""
    asked = {**SHOP, "userId": "user-7", "instanceId": "tab-1", "scope": "conversation:read"}
    reply = await api(TOKEN, asked)
    claims = claims_of(reply["access_token"])
    now = int(api.tenant.clock.now())
    assert claims.pop("jti")
    assert claims == {
        "iss": f"http://localhost/t/{api.tenant.id}",
        "aud": "mockplatform",
        "sub": "user-7",
        "tenant": api.tenant.id,
        "client_id": "widget",
        "deployment_id": "shop-web",
        "instance_id": "tab-1",
        "scope": "conversation:read",
        "iat": now,
        "exp": now + 1800,
    }


async def test_anybody_can_verify_it_by_the_published_keys(api: Api) -> None:
    """RS256, `kid` in the header, keys at `/.well-known/jwks.json`."""
    token = (await api(TOKEN, SHOP))["access_token"]
    jwks = (await api("GET /.well-known/jwks.json")).body
    header = jwt.get_unverified_header(token)
    assert header["alg"] == "RS256"
    (key,) = (one for one in jwt.PyJWKSet.from_dict(jwks).keys if one.key_id == header["kid"])
    assert jwt.decode(
        token,
        key,
        ["RS256"],
        audience="mockplatform",
        options={"verify_exp": False, "verify_iat": False},
    )
    assert not {"d", "p", "q"} & set().union(*jwks["keys"])


async def test_the_first_look_at_the_keys_makes_one(api: Api) -> None:
    """A JWKS is never empty."""
    assert len((await api("GET /.well-known/jwks.json"))["keys"]) == 1


async def test_discovery_names_what_there_is(api: Api) -> None:
    """RFC 8414: the issuer is the tenant's base URL."""
    reply = await api("GET /.well-known/openid-configuration")
    assert reply["issuer"] == f"http://localhost/t/{api.tenant.id}"
    base = f"{api.server.url}/t/{api.tenant.id}"
    assert reply["jwks_uri"] == f"{base}/.well-known/jwks.json"
    assert reply["token_endpoint"] == f"{base}/oauth/token"
    assert reply["revocation_endpoint"] == f"{base}{AUTH}/revoke"
    assert reply["scopes_supported"] == list(SCOPES)


async def test_the_life_of_tokens_is_a_setting(api: Api) -> None:
    """The guide: 30 to 60 minutes."""
    await api.set(accessTokenLife="1h")
    assert (await api(TOKEN, SHOP))["expires_in"] == 3600


async def test_scope_may_be_less_than_all(api: Api) -> None:
    """Asked twice it is given once, and an unknown one is refused with the nearest."""
    reply = await api(TOKEN, {**SHOP, "scope": "user:read conversation:read user:read"})
    assert reply["scope"] == "user:read conversation:read"
    refused = await api(TOKEN, {**SHOP, "scope": "conversation:raed"})
    assert refused.oauth_refusal == (400, "invalid_scope")
    assert "conversation:read" in refused.hint


async def test_an_unknown_deployment_is_not_found_and_the_nearest_named(api: Api) -> None:
    """A typing error in a build's configuration is the usual cause."""
    refused = await api(TOKEN, {"deploymentId": "shop-wep"})
    assert refused.oauth_refusal == (404, "invalid_request")
    assert "shop-web" in refused.hint


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "deploymentId"),
        ({"deploymentId": 7}, "$.deploymentId"),
        ({**SHOP, "userId": ["x"]}, "$.userId"),
        ({**SHOP, "userId": "x" * 129}, "$.userId"),
        ({**SHOP, "instanceId": True}, "$.instanceId"),
        ({**SHOP, "scope": ["user:read"]}, "$.scope"),
    ],
)
async def test_a_wrong_member_is_named(api: Api, body: dict[str, Any], field: str) -> None:
    """OAuth's shape has no details, so the description has the path."""
    refused = await api(TOKEN, body)
    assert refused.oauth_refusal == (400, "invalid_request")
    assert field in refused["error_description"]


async def identity(api: Api, **claims: Any) -> str:
    """Return an identity token that a test has signed."""
    key = await api.server.platform.tokens.signing_key(api.tenant)
    members = {"sub": "user-9", "exp": int(api.tenant.clock.now()) + 60, **claims}
    return sign({k: v for k, v in members.items() if v is not None}, key, REFRESH_TYPE)


async def test_an_identity_token_says_who_it_is(api: Api) -> None:
    """Invented: the site vouches for its user."""
    reply = await api(TOKEN, {**SHOP, "identityToken": await identity(api)})
    assert claims_of(reply["access_token"])["sub"] == "user-9"


@pytest.mark.parametrize(
    "claims",
    [
        {"sub": None},
        {"sub": ""},
        {"sub": 7},
        {"sub": "x" * 129},
        {"exp": None},
        {"exp": 0},
        {"exp": "later"},
        {"exp": True},
        {"exp": 1e300},
        {"jti": "a.r1"},
    ],
    ids=str,
)
async def test_an_identity_token_that_is_odd_is_refused(api: Api, claims: dict[str, Any]) -> None:
    """Whose name it is and until when must be sure; a refresh token is none."""
    refused = await api(TOKEN, {**SHOP, "identityToken": await identity(api, **claims)})
    assert refused.oauth_refusal == (401, "invalid_token")


async def test_an_identity_token_of_somebody_else_is_refused(api: Api) -> None:
    """`userId` beside it must be the same."""
    token = await identity(api)
    refused = await api(TOKEN, {**SHOP, "identityToken": token, "userId": "user-7"})
    assert refused.oauth_refusal == (400, "invalid_request")
    refused = await api(TOKEN, {**SHOP, "identityToken": "nonsense"})
    assert refused.oauth_refusal == (401, "invalid_token")


async def revoke(api: Api, token: str) -> Reply:
    """Revoke a token."""
    return await api(f"POST {AUTH}/revoke", {"token": token})


@pytest.mark.parametrize("which", ["access_token", "refresh_token"])
async def test_revoking_one_token_ends_its_whole_family_at_once(api: Api, which: str) -> None:
    """RFC 7009; the journal says that the edge refused."""
    pair = (await api(TOKEN, SHOP)).body
    reply = await revoke(api, pair[which])
    assert (reply.status, reply.data) == (200, b"")
    refused = await api.bearing(pair["access_token"])("GET /api/v2/users/me")
    assert refused.refusal == (401, "token.revoked")
    assert api.journal("auth")[-1]["verdict"] == "edge refused: token.revoked"
    body = {"grant_type": "refresh_token", "refresh_token": pair["refresh_token"]}
    refused = await api.bearing("widget-secret")(f"POST {AUTH}/refresh", body)
    assert refused.oauth_refusal == (400, "invalid_grant")


async def test_revoking_what_is_unknown_or_revoked_is_answered_alike(api: Api) -> None:
    """RFC 7009 section 2.2: 200 always."""
    token = (await api(TOKEN, SHOP))["access_token"]
    for one in (token, token, "nonsense", "a.b.c"):
        assert (await revoke(api, one)).status == 200
    reply = await api.form(f"{AUTH}/revoke", token="x", token_type_hint="refresh_token")
    assert reply.status == 200


async def test_revoking_nothing_is_an_invalid_request(api: Api) -> None:
    """RFC 7009 section 2.1: `token` is required."""
    assert (await api(f"POST {AUTH}/revoke", {})).oauth_refusal == (400, "invalid_request")


async def test_keys_can_be_rotated_under_tokens_in_use(api: Api) -> None:
    """The old key stays in the JWKS and verifies for as long as it is kept."""
    ann = await api.user("ann")
    await api.server.platform.tokens.rotate_keys(api.tenant, 600)
    assert len((await api("GET /.well-known/jwks.json"))["keys"]) == 2
    assert (await ann("GET /api/v2/users/me")).status == 200
    await api.advance(600)
    assert len((await api("GET /.well-known/jwks.json"))["keys"]) == 1
    refused = await ann("GET /api/v2/users/me")
    assert refused.refusal == (401, "invalid.token")
    assert "jwks.json" in refused.hint
