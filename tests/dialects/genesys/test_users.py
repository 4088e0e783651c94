"""Users are the tenant's people: seen, on and off queue, in queues, by the platform API.

Source: [M] User, UserPresence, RoutingStatus; Genesys help, "Agent status".
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from mockplatform.dialects.genesys.translate.presences import IDS
from tests.support.server import Server, serving
from tests.support.staff import Staff, staff_token


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    async with serving(settings={"botsAct": False, "notResponding": True}) as server:
        yield server


async def admin(server: Server, method: str, path: str, body: Any = None) -> Any:
    url = f"{server.url}/__admin{path}"
    async with server.http.request(method, url, json=body) as answer:
        assert answer.status < 300, await answer.text()
        return await answer.json()


async def take(staff: Staff, user: str, presence: str) -> Any:
    body = {"presenceDefinition": {"id": IDS[presence]}}  # type: ignore[index]  # a name of ours
    status, told, _ = await staff.call("PATCH", f"/users/{user}/presences/PURECLOUD", body)
    assert status == 200, told
    return told


async def status_of(staff: Staff, user: str = "ana") -> str:
    status: str = (await staff.get(f"/users/{user}/routingstatus"))["status"]
    return status


async def test_a_user_is_told_who_he_is(server: Server) -> None:
    ana = await Staff.of(server, "ana")
    me = await ana.get("/users/me")
    assert (me["id"], me["name"], me["state"]) == ("ana", "Ana Duarte", "active")
    assert (me["email"], me["username"]) == ("ana@default.example",) * 2
    assert me["division"]["name"] == "Home"
    assert "presence" not in me
    whole = await ana.get("/users/me?expand=presence%2CroutingStatus,organization")
    assert whole["presence"]["presenceDefinition"]["systemPresence"] == "Offline"
    assert whole["routingStatus"] == {"userId": "ana", "status": "OFF_QUEUE"}
    assert whole["organization"]["id"] == "default"


async def test_a_client_s_token_has_no_user(server: Server) -> None:
    automation = await Staff.of(server, "automation")
    for path in ("/users/me", "/routing/queues/me"):
        status, body, _ = await automation.call("GET", path)
        assert (status, body["code"]) == (400, "bad.request"), path


async def test_the_same_path_answers_customers_in_their_own_dialect(server: Server) -> None:
    """`GET /api/v2/users/me` is the widget's too: the token tells, also when it has ended."""
    customer = Staff(server, await server.token("user-7", expires_in=60))
    ana = Staff(server, await staff_token(server, "ana", life_s=60))
    assert "isGuest" in await customer.get("/users/me")
    assert "isGuest" not in await ana.get("/users/me")
    await server.advance(60)
    codes = [(await one.call("GET", "/users/me"))[1]["code"] for one in (customer, ana)]
    assert codes == ["token.expired", "credentials.expired"]
    namesake = Staff(server, await server.token("ana"))
    assert "isGuest" in await namesake.get("/users/me"), "a deployment's token is a customer's"
    status, body, _ = await Staff(server, "").call("GET", "/users/me")
    assert (status, body["code"]) == (401, "authentication.required")


async def test_people_are_users_and_bots_are_none(server: Server) -> None:
    staff = await Staff.of(server, "automation")
    listed = await staff.get("/users")
    assert [one["name"] for one in listed["entities"]] == ["Ana Duarte", "Ben Okafor"]
    some = await staff.get("/users?id=ben%2Cnobody&sortOrder=desc&expand=routingStatus,skills")
    assert [one["id"] for one in some["entities"]] == ["ben"]
    assert some["entities"][0]["routingStatus"]["status"] == "OFF_QUEUE"
    assert (await staff.get("/users?state=deleted"))["total"] == 0
    assert (await staff.call("GET", "/users?state=away"))[0] == 400
    for path in ("/users/bot-sam", "/users/nobody", "/users/bot-sam/routingstatus"):
        status, body, _ = await staff.call("GET", path)
        assert (status, body["code"]) == (404, "not.found"), path
    assert (await staff.get("/users/ben/state"))["state"] == "active"
    lines = [entry.render() for entry in server.tenant.journal.behind(0)]
    assert "expand: not emulated: skills" in str(lines)


async def test_who_goes_on_queue_gets_offers_and_who_leaves_it_none(server: Server) -> None:
    ana = await Staff.of(server, "ana")
    data = {"intent": "billing", "language": "en-GB"}
    id_ = await server.conversation(await server.token(), routingData=data)
    await server.advance(1)
    assert server.tenant.conversations[id_].state == "OPEN"
    told = await take(ana, "ana", "On Queue")
    assert told["source"] == "PURECLOUD"
    assert told["presenceDefinition"]["systemPresence"] == "On Queue"
    assert await status_of(ana) == "IDLE"
    await server.advance(1)
    assert server.tenant.conversations[id_].state == "RINGING"
    assert await status_of(ana) == "IDLE", "who is alerted talks to nobody yet"
    await admin(server, "POST", f"/conversations/{id_}/agent/accept", {})
    assert await status_of(ana) == "INTERACTING"
    await take(ana, "ana", "Break")
    assert await status_of(ana) == "OFF_QUEUE"
    assert server.tenant.conversations[id_].state == "ACTIVE", "what he has goes on"


