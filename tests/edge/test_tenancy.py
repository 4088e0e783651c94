"""Which tenant a call is for: the path's prefix, else the credential, else the default one.

Source: `docs/widget-api.md`, conventions. Invented: all of it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from msgspec.structs import replace

from mockplatform.platform import TenantPlan
from tests.support.api import AUTH, Api
from tests.support.server import MESSAGING, Server

pytestmark = pytest.mark.asyncio(loop_scope="module")
SHOP = {"deploymentId": "shop-web", "userId": "ann"}


@pytest_asyncio.fixture(loop_scope="module")
async def bare(api: Api) -> AsyncIterator[Api]:
    """The same server without a prefix; the tenant is the test's own all the same."""
    yield Api(api.server, api.tenant, "")


def default_of(server: Server) -> Api:
    """Return the default tenant's API."""
    return Api(server, server.tenant, "")


async def test_a_token_leads_to_its_tenant(ann: Api, bare: Api) -> None:
    """Without a prefix, on every kind of route, also where the path names a deployment."""
    bare = bare.bearing(ann.token)
    opened = await bare.open()
    assert opened["id"] in ann.tenant.conversations
    assert (await bare(f"GET {MESSAGING}/{opened['id']}")).status == 200
    config = await bare("GET /api/v2/widget/deployments/shop-web/config")
    assert config["apiUrl"] == ann.tenant.issuer
    jwks = await bare("GET /.well-known/jwks.json")
    assert [key["kid"] for key in jwks["keys"]] == list(ann.tenant.keys)


async def test_a_deployment_of_many_tenants_is_the_default_ones(bare: Api) -> None:
    """Tenants of one fixture share ids; a prefix tells them apart."""
    pair = await bare(f"POST {AUTH}/token", SHOP)
    me = await bare.bearing(pair["access_token"])("GET /api/v2/users/me")
    assert me.status == 200
    assert default_of(bare.server).told(me)["status"] == 200
    assert not bare.tenant.families


async def test_a_deployments_id_leads_to_its_tenant(server: Server) -> None:
    """Also an OAuth client's id, and a refresh token."""
    config = server.tenant.config
    deployments = tuple(replace(one, id=f"own-{one.id}") for one in config.deployments)
    clients = tuple(
        replace(one, id=f"own-{one.id}", grants=("client_credentials", "refresh_token"))
        for one in config.clients
    )
    plan = TenantPlan(config=replace(config, deployments=deployments, clients=clients))
    tenant = await server.platform.create("own", plan)
    bare = Api(server, tenant, "")
    pair = await bare(f"POST {AUTH}/token", {"deploymentId": "own-shop-web"})
    assert pair.status == 200
    assert len(tenant.families) == 1
    shown = await bare("GET /api/v2/widget/deployments/own-shop-web/config")
    assert shown["apiUrl"] == tenant.issuer
    body = {"grant_type": "refresh_token", "refresh_token": pair["refresh_token"]}
    assert (await bare.bearing("widget-secret")(f"POST {AUTH}/refresh", body)).status == 200
    fields = {"grant_type": "client_credentials"}
    reply = await bare.form("/oauth/token", ("own-widget", "widget-secret"), **fields)
    assert reply.status == 200
    assert len(tenant.families) == 2
    revoked = await bare(f"POST {AUTH}/revoke", {"token": reply["access_token"]})
    assert revoked.status == 200
    client = "GET /api/v2/oauth/clients/own-widget"
    refused = await bare.bearing(reply["access_token"])(client)
    assert refused.refusal == (401, "token.revoked")
    await server.platform.drop("own")


async def test_a_prefix_has_the_last_word(ann: Api) -> None:
    """Another tenant's token is unknown there."""
    for prefix in ("/t/default", "/t/%64efault"):
        stray = Api(ann.server, ann.server.tenant, prefix, ann.token)
        assert (await stray("GET /api/v2/users/me")).refusal == (401, "invalid.token")


async def test_another_tenants_token_cannot_refresh_here(ann: Api, server: Server) -> None:
    """What a token allows, it allows in its own tenant."""
    other = default_of(server)
    pair = await other(f"POST {AUTH}/token", SHOP)
    body = {"grant_type": "refresh_token", "refresh_token": pair["refresh_token"]}
    bare = Api(server, ann.tenant, "", ann.token)
    assert (await bare(f"POST {AUTH}/refresh", body)).oauth_refusal == (400, "invalid_grant")
    assert (await other.bearing("widget-secret")(f"POST {AUTH}/refresh", body)).status == 200


async def test_a_tenant_of_nobody_is_not_found(server: Server) -> None:
    """404 in the dialect's shape, with the nearest name."""
    for prefix in ("/t/nobody", "/t/%00", "/t/%FF", "/t/defaul"):
        stray = Api(server, server.tenant, prefix)
        for verb in ("GET /api/v2/users/me", "GET /unknown", f"POST {AUTH}/token"):
            reply = await stray(verb)
            assert reply.status == 404
    assert "'default'" in (await Api(server, server.tenant, "/t/defaul")("GET /x")).hint


async def test_a_prefix_without_a_tenant_is_no_path(server: Server) -> None:
    """It stands before each path of the server, and once."""
    for path in ("/t", "/t/", "/t//", "/t//api/v2/users/me", "/t/default/t/default/console"):
        assert (await default_of(server)(f"GET {path}")).refusal == (404, "unknown.route")


async def test_a_prefix_alone_leads_to_the_tenants_console(server: Server) -> None:
    """With a slash at its end or without, as the root leads to the default tenant's."""
    for path in ("/t/default", "/t/default/"):
        reply = await default_of(server)(f"GET {path}")
        assert (reply.status, reply.headers["Location"]) == (303, "/t/default/console")


async def test_the_tenants_clock_is_what_counts(ann: Api, server: Server) -> None:
    """Each has its own."""
    other = await default_of(server).user("ann")
    await ann.advance(1800)
    assert (await ann("GET /api/v2/users/me")).refusal == (401, "token.expired")
    assert (await other("GET /api/v2/users/me")).status == 200
