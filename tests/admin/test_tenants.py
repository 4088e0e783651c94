"""Tenants: made, shown, put back, taken away. Source: docs/admin.md, Tenants."""

from __future__ import annotations

from typing import Any

import pytest

from mockplatform.admin.names import draw
from mockplatform.clock import ManualWall
from mockplatform.platform import DEFAULT_TENANT
from tests.admin.api import Alarms, Api
from tests.support.server import MESSAGING, serving


async def test_a_new_tenant_says_all_that_a_test_needs(api: Api) -> None:
    reply = await api.post("/tenants", {"id": "a", "fixture": "bank", "seed": 7, "ttl": "90s"})
    assert (reply.status, reply.headers["Location"]) == (201, "/__admin/tenants/a")
    assert reply["url"] == "http://localhost/t/a"
    assert reply["wsUrl"] == "ws://localhost/t/a"
    assert reply["adminUrl"] == "http://localhost/t/a/__admin"
    assert (reply["fixture"], reply["seed"], reply["ttl"]) == ("bank", 7, "1m30s")
    assert set(reply["client"]) == {"id", "secret"}
    assert (await api.get("/tenants/a")).body == reply.body
    assert [one["id"] for one in (await api.get("/tenants"))["tenants"]] == ["default", "a"]


async def test_without_a_fixture_a_tenant_is_like_the_default_one() -> None:
    async with serving(fixture="retail") as server:
        api = Api(server)
        default = await api.get("/tenants/default")
        made = await api.post("/tenants")
        assert (made["fixture"], made["deploymentId"]) == ("retail", default["deploymentId"])


async def test_each_tenant_is_told_with_a_brand_of_its_own() -> None:
    """Source: clients of CXone name a tenant by that number."""
    async with serving() as server:
        api = Api(server)
        made = await api.post("/tenants", {"id": "b"})
        default = await api.get("/tenants/default")
        assert default["brandId"] == 1001
        path = f"/chat/1.0/brand/{made['brandId']}/channel/chat_livechat/availability"
        async with server.http.get(server.url + path) as answer:
            assert answer.status == 200
        assert made["brandId"] != default["brandId"]


async def test_ids_that_were_left_out_are_drawn_and_the_same_for_the_same_seed() -> None:
    drawn = []
    for _ in range(2):
        async with serving(seed=5) as server:
            drawn.append([(await Api(server).post("/tenants"))["id"] for _ in range(3)])
    assert drawn[0] == drawn[1]
    assert len(set(drawn[0])) == 3


def test_a_drawn_id_that_is_taken_is_passed_over() -> None:
    first = draw(1, 1, ())
    assert draw(1, 1, {first}) != first


async def test_settings_and_clock_are_those_that_were_asked_for(api: Api) -> None:
    clock = {"at": "2030-01-02T03:04:05Z", "paused": True, "rate": 2}
    made = await api.post("/tenants", {"id": "a", "settings": {"ring": "5s"}, "clock": clock})
    assert made["createdAt"] == "2030-01-02T03:04:05.000Z"
    assert (await api.of("a").get("/settings"))["ring"] == "5s"
    shown = (await api.of("a").get("/clock")).body
    assert (shown["now"], shown["mode"], shown["rate"]) == (made["now"], "paused", 2)


async def test_a_clock_may_be_given_as_an_instant_alone(api: Api) -> None:
    await api.post("/tenants", {"id": "a", "clock": "2030-01-02T03:04:05Z"})
    shown = (await api.of("a").get("/clock")).body
    assert (shown["now"], shown["mode"]) == ("2030-01-02T03:04:05.000Z", "running")