async def test_who_does_not_answer_is_shown_so_until_he_is_idle_again(server: Server) -> None:
    ana = await Staff.of(server, "ana")
    await take(ana, "ana", "On Queue")
    id_ = await server.conversation(await server.token(), routingData={"tier": "premium"})
    await admin(server, "POST", f"/conversations/{id_}/agent/offer", {"agentId": "ana"})
    await server.advance(60)
    assert await status_of(ana) == "NOT_RESPONDING"
    assert (await take(ana, "ana", "On Queue"))["presenceDefinition"]
    assert await status_of(ana) == "NOT_RESPONDING"
    status, told, _ = await ana.call("PUT", "/users/ana/routingstatus", {"status": "IDLE"})
    assert (status, told) == (200, {"userId": "ana", "status": "IDLE"})


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"status": "INTERACTING"}, "status"),
        ({"status": "ASLEEP"}, "$.status"),
        ({}, None),
        (None, None),
    ],
)
async def test_a_status_that_cannot_be_set_changes_nothing(
    server: Server, body: Any, field: str | None
) -> None:
    ana = await Staff.of(server, "ana")
    status, told, _ = await ana.call("PUT", "/users/ana/routingstatus", body)
    assert (status, told["code"]) == (400, "invalid.value")
    assert field in (None, told["details"][0]["fieldName"])
    assert await status_of(ana) == "OFF_QUEUE"


async def test_nobody_is_idle_off_queue_and_off_queue_is_available(server: Server) -> None:
    ana = await Staff.of(server, "ana")
    status, told, headers = await ana.call("PUT", "/users/ana/routingstatus", {"status": "IDLE"})
    assert (status, told["code"]) == (409, "conflict")
    assert "On Queue" in headers["X-Mockplatform-Hint"]
    await take(ana, "ana", "On Queue")
    await ana.call("PUT", "/users/ana/routingstatus", {"status": "OFF_QUEUE"})
    told = await ana.get("/users/ana/presences/purecloud")
    assert told["presenceDefinition"]["systemPresence"] == "Available"


async def test_a_presence_is_dated_by_the_tenant_s_clock(server: Server) -> None:
    ana = await Staff.of(server, "ana")
    before = (await ana.get("/users/ana/presences/purecloud"))["modifiedDate"]
    await server.advance(10)
    after = (await take(ana, "ana", "Meal"))["modifiedDate"]
    await server.advance(10)
    assert before < after == (await take(ana, "ana", "Meal"))["modifiedDate"]


async def test_presences_that_are_none_are_refused(server: Server) -> None:
    ana = await Staff.of(server, "ana")
    for body in ({"presenceDefinition": {"id": "lunch"}}, {}, None, {"presenceDefinition": 1}):
        status, told, _ = await ana.call("PATCH", "/users/ana/presences/purecloud", body)
        assert (status, told["code"]) == (400, "invalid.value"), body
    status, told, _ = await ana.call("GET", "/users/ana/presences/MICROSOFTTEAMS")
    assert (status, told["code"]) == (404, "not.found")


async def test_presences_are_told_on_all_their_paths(server: Server) -> None:
    staff = await Staff.of(server, "automation")
    newer = await staff.get("/presence/definitions")
    older = await staff.get("/presencedefinitions?pageSize=100")
    assert {one["id"] for one in newer["entities"]} == {one["id"] for one in older["entities"]}
    assert newer["total"] == older["total"] == len(IDS) == 10
    on_queue = IDS["On Queue"]
    assert (await staff.get(f"/presence/definitions/{on_queue}"))["systemPresence"] == "OnQueue"
    assert (await staff.get(f"/presencedefinitions/{on_queue}"))["systemPresence"] == "On Queue"
    assert "ON_QUEUE" in {one["name"] for one in await staff.get("/systempresences")}
    for path in ("/presencedefinitions/x", "/presence/definitions/x"):
        assert (await staff.call("GET", path))[0] == 404


async def test_users_change_themselves_and_clients_everybody(server: Server) -> None:
    ben, automation = await Staff.of(server, "ben"), await Staff.of(server, "automation")
    body = {"presenceDefinition": {"id": IDS["On Queue"]}}
    status, told, _ = await ben.call("PATCH", "/users/ana/presences/purecloud", body)
    assert (status, told["code"]) == (403, "not.authorized")
    assert not server.tenant.tenancy.agents["ana"].present
    assert (await automation.call("PATCH", "/users/ana/presences/purecloud", body))[0] == 200
    assert server.tenant.tenancy.agents["ana"].present


async def test_the_admin_api_and_the_platform_see_each_other_s_changes(server: Server) -> None:
    ana = await Staff.of(server, "ana")
    await take(ana, "ana", "Meeting")
    shown = await admin(server, "GET", "/agents/ana")
    assert (shown["present"], shown["presence"]) == (False, "Meeting")
    await admin(server, "PUT", "/agents/ana", {"email": "ana@shop.example", "name": "Ana D."})
    me = await ana.get("/users/me?expand=presence")
    assert (me["name"], me["email"]) == ("Ana D.", "ana@shop.example")
    assert me["presence"]["presenceDefinition"]["systemPresence"] == "On Queue"


async def test_a_write_that_a_fault_loses_is_answered_and_not_kept(server: Server) -> None:
    await admin(server, "POST", "/faults", {"what": {"kind": "lost_write"}})
    automation = await Staff.of(server, "automation")
    told = await take(automation, "ana", "On Queue")
    assert told["presenceDefinition"]["systemPresence"] == "On Queue"
    assert not server.tenant.tenancy.agents["ana"].present
