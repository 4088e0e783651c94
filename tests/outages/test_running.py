"""Outages are started, shown, ended by the tenant's clock or by hand, and told to the journal."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from mockplatform import outage_files
from mockplatform.limits import LIMITS
from tests.admin.api import Api, Reply

LOGIN = "/api/v2/widget/auth/token"
CONFIG = "/api/v2/widget/deployments/shop-web/config"
DOWN = {"id": "down", "what": {"kind": "status", "status": 503}}
OWN = {"name": "mine", "for": "10s", "steps": [{"faults": [DOWN]}]}
HELD = {
    "name": "held",
    "for": "10s",
    "steps": [{"faults": [{"id": "a", "what": {"kind": "hang"}}]}],
}


async def log_in(api: Api) -> int:
    """Ask for a token; return the answer's status."""
    return (await api.call("POST", LOGIN, {"deploymentId": "shop-web"})).status


async def start(api: Api, name: str, **how: Any) -> Reply:
    """Start an outage."""
    reply = await api.post(f"/outages/{name}/start", how)
    assert reply.status == 200, reply
    return reply


async def state(api: Api, name: str) -> str:
    """Return how an outage goes."""
    found: str = (await api.get(f"/outages/{name}"))["state"]
    return found


async def asked(api: Api, count: int = 1) -> list[asyncio.Task[Reply]]:
    """Send calls that a fault will hold; return once the journal has each of them."""
    calls = [asyncio.create_task(api.call("GET", CONFIG)) for _ in range(count)]
    journal = api.server.tenant.journal
    await journal.wait_for(lambda _: len(list(journal.select(kind="fault"))) >= count)
    return calls


async def test_the_catalogue_is_listed_idle_and_without_its_course(api: Api) -> None:
    listed = (await api.get("/outages"))["outages"]
    assert [one["name"] for one in listed] == list(outage_files.names())
    assert {one["state"] for one in listed} == {"idle"}
    assert all("steps" not in one and one["title"] for one in listed)


async def test_one_is_shown_with_its_course(api: Api) -> None:
    shown = await api.get("/outages/brownout")
    assert shown["for"] == "5m"
    assert [ramp["member"] for ramp in shown["ramps"]] == ["what.delay", "what.delay"]
    assert [fault["id"] for fault in shown["steps"][0]["faults"]] == ["worst", "failures"]


@pytest.mark.parametrize("path", ["", "/start", "/stop"])
async def test_an_unknown_name_is_refused_with_the_nearest(api: Api, path: str) -> None:
    call = api.post if path else api.get
    refused = await call(f"/outages/brownou{path}")
    assert refused.refusal == (404, "not.found")
    assert refused["hint"] == "Did you mean 'brownout'?"


async def test_a_started_outage_acts_and_ends_by_the_tenants_clock(api: Api) -> None:
    started = await start(api, "token-service-down", **{"for": "2m"})
    assert (started["state"], started["intensity"]) == ("running", 1.0)
    assert await log_in(api) == 503
    await api.server.advance(119)
    assert await log_in(api) == 503
    fired = await api.server.advance(1)
    assert ("outage.ended", "token-service-down") in fired
    assert await log_in(api) == 200
    over = await api.get("/outages/token-service-down")
    assert (over["state"], over["fired"]) == ("over", 2)
    assert {one["state"] for one in over["faults"]} == {"gone"}
    assert (await api.get("/faults"))["faults"] == []


async def test_it_is_refused_while_it_runs_and_may_be_started_again_after(api: Api) -> None:
    await start(api, "no-agents")
    refused = await api.post("/outages/no-agents/start")
    assert refused.refusal == (409, "already.running")
    assert "stop" in refused["hint"]
    await api.post("/outages/no-agents/stop")
    assert (await start(api, "no-agents"))["fired"] == 0


async def test_a_stop_is_immediate_and_may_be_said_twice(api: Api) -> None:
    await start(api, "token-service-down")
    assert await log_in(api) == 503
    for _ in range(2):
        stopped = await api.post("/outages/token-service-down/stop")
        assert (stopped.status, stopped["state"], stopped["fired"]) == (200, "over", 1)
        assert await log_in(api) == 200


