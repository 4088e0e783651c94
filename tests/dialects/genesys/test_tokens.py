"""What a token tells of itself, how it ends, and the organization. Source: [M] TokenInfo."""

from __future__ import annotations

from tests.support.server import serving
from tests.support.staff import Staff


async def test_a_token_tells_what_it_is_good_for() -> None:
    async with serving(fixture="genesys") as server:
        client, agent = server.tenant.config.clients[0], server.tenant.config.agents[0]
        for who in (client.id, agent.id):
            told = await (await Staff.of(server, who)).get("/tokens/me")
            ours = {"id": "default", "name": "Harbor Insurance"}
            assert told == {
                "organization": ours,
                "homeOrganization": ours,
                "authorizedScope": ["routing"],
                "OAuthClient": {"id": client.id, "name": client.name, "organization": ours},
            }


async def test_a_token_is_looked_at_by_its_head() -> None:
    async with serving() as server:
        for who, expected in (("automation", 200), ("nobody", 401)):
            staff = await Staff.of(server, who)
            status, body, headers = await staff.call("HEAD", "/tokens/me")
            assert (status, body) == (expected, None)
            assert headers["ININ-Correlation-Id"]
        assert (await Staff(server, "nonsense").call("HEAD", "/tokens/me"))[0] == 401


async def test_a_token_that_is_deleted_is_dead_and_so_are_its_kin() -> None:
    async with serving() as server:
        staff, other = await Staff.of(server, "ana"), await Staff.of(server, "ana")
        status, body, headers = await staff.call("DELETE", "/tokens/me")
        assert (status, body) == (204, None)
        assert "Content-Type" not in headers
        for path in ("/tokens/me", "/users/me", "/nowhere"):
            status, body, _ = await staff.call("GET", path)
            assert (status, body["code"]) == (401, "bad.credentials"), path
        assert (await other.call("GET", "/tokens/me"))[0] == 200, "another log-in lives on"


async def test_customers_have_no_business_there() -> None:
    async with serving() as server:
        customer = Staff(server, await server.token())
        for method, path in (
            ("GET", "/tokens/me"),
            ("DELETE", "/tokens/me"),
            ("GET", "/organizations/me"),
            ("GET", "/users"),
            ("PATCH", "/users/ana/presences/purecloud"),
        ):
            status, body, _ = await customer.call(method, path)
            assert (status, body["code"]) == (403, "not.authorized"), path
        assert (await customer.call("GET", "/users/me"))[0] == 200, "nothing was revoked"


async def test_the_organization_is_the_tenant() -> None:
    async with serving(fixture="genesys") as server:
        staff = await Staff.of(server, server.tenant.config.clients[0].id)
        assert await staff.get("/organizations/me") == {
            "id": "default",
            "name": "Harbor Insurance",
            "domain": "default.example",
            "state": "active",
            "features": {},
            "selfUri": "/api/v2/organizations/me",
        }