@pytest.mark.parametrize(
    ("body", "code", "words"),
    [
        ({"fixtur": "bank"}, "unknown.member", "'fixture'"),
        ({"clock": {"pausd": True}}, "unknown.member", "'paused'"),
        ({"settings": {"rings": "5s"}}, "unknown.member", "'ring'"),
        ({"settings": {"ring": "soon"}}, "invalid.value", "settings.ring"),
        ({"id": "a b"}, "invalid.value", "$.id"),
        ({"id": ""}, "invalid.value", "$.id"),
        ({"id": 7}, "invalid.value", "$.id"),
        ({"seed": "x"}, "invalid.value", "$.seed"),
        ({"seed": -1}, "invalid.value", "$.seed"),
        ({"seed": 2**64}, "invalid.value", "$.seed"),
        ({"ttl": "0s"}, "invalid.value", "$.ttl"),
        ({"ttl": "soon"}, "invalid.value", "$.ttl"),
        ({"clock": {"rate": 0}}, "invalid.value", "$.clock.rate"),
        ({"clock": {"at": "9999-01-01T00:00:00Z"}}, "invalid.value", "$.clock.at"),
        ({"clock": "tomorrow"}, "invalid.value", "$.clock"),
    ],
)
async def test_a_tenant_that_cannot_be_is_refused_with_place_and_hint(
    api: Api, body: dict[str, Any], code: str, words: str
) -> None:
    reply = await api.post("/tenants", body)
    assert reply.refusal == (400, code)
    assert words in reply["detail"] + reply["hint"]
    assert reply["errors"]
    assert len((await api.get("/tenants"))["tenants"]) == 1


async def test_all_that_is_wrong_with_a_body_is_told_at_once(api: Api) -> None:
    reply = await api.post("/tenants", {"seed": "x", "ttl": [], "nam": 1})
    assert [(one["path"], one["code"]) for one in reply["errors"]] == [
        ("$.nam", "unknown.member"),
        ("$.seed", "invalid.value"),
        ("$.ttl", "invalid.value"),
    ]


@pytest.mark.parametrize(
    "text", ["[]", "7", "{", '{"id":"a","id":"b"}', '{"seed":NaN}', "\ufeff{}"]
)
async def test_a_body_that_is_no_strict_object_is_refused(api: Api, text: str) -> None:
    headers = {"Content-Type": "application/json"}
    reply = await api.call("POST", "/__admin/tenants", headers=headers, data=text.encode())
    assert reply.refusal == (400, "invalid.json")


async def test_a_fixture_is_a_shipped_one_and_never_a_file_of_the_machine(api: Api) -> None:
    for name in ("bnk", "/etc/passwd", "../default", "fixtures/tenants/bank.yaml"):
        reply = await api.post("/tenants", {"fixture": name})
        assert reply.refusal == (404, "not.found")
        assert "bank" in reply["hint"]


async def test_an_id_is_given_once(api: Api) -> None:
    await api.post("/tenants", {"id": "a"})
    assert (await api.post("/tenants", {"id": "a"})).refusal == (409, "already.exists")


async def test_a_deleted_tenant_is_gone_with_all_its_paths(api: Api) -> None:
    await api.post("/tenants", {"id": "a"})
    token = await api.of("a").token()
    assert (await api.delete("/tenants/a")).status == 204
    assert (await api.delete("/tenants/a")).refusal == (404, "not.found")
    assert (await api.of("a").get("/clock")).refusal == (404, "not.found")
    assert (await api.of("a").call("GET", MESSAGING)).status == 404
    assert (await api.widget("GET", MESSAGING, token)).status == 401


async def test_the_default_tenant_cannot_be_deleted_only_reset(api: Api) -> None:
    reply = await api.delete(f"/tenants/{DEFAULT_TENANT}")
    assert reply.refusal == (409, "conflict")
    assert "reset" in reply["hint"].lower()


async def test_an_unknown_tenant_is_answered_with_the_nearest(api: Api) -> None:
    reply = await api.get("/tenants/defalt")
    assert (reply.refusal, reply["hint"]) == ((404, "not.found"), "Did you mean 'default'?")


async def test_an_unused_tenant_goes_by_itself_and_each_use_puts_that_off() -> None:
    wall = ManualWall()
    alarms = Alarms(wall)
    async with serving(wall=wall, alarm=alarms) as server:
        api = Api(server)
        await api.post("/tenants", {"id": "a", "ttl": "5m"})
        alarms.pass_time(200)
        assert (await api.of("a").get("/clock")).status == 200
        alarms.pass_time(200)
        assert (await api.get("/tenants/a")).status == 200
        alarms.pass_time(101)
        assert (await api.get("/tenants/a")).refusal == (404, "not.found")
        assert (await api.get("/tenants/default")).status == 200