async def test_a_stop_of_what_never_ran_is_no_mistake(api: Api) -> None:
    assert (await api.post("/outages/brownout/stop"))["state"] == "idle"


async def test_a_stop_wakes_what_was_held(api: Api) -> None:
    await api.post("/outages", HELD)
    (call,) = await asked(api)
    assert (await api.get("/outages/held"))["faults"][0]["held"] == 1
    await api.post("/outages/held/stop")
    assert (await call).status == 200


async def test_the_end_of_its_time_wakes_what_was_held(api: Api) -> None:
    await api.post("/outages", HELD)
    (call,) = await asked(api)
    await api.server.advance(10)
    assert (await call).status == 200


async def test_a_later_beginning_is_told_when_its_time_comes(api: Api) -> None:
    waiting = await start(api, "token-service-down", after="30s", **{"for": "1m"})
    assert waiting["state"] == "waiting"
    assert await log_in(api) == 200
    assert ("outage.started", "token-service-down") in await api.server.advance(30)
    assert await state(api, "token-service-down") == "running"
    assert await log_in(api) == 503
    assert ("outage.ended", "token-service-down") in await api.server.advance(60)


async def test_a_waiting_outage_can_be_stopped(api: Api) -> None:
    await start(api, "token-service-down", after="30s")
    await api.post("/outages/token-service-down/stop")
    assert await api.server.advance(3600) == []
    assert await state(api, "token-service-down") == "over"


async def test_the_journal_tells_beginning_and_end_and_what_led_to_the_end(api: Api) -> None:
    started = await start(api, "brownout", seed=7, intensity=0.5)
    await api.server.advance(300)
    journal = (await api.get("/journal?kind=note"))["entries"]
    begun, ended = [one for one in journal if one["code"].startswith("outage.")]
    assert begun["code"] == "outage.started"
    assert begun["text"].endswith("for 5m, intensity 0.5, seed 7")
    assert begun["correlationId"] == started.headers["X-Correlation-ID"]
    assert (ended["code"], ended["causedBy"]) == ("outage.ended", begun["id"])
    assert ended["text"] == "brownout: faults fired: 0"


@pytest.mark.parametrize("how", ["DELETE /faults", "POST /reset/faults", "POST /reset"])
async def test_to_take_all_faults_away_ends_outages(api: Api, how: str) -> None:
    await start(api, "token-service-down")
    method, _, path = how.partition(" ")
    assert (await api.call(method, f"/__admin{path}")).status in {200, 204}
    assert await state(api, "token-service-down") in {"over", "idle"}
    assert await log_in(api) == 200
    assert (await start(api, "token-service-down"))["state"] == "running"


async def test_a_fault_taken_away_by_hand_is_gone_and_the_rest_goes_on(api: Api) -> None:
    await start(api, "token-service-down")
    await api.delete("/faults/outage:token-service-down:widget")
    assert await log_in(api) == 200
    shown = await api.get("/outages/token-service-down")
    assert (shown["state"], [one["state"] for one in shown["faults"]]) == (
        "running",
        ["gone", "open", "open", "open", "open"],
    )


@pytest.mark.parametrize("how", ["POST", "PUT one", "PUT all"])
async def test_nobody_else_has_a_fault_that_is_called_as_an_outages(api: Api, how: str) -> None:
    """An outage would replace it, and take it away at its end."""
    fault = {"id": "outage:token-service-down:widget", "what": {"kind": "hang"}}
    put_one = api.put(f"/faults/{fault['id']}", {"what": fault["what"]})
    put_all = api.put("/faults", {"faults": [fault]})
    calls = {"POST": api.post("/faults", fault), "PUT one": put_one, "PUT all": put_all}
    refused = await calls.pop(how)
    for other in calls.values():
        other.close()
    assert refused.refusal == (400, "invalid.value")
    path = "$.faults[0].id" if how == "PUT all" else "$.id"
    assert refused["errors"][0]["path"] == path
    assert refused["hint"] == "Take another id."
    assert (await api.get("/faults"))["faults"] == []


