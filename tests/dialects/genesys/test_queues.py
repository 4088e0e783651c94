"""Queues, their people and their codes. Source: [M] Queue, QueueMember, UserQueue, WrapupCode."""

from __future__ import annotations

from typing import Any

from tests.support.server import serving
from tests.support.staff import Staff


def names(listing: Any) -> list[str]:
    return [one["name"] for one in listing["entities"]]


async def test_queues_are_found_by_id_and_by_name() -> None:
    async with serving() as server:
        staff = await Staff.of(server, "automation")
        queue = "/routing/queues"
        assert names(await staff.get(f"{queue}?id=billing%2Corders%2Cnope")) == [
            "Billing",
            "Orders and delivery",
        ]
        assert names(await staff.get(f"{queue}?name=*DELIVERY")) == ["Orders and delivery"]
        assert names(await staff.get(f"{queue}?name=bill")) == []
        assert names(await staff.get(f"{queue}?sortOrder=desc"))[0] == "Premium, English"
        assert (await staff.get(f"{queue}?hasPeer=true&pageSize=1"))["pageCount"] == 6


async def test_a_queue_counts_its_people() -> None:
    async with serving(settings={"ring": "45s"}) as server:
        staff = await Staff.of(server, "automation")
        queue = await staff.get("/routing/queues/care-team")
        counts = ("memberCount", "userMemberCount", "joinedMemberCount")
        assert [queue[name] for name in counts] == [2, 2, 2], "bots are no members"
        assert queue["mediaSettings"]["message"] == {"alertingTimeoutSeconds": 45}
        assert queue["acwSettings"] == {"wrapupPrompt": "OPTIONAL"}


async def test_the_people_of_a_queue_are_listed() -> None:
    async with serving() as server:
        staff = await Staff.of(server, "automation")
        path = "/routing/queues/care-team/members"
        for noun in ("members", "users"):
            listed = await staff.get(f"/routing/queues/care-team/{noun}?pageSize=1")
            assert (names(listed), listed["total"]) == (["Ana Duarte"], 2)
        member = (await staff.get(path))["entities"][0]
        assert (member["id"], member["joined"], member["memberBy"]) == ("ana", True, "user")
        assert member["routingStatus"]["status"] == "OFF_QUEUE"
        assert member["user"]["email"] == "ana@default.example"
        assert names(await staff.get(f"{path}?name=oka")) == ["Ben Okafor"]
        assert names(await staff.get(f"{path}?joined=false")) == []
        assert names(await staff.get(f"{path}?routingStatus=IDLE")) == []
        assert len(names(await staff.get(f"{path}?presence=Offline"))) == 2
        assert (await staff.call("GET", f"{path}?joined=maybe"))[0] == 400
        assert (await staff.call("GET", "/routing/queues/care/members"))[0] == 404


async def test_a_user_joins_and_leaves_queues() -> None:
    async with serving() as server:
        ana = await Staff.of(server, "ana")
        mine = ["Billing", "Care team", "Premium, English"]
        assert names(await ana.get("/routing/queues/me")) == mine
        assert names(await ana.get("/users/ana/queues")) == mine
        assert names(await ana.get("/users/ana/queues?joined=false")) == []
        body = [{"id": "orders", "joined": True}, {"id": "billing", "joined": False}]
        status, told, _ = await ana.call("PATCH", "/users/ana/queues", body)
        assert (status, names(told)) == (200, ["Care team", "Orders and delivery", mine[2]])
        status, told, _ = await ana.call("PATCH", "/users/ana/queues/orders", {"joined": False})
        assert (status, told["id"], told["joined"]) == (200, "orders", False)
        member = "/routing/queues/premium-en/members/ana"
        assert (await ana.call("PATCH", member, {"joined": False}))[0] == 204
        assert server.tenant.tenancy.agents["ana"].queues == ("care-team",)
        last = await ana.call("PATCH", "/users/ana/queues/care-team", {"joined": False})
        assert (last[0], last[1]["code"]) == (409, "conflict")


async def test_a_change_of_queues_is_made_whole_or_not_at_all() -> None:
    async with serving() as server:
        ana, ben = await Staff.of(server, "ana"), await Staff.of(server, "ben")
        before = server.tenant.tenancy.agents["ana"].queues
        fine = {"id": "orders", "joined": True}
        for body, status in (
            ([fine, {"id": "nope", "joined": True}], 404),
            ([fine, {"joined": True}], 400),
            ([fine, {"id": "orders"}], 400),
            (fine, 400),
            (None, 400),
        ):
            assert (await ana.call("PATCH", "/users/ana/queues", body))[0] == status, body
        assert (await ben.call("PATCH", "/users/ana/queues", [fine]))[0] == 403
        assert (await ben.call("PATCH", "/routing/queues/orders/members/sam", fine))[0] == 404
        assert server.tenant.tenancy.agents["ana"].queues == before


async def test_a_queue_s_codes_are_listed_and_so_are_all() -> None:
    async with serving(fixture="genesys") as server:
        support, claims, assistant = server.tenant.config.queues
        staff = await Staff.of(server, server.tenant.config.clients[0].id)
        of_support = await staff.get(f"/routing/queues/{support.id}/wrapupcodes")
        assert names(of_support) == sorted(code.name for code in support.wrap_up_codes)
        assert await staff.get(f"/routing/queues/{assistant.id}/wrapupcodes?name=*") is not None
        everything = await staff.get("/routing/wrapupcodes?pageSize=100")
        known = {code.id for queue in (support, claims, assistant) for code in queue.wrap_up_codes}
        assert {one["id"] for one in everything["entities"]} == known
        first = support.wrap_up_codes[0]
        assert (await staff.get(f"/routing/wrapupcodes/{first.id}"))["name"] == first.name
        assert names(await staff.get(f"/routing/wrapupcodes?id={first.id}")) == [first.name]
        assert (await staff.call("GET", "/routing/wrapupcodes/nope"))[0] == 404


async def test_who_names_no_queue_is_counted_in_each() -> None:
    async with serving() as server:
        url = f"{server.url}/__admin/agents/zoe"
        async with server.http.put(url, json={"present": False}) as answer:
            assert answer.status == 201
        staff = await Staff.of(server, "automation")
        listed = (await staff.get("/routing/queues"))["entities"]
        counts = {one["id"]: one["memberCount"] for one in listed}
        assert counts == {
            "general": 2,
            "premium-en": 2,
            "orders": 2,
            "billing": 2,
            "callbacks": 2,
            "care-team": 3,
        }
