"""The JavaScript SDK asks who it is, goes on and off queue, and meets the quota and its end.

Source: [C] purecloud-platform-client-v2 262.
"""

from __future__ import annotations

from mockplatform.dialects.genesys.translate.presences import IDS
from tests.sdk.node import node
from tests.sdk.organization import ADA, BEN, CLAIMS, FIXTURE, MACHINE, SUPPORT
from tests.support.server import serving
from tests.support.staff import staff_token


async def test_a_user_goes_on_queue_and_off_again() -> None:
    async with serving(fixture=FIXTURE) as server, node() as js:
        client = await js.platform(server.url, await staff_token(server, ADA.id))
        me = await client.call("UsersApi.getUsersMe", {"expand": ["presence", "routingStatus"]})
        assert (me["id"], me["email"]) == (ADA.id, ADA.email)
        assert me["presence"]["presenceDefinition"]["systemPresence"] == "Available"
        definitions = await client.call("PresenceApi.getPresencedefinitions", {"pageSize": 50})
        named = {one["systemPresence"]: one["id"] for one in definitions["entities"]}
        body = {"presenceDefinition": {"id": named["On Queue"]}}
        told = await client.call("PresenceApi.patchUserPresence", ADA.id, "PURECLOUD", body)
        assert told["presenceDefinition"]["id"] == IDS["On Queue"]
        status = await client.call("UsersApi.getUserRoutingstatus", ADA.id)
        assert status["status"] == "IDLE"
        off = {"status": "OFF_QUEUE"}
        status = await client.call("UsersApi.putUserRoutingstatus", ADA.id, off)
        assert status["status"] == "OFF_QUEUE"
        refused = await client.refusal("UsersApi.putUserRoutingstatus", BEN.id, off)
        assert (refused.status, refused.code) == (403, "not.authorized")


async def test_a_machine_finds_users_queues_and_codes() -> None:
    async with serving(fixture=FIXTURE) as server, node() as js:
        client = await js.platform(server.url)
        await client.login(MACHINE.id, MACHINE.secret)
        users = await client.call("UsersApi.getUsers", {"id": [ADA.id, BEN.id]})
        assert [one["name"] for one in users["entities"]] == ["Ada Whitfield", "Ben Okafor"]
        queues = await client.call(
            "RoutingApi.getRoutingQueues", {"id": [SUPPORT.id, CLAIMS.id], "hasPeer": False}
        )
        assert [one["name"] for one in queues["entities"]] == ["Claims", "Support"]
        members = await client.call(
            "RoutingApi.getRoutingQueueMembers", SUPPORT.id, {"joined": True}
        )
        assert members["total"] == 2
        codes = await client.call("RoutingApi.getRoutingWrapupcodes")
        assert codes["total"] == 3
        refused = await client.refusal("UsersApi.getUsersMe")
        assert (refused.status, refused.code) == (400, "bad.request")


async def test_a_token_tells_of_itself_and_is_ended() -> None:
    async with serving(fixture=FIXTURE) as server, node() as js:
        client = await js.platform(server.url)
        await client.login(MACHINE.id, MACHINE.secret)
        told = await client.call("TokensApi.getTokensMe")
        assert told["OAuthClient"]["id"] == MACHINE.id
        await client.call("TokensApi.headTokensMe")
        await client.call("TokensApi.deleteTokensMe")
        refused = await client.refusal("TokensApi.getTokensMe")
        assert (refused.status, refused.code) == (401, "bad.credentials")


async def test_a_token_ends_by_the_tenant_s_clock() -> None:
    async with serving(fixture=FIXTURE) as server, node() as js:
        client = await js.platform(server.url)
        await client.login(MACHINE.id, MACHINE.secret)
        await server.advance(86_399)
        refused = await client.refusal("OrganizationApi.getOrganizationsMe")
        assert (refused.status, refused.code) == (401, "credentials.expired")


async def test_the_quota_is_shown_at_once_with_the_time_to_wait() -> None:
    """The SDK never waits by itself; extended answers have the headers."""
    settings = {"apiRequestsPerMinute": 1}
    async with serving(fixture=FIXTURE, settings=settings) as server, node() as js:
        client = await js.platform(server.url, await staff_token(server, ADA.id))
        await client.call("UsersApi.getUsersMe")
        refused = await client.refusal("UsersApi.getUsersMe")
        assert (refused.status, refused.code) == (429, "too.many.requests")
        assert "Retry the request in [60] seconds" in refused.body["message"]
