"""The Python SDK asks who it is, goes on and off queue, and meets the quota and the token's end.

Source: [C] PureCloudPlatformClientV2 269, whose models read each answer.
"""

from __future__ import annotations

from mockplatform.dialects.genesys.translate.presences import IDS
from tests.sdk.organization import (
    ADA,
    BEN,
    BOT,
    BROWSER,
    CALLBACK,
    CLAIMS,
    FIXTURE,
    MACHINE,
    SUPPORT,
    VERIFIER,
    code,
)
from tests.sdk.python_sdk import PythonSdk, python_sdk
from tests.support.server import Server, serving
from tests.support.staff import staff_token


async def as_ada(server: Server, sdk: PythonSdk) -> None:
    """Sign Ada in, by a code with PKCE."""
    brought = await code(server, BROWSER, verifier=VERIFIER)
    await sdk.call("ApiClient.get_pkce_token", BROWSER.id, VERIFIER, brought, CALLBACK)


async def test_a_user_is_who_signed_in() -> None:
    async with serving(fixture=FIXTURE) as server, python_sdk(server.url) as sdk:
        await as_ada(server, sdk)
        me = await sdk.call(
            "UsersApi.get_users_me", expand=["presence", "routingStatus", "organization"]
        )
        assert (me.id, me.name, me.email) == (ADA.id, "Ada Whitfield", ADA.email)
        assert (me.state, me.division.name, me.organization.name) == (
            "active",
            "Home",
            "Harbor Insurance",
        )
        assert me.presence.presence_definition.system_presence == "Available"
        assert me.presence.modified_date is not None
        assert me.routing_status.status == "OFF_QUEUE"


async def test_an_agent_goes_on_queue_and_off_again() -> None:
    async with serving(fixture=FIXTURE) as server, python_sdk(server.url) as sdk:
        await as_ada(server, sdk)
        definitions = await sdk.call("PresenceApi.get_presence_definitions")
        (on_queue,) = (one for one in definitions.entities if one.system_presence == "OnQueue")
        body = {"presenceDefinition": {"id": on_queue.id}}
        name = "PresenceApi.patch_user_presence"
        told = await sdk.call(name, ADA.id, "PURECLOUD", body)
        assert told.presence_definition.system_presence == "On Queue"
        assert server.tenant.tenancy.agents[ADA.id].present
        status = await sdk.call("UsersApi.get_user_routingstatus", ADA.id)
        assert (status.status, status.user_id) == ("IDLE", ADA.id)
        wanted = sdk.model("RoutingStatus", status="OFF_QUEUE")
        status = await sdk.call("UsersApi.put_user_routingstatus", ADA.id, wanted)
        assert status.status == "OFF_QUEUE"
        seen = await sdk.call("PresenceApi.get_user_presences_purecloud", ADA.id)
        assert seen.presence_definition.id == IDS["Available"]
        assert not server.tenant.tenancy.agents[ADA.id].present


async def test_another_user_s_presence_is_not_hers_to_take() -> None:
    async with serving(fixture=FIXTURE) as server, python_sdk(server.url) as sdk:
        await as_ada(server, sdk)
        body = {"presenceDefinition": {"id": IDS["On Queue"]}}
        name = "PresenceApi.patch_user_presences_purecloud"
        refused = await sdk.refusal(name, BEN.id, body)
        assert (refused.status, refused.code) == (403, "not.authorized")


