"""Agents: listed, made, changed, taken away. Source: docs/admin.md, Agents."""

from __future__ import annotations

from typing import Any

import pytest

from tests.admin.api import Api

BOT = {
    "id": "robo",
    "name": "Robo",
    "kind": "bot",
    "queues": ["general"],
    "capacity": 3,
    "script": {"acceptAfter": "2s", "steps": [{"say": "Hello"}, {"wait": "1s"}]},
}


async def test_agents_are_listed_in_the_order_in_which_they_are_chosen(api: Api) -> None:
    listed = (await api.get("/agents"))["agents"]
    assert listed[0]["id"] == "bot-sam"
    await api.post("/agents", {"id": "zoe"})
    assert [one["id"] for one in (await api.get("/agents"))["agents"]][-1] == "zoe"


async def test_a_new_bot_follows_its_script(api: Api) -> None:
    await api.delete("/agents/bot-sam")
    reply = await api.post("/agents", BOT)
    assert (reply.status, reply.headers["Location"]) == (201, "/__admin/agents/robo")
    said = {"present": True, "email": "", "presence": "", "responding": True}
    assert reply.body == {**BOT, **said, "conversations": []}
    id_ = await api.conversation()
    await api.post("/clock/advance", {"by": "3s"})
    shown = (await api.get(f"/conversations/{id_}")).body
    assert (shown["state"], shown["transcript"][0]["text"]) == ("ACTIVE", "Hello")
    assert (await api.get("/agents/robo"))["conversations"] == [id_]


async def test_what_a_put_leaves_out_becomes_the_default(api: Api) -> None:
    assert (await api.put("/agents/zoe", {"capacity": 5, "present": False})).status == 201
    reply = await api.put("/agents/zoe", {"id": "zoe", "name": "Zoe"})
    assert (reply.status, reply["name"], reply["capacity"]) == (200, "Zoe", 1)
    assert reply["present"] is True


async def test_an_agent_who_comes_is_offered_what_waits(api: Api) -> None:
    await api.delete("/agents/bot-sam")
    id_ = await api.conversation()
    assert (await api.get(f"/conversations/{id_}"))["state"] == "OPEN"
    await api.put("/agents/zoe", {})
    shown = (await api.get(f"/conversations/{id_}")).body
    assert (shown["state"], shown["agent"]["id"]) == ("RINGING", "zoe")


async def test_an_agent_taken_away_is_gone(api: Api) -> None:
    assert (await api.delete("/agents/bot-sam")).status == 204
    for reply in (await api.get("/agents/bot-sam"), await api.delete("/agents/bot-sam")):
        assert reply.refusal == (404, "not.found")


async def test_an_agents_id_is_given_once(api: Api) -> None:
    reply = await api.post("/agents", {"id": "bot-sam"})
    assert reply.refusal == (409, "already.exists")
    assert "PUT" in reply["hint"]


@pytest.mark.parametrize(
    ("body", "code", "words"),
    [
        ({"capcity": 1}, "unknown.member", "'capacity'"),
        ({"script": {"steps": [{"sai": "x"}]}}, "unknown.member", "$.script.steps[0].sai"),
        ({"kind": "robot"}, "invalid.value", "$.kind"),
        ({"capacity": -1}, "invalid.value", "$.capacity"),
        ({"present": "yes"}, "invalid.value", "$.present"),
        ({"queues": "general"}, "invalid.value", "$.queues"),
        ({"queues": ["genral"]}, "invalid.value", "'general'"),
        ({"script": {"steps": [{"say": "a", "wait": "1s"}]}}, "invalid.value", "exactly one"),
        ({"script": {"acceptAfter": "soon"}}, "invalid.value", "$.script.acceptAfter"),
        ({"id": "other"}, "invalid.value", "$.id"),
    ],
)
async def test_an_agent_that_cannot_be_is_refused_and_changes_nothing(
    api: Api, body: dict[str, Any], code: str, words: str
) -> None:
    reply = await api.put("/agents/zoe", body)
    assert reply.refusal == (400, code)
    assert words in reply["detail"] + reply["hint"]
    assert (await api.get("/agents/zoe")).status == 404


async def test_a_new_agent_needs_an_id(api: Api) -> None:
    reply = await api.post("/agents", {})
    assert reply.refusal == (400, "invalid.value")
    assert "'id'" in reply["detail"]


async def test_queues_tell_who_serves_them_and_how_many_wait(people: Api) -> None:
    await people.conversation(routingData={"intent": "order"})
    reply = await people.get("/queues")
    queues = {one["id"]: one for one in reply["queues"]}
    assert reply["fallback"] == "general"
    assert queues["orders"] == {
        "id": "orders",
        "name": "Orders and delivery",
        "agents": ["bot-sam", "ben"],
        "waiting": 1,
    }
    assert (queues["care-team"]["agents"], queues["care-team"]["waiting"]) == (["ana", "ben"], 0)