async def test_an_outage_is_over_with_its_last_fault_and_remembers_what_fired(api: Api) -> None:
    await start(api, "token-service-down")
    assert await log_in(api) == 503
    await api.delete("/faults/outage:token-service-down:widget")
    assert (await api.get("/outages/token-service-down"))["fired"] == 1
    for one in ("guests", "authorizations", "renewals"):
        await api.delete(f"/faults/outage:token-service-down:{one}")
    gone = await api.delete("/faults/outage:token-service-down:oauth")
    over = await api.get("/outages/token-service-down")
    assert (over["state"], over["fired"]) == ("over", 1)
    notes = (await api.get("/journal?kind=note"))["entries"]
    (ended,) = [one for one in notes if one["code"] == "outage.ended"]
    assert ended["text"] == "token-service-down: faults fired: 1"
    assert ended["correlationId"] == gone.headers["X-Correlation-ID"]
    assert (await start(api, "token-service-down"))["fired"] == 0
    assert await log_in(api) == 503


@pytest.mark.parametrize("after", ["0s", "30s"])
async def test_another_list_of_faults_ends_outages(api: Api, after: str) -> None:
    own = {"id": "own", "what": {"kind": "status"}, "where": {"path": "/none"}}
    await api.post("/faults", own)
    await start(api, "token-service-down", after=after)
    fired = int(await log_in(api) == 503)
    put = await api.put("/faults", {"faults": [own]})
    assert [one["id"] for one in put["faults"]] == ["own"]
    over = await api.get("/outages/token-service-down")
    assert (over["state"], over["fired"]) == ("over", fired)
    assert await log_in(api) == 200
    assert (await start(api, "token-service-down"))["state"] == "running"


async def test_a_list_that_is_refused_ends_no_outage(api: Api) -> None:
    await start(api, "token-service-down")
    own = {"id": "own", "what": {"kind": "status"}}
    assert (await api.put("/faults", {"faults": [own, own]})).status == 400
    assert await state(api, "token-service-down") == "running"
    assert await log_in(api) == 503


async def test_one_of_ones_own_is_started_shown_and_started_again_by_its_name(api: Api) -> None:
    posted = await api.post("/outages", {**OWN, "lasts": "20s"})
    assert (posted.status, posted.headers["Location"]) == (201, "/__admin/outages/mine")
    assert await log_in(api) == 503
    assert ("outage.ended", "mine") in await api.server.advance(20)
    assert (await api.get("/outages"))["outages"][-1]["name"] == "mine"
    assert (await start(api, "mine"))["state"] == "running"
    assert ("outage.ended", "mine") in await api.server.advance(10)


async def test_one_of_ones_own_takes_no_name_of_the_catalogue(api: Api) -> None:
    refused = await api.post("/outages", {**OWN, "name": "brownout"})
    assert refused.refusal == (409, "already.exists")


@pytest.mark.parametrize(
    ("members", "path", "says"),
    [
        ({"steps": []}, "$.steps", "a step or a ramp"),
        (
            {"steps": [{"faults": [DOWN]}, {"faults": [DOWN]}]},
            "$.steps[1].faults[0].id",
            "two faults have the id 'down'",
        ),
        (
            {
                "steps": [
                    {"every": "5s", "for": "1s", "faults": [DOWN]},
                    {"faults": [{**DOWN, "id": "down-1"}]},
                ]
            },
            "$.steps[1].faults[0].id",
            "come to have the id 'down-1'",
        ),
        ({"intensity": 2}, "$.intensity", "<= 1"),
        ({"for": "soon"}, "$.for", "no duration"),
        ({"setps": []}, "$.setps", "unknown member"),
        (
            {"steps": [{"faults": [{"id": "a", "what": {"kind": "statsu"}}]}]},
            "$.steps[0].faults[0].what.kind",
            "Did you mean 'status'?",
        ),
        (
            {"steps": [{"faults": [{**DOWN, "scales": {"member": "what.x", "calm": 1}}]}]},
            "$.steps[0].faults[0]",
            "no what.x",
        ),
    ],
)
async def test_what_is_no_outage_is_refused_with_its_place(
    api: Api, members: dict[str, Any], path: str, says: str
) -> None:
    refused = await api.post("/outages", {**OWN, **members})
    assert refused.status == 400, refused
    assert any(one["path"] == path and says in one["message"] for one in refused["errors"]), (
        refused.body
    )
    assert (await api.get("/faults"))["faults"] == []