async def test_a_machine_finds_users_queues_and_codes() -> None:
    async with serving(fixture=FIXTURE) as server, python_sdk(server.url) as sdk:
        await sdk.login(MACHINE.id, MACHINE.secret)
        users = await sdk.call("UsersApi.get_users", id=[ADA.id, BEN.id], expand=["presence"])
        assert [one.name for one in users.entities] == ["Ada Whitfield", "Ben Okafor"]
        assert users.entities[1].presence.presence_definition.system_presence == "Break"
        queues = await sdk.call("RoutingApi.get_routing_queues", id=[CLAIMS.id, "nobody"])
        assert [(one.id, one.member_count) for one in queues.entities] == [(CLAIMS.id, 2)]
        assert queues.entities[0].acw_settings.wrapup_prompt == "MANDATORY"
        members = await sdk.call(
            "RoutingApi.get_routing_queue_members", SUPPORT.id, expand=["presence"]
        )
        assert [one.user.id for one in members.entities] == [ADA.id, BEN.id]
        codes = await sdk.call("RoutingApi.get_routing_queue_wrapupcodes", CLAIMS.id)
        assert [one.name for one in codes.entities] == ["Claim opened", "Resolved"]
        organization = await sdk.call("OrganizationApi.get_organizations_me")
        assert (organization.name, organization.state) == ("Harbor Insurance", "active")
        refused = await sdk.refusal("UsersApi.get_user", BOT.id)
        assert (refused.status, refused.code) == (404, "not.found")
        refused = await sdk.refusal("UsersApi.get_users_me")
        assert (refused.status, refused.code) == (400, "bad.request")


async def test_an_agent_joins_and_leaves_queues() -> None:
    async with serving(fixture=FIXTURE) as server, python_sdk(server.url) as sdk:
        await as_ada(server, sdk)
        mine = await sdk.call("RoutingApi.get_routing_queues_me", joined=True)
        assert {one.id for one in mine.entities} == {SUPPORT.id, CLAIMS.id}
        left = await sdk.call("UsersApi.patch_user_queue", CLAIMS.id, ADA.id, {"joined": False})
        assert (left.id, left.joined) == (CLAIMS.id, False)
        assert server.tenant.tenancy.agents[ADA.id].queues == (SUPPORT.id,)


async def test_a_token_tells_of_itself_and_is_ended() -> None:
    async with serving(fixture=FIXTURE) as server, python_sdk(server.url) as sdk:
        await sdk.login(MACHINE.id, MACHINE.secret)
        told = await sdk.call("TokensApi.get_tokens_me")
        assert told.organization.name == told.home_organization.name == "Harbor Insurance"
        assert told.o_auth_client.id == MACHINE.id
        assert await sdk.call("TokensApi.head_tokens_me") is None
        assert await sdk.call("TokensApi.delete_tokens_me") is None
        refused = await sdk.refusal("TokensApi.get_tokens_me")
        assert (refused.status, refused.code) == (401, "bad.credentials")


async def test_a_token_ends_by_the_tenant_s_clock() -> None:
    async with serving(fixture=FIXTURE) as server, python_sdk(server.url) as sdk:
        await sdk.login(MACHINE.id, MACHINE.secret)
        assert await sdk.call("TokensApi.get_tokens_me")
        await server.advance(86_399)
        refused = await sdk.refusal("UsersApi.get_users")
        assert (refused.status, refused.code) == (401, "credentials.expired")
        await sdk.login(MACHINE.id, MACHINE.secret)
        assert (await sdk.call("UsersApi.get_users")).total == 2


async def test_the_quota_is_shown_where_nothing_tells_to_wait() -> None:
    """With `Retry-After` the SDK would sleep it out: the setting leaves it off."""
    settings = {"apiRequestsPerMinute": 2, "apiRetryAfter": False}
    async with (
        serving(fixture=FIXTURE, settings=settings) as server,
        python_sdk(server.url, await staff_token(server, ADA.id)) as sdk,
    ):
        for _ in range(2):
            await sdk.call("UsersApi.get_users_me")
        refused = await sdk.refusal("UsersApi.get_users_me")
        assert (refused.status, refused.code) == (429, "too.many.requests")
        assert refused.headers["inin-ratelimit-allowed"] == "2"
        assert "Retry the request in [60] seconds" in refused.body["message"]
        await server.advance(60)
        assert (await sdk.call("UsersApi.get_users_me")).id == ADA.id


async def test_what_is_not_emulated_is_told_as_such() -> None:
    async with serving(fixture=FIXTURE) as server, python_sdk(server.url) as sdk:
        await sdk.login(MACHINE.id, MACHINE.secret)
        refused = await sdk.refusal("RoutingApi.get_routing_skills")
        assert (refused.status, refused.code) == (501, "not.implemented")
        assert "/api/v2/routing/" in refused.headers["x-mockplatform-hint"]