async def test_of_far_too_many_faults_only_that_is_told(api: Api) -> None:
    """Their parts are wrong as well, and are not looked at: that would hold everybody up."""
    wrong = {"id": "Down", "what": {"kind": "statsu"}}
    refused = await api.post("/outages", {**OWN, "steps": [{"faults": [wrong] * 5000}]})
    assert [one["path"] for one in refused["errors"]] == ["$.steps[0].faults"]
    assert "<= 128" in refused["detail"]


@pytest.mark.parametrize(
    "body", [{"for": 0}, {"for": "1ms"}, {"intensity": -0.1}, {"seed": -1}, {"lasts": "1m"}]
)
async def test_how_it_cannot_be_started_is_refused(api: Api, body: dict[str, Any]) -> None:
    assert (await api.post("/outages/brownout/start", body)).status == 400
    assert await state(api, "brownout") == "idle"


async def test_it_is_started_whole_or_not_at_all(api: Api) -> None:
    most = LIMITS.faults_per_tenant_max
    many = [{"what": {"kind": "status"}, "where": {"path": "/none"}}] * (most - 1)
    assert (await api.put("/faults", {"faults": many})).status == 200
    refused = await api.post("/outages/token-service-down/start")
    assert refused.status == 429
    assert len((await api.get("/faults"))["faults"]) == most - 1
    assert await state(api, "token-service-down") == "idle"


async def test_what_is_over_is_forgotten_when_there_are_too_many(api: Api) -> None:
    for number in range(LIMITS.outages_kept_max + 1):
        await api.post("/outages", {**OWN, "name": f"mine-{number}"})
        await api.post(f"/outages/mine-{number}/stop")
    assert (await api.get("/outages/mine-0")).status == 404
    assert await state(api, "mine-1") == "over"


async def test_two_tenants_have_outages_of_their_own(api: Api) -> None:
    await api.post("/tenants", {"id": "other"})
    other = api.of("other")
    await start(api, "token-service-down")
    assert (await log_in(api), await log_in(other)) == (503, 200)
    assert await state(other, "token-service-down") == "idle"
    await start(other, "token-service-down", **{"for": "10s"})
    await api.post("/outages/token-service-down/stop")
    assert (await log_in(api), await log_in(other)) == (200, 503)


async def test_all_that_is_held_goes_on_at_one_instant(api: Api) -> None:
    """Source: the contract: `thundering-herd` ends for everybody at one instant."""
    await start(api, "thundering-herd")
    calls = await asked(api, 20)
    assert not any(call.done() for call in calls)
    ended_at = api.server.tenant.clock.now() + 60
    await api.server.advance(60)
    answers = await asyncio.gather(*calls)
    assert {answer.status for answer in answers} == {200}
    assert {one["held"] for one in (await api.get("/outages/thundering-herd"))["faults"]} == {0}
    assert api.server.tenant.clock.now() == ended_at


async def decisions(api: Api, **how: Any) -> list[int]:
    """Return what forty logins meet while half of them fail."""
    await start(api, "token-service-down", intensity=0.5, **how)
    met = [await log_in(api) for _ in range(40)]
    await api.post("/outages/token-service-down/stop")
    return met


async def test_intensity_is_how_often_and_the_seed_decides_when(api: Api) -> None:
    first = await decisions(api, seed=7)
    assert 8 <= first.count(503) <= 32
    assert await decisions(api, seed=7) == first
    assert await decisions(api, seed=8) != first


async def test_without_a_seed_it_is_the_tenants(api: Api) -> None:
    first = await decisions(api)
    assert await decisions(api, seed=api.server.tenant.tenancy.seed) == first


async def test_at_no_intensity_it_runs_and_harms_nobody(api: Api) -> None:
    await start(api, "token-service-down", intensity=0)
    assert [await log_in(api) for _ in range(5)] == [200] * 5
    assert await state(api, "token-service-down") == "running"
