"""The chain that led to an answer. Source: docs/journal.md, Explain."""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import urlsplit

import pytest
from websockets.asyncio.client import connect

from mockplatform.limits import LIMITS
from tests.admin.api import Api, Reply
from tests.support.server import MESSAGING

EXPLAIN = "X-Mockplatform-Explain"
ME = "/api/v2/users/me"


async def explained(api: Api, reply: Reply) -> Reply:
    """Follow an answer's own header to what led to it."""
    path = urlsplit(reply.headers[EXPLAIN]).path
    told = await api.call("GET", path)
    assert told.status == 200, told
    return told


def story(told: Reply) -> str:
    """Return the story as one text."""
    return " ".join(told["story"])


async def test_a_refused_token_is_explained(people: Api) -> None:
    token = await people.token("ann", expiresIn="10m")
    await people.post("/clock/advance", {"by": "11m"})
    reply = await people.widget("GET", ME, token)
    assert reply.status == 401
    told = await explained(people, reply)
    seen = told["token"]
    assert seen["verdict"] == "edge refused: token.expired"
    assert seen["token"] == f"…{token[-6:]}"
    assert -61 <= seen["expiresIn"] <= -60
    assert told["request"]["causedBy"] == told["entries"][0]["id"]
    assert told["entries"][0]["kind"] == "auth"
    assert "token.expired" in story(told)
    assert "was over for 1m" in story(told)
    assert token not in str(told.body)


async def test_a_token_that_was_let_by_is_told_too(people: Api) -> None:
    reply = await people.widget("GET", ME, await people.token("ann", expiresIn="10m"))
    told = await explained(people, reply)
    assert told["token"]["verdict"] == "good"
    assert 0 < told["token"]["expiresIn"] <= 600
    assert told["token"]["jti"]
    assert (told["faults"], told["limits"], told["causedBy"]) == ([], [], [])
    assert "No fault fired on its way." in told["story"]
    assert told["clock"]["mode"] == "running"


async def test_an_injected_503_is_told_from_a_real_one(people: Api) -> None:
    token = await people.token("ann")
    fault = {"id": "down", "what": {"kind": "status", "status": 503}}
    await people.post("/faults", fault)
    reply = await people.widget("GET", ME, token)
    assert reply.status == 503
    told = await explained(people, reply)
    (fired,) = told["faults"]
    assert (fired["faultId"], fired["subject"], fired["ordinal"]) == ("down", "ann", 1)
    assert 0 <= fired["draw"] < 1
    assert told["request"]["causedBy"] == fired["id"]
    assert told["request"]["fault"] == "down"
    assert "it is no error of its own" in story(told)
    assert told["limits"] == []


async def test_truncated_routing_data_is_explained(people: Api) -> None:
    await people.patch("/settings", {"routingPolicy": "truncate"})
    token = await people.token("ann")
    body = {"routingData": {"topic": "x" * 20_000}}
    reply = await people.widget("POST", MESSAGING, token, body)
    assert reply.status == 201
    told = await explained(people, reply)
    (limit,) = told["limits"]
    assert limit["code"] == "routing.data.truncated"
    assert "topic" in limit["hint"]
    assert [one["type"] for one in told["events"]] == ["ConversationCreated", "Placed"]
    assert told["conversation"]["id"] == reply["id"]
    assert told["conversation"]["state"] == "OPEN"


async def test_a_limit_is_told_as_one(people: Api) -> None:
    body = {"routingData": {"topic": "x" * 20_000}}
    reply = await people.widget("POST", MESSAGING, await people.token("ann"), body)
    assert reply.status == 413
    assert [one["code"] for one in (await explained(people, reply))["limits"]] == [
        "routing.data.too.large"
    ]


async def test_a_message_leads_to_the_frames_that_were_pushed(people: Api) -> None:
    token = await people.token("ann")
    id_ = (await people.widget("POST", MESSAGING, token, {}))["id"]
    url = f"{people.server.ws_url}{MESSAGING}/{id_}/ws?access_token={token}"
    async with connect(url, proxy=None) as line:
        await line.recv()
        said = await people.widget("POST", f"{MESSAGING}/{id_}/messages", token, {"text": "hi"})
        while "MessageSent" not in (text := str(await line.recv())) and "message" not in text:
            pass
        told = await explained(people, said)
        (event,) = told["events"]
        assert event["type"] == "MessageSent"
        (frame,) = told["caused"]
        assert (frame["kind"], frame["direction"]) == ("frame", "out")
        assert (frame["seq"], frame["causedBy"]) == (event["version"], event["id"])
        assert f"version {event['version']} of conversation {id_}" in story(told)
        # From the socket's side, what led to the frame is another's message.
        assert line.response is not None
        socket_id = line.response.headers["X-Correlation-Id"]
        assert line.response.headers[EXPLAIN].endswith(socket_id)
        of_socket = await people.get(f"/explain/{socket_id}")
        assert event["id"] in [one["id"] for one in of_socket["causedBy"]]
        assert of_socket["request"]["status"] == 101


async def test_what_an_advance_fired_belongs_to_it(people: Api) -> None:
    id_ = await people.conversation()
    mine = {"X-Correlation-Id": "sixteen-minutes"}
    await people.post("/clock/advance", {"by": "16m"}, headers=mine)
    told = await people.get("/explain/sixteen-minutes")
    closed = [one for one in told["events"] if one.get("conversationId") == id_]
    assert [one["type"] for one in closed] == ["StateChanged"]
    assert any("The clock: advance" in line for line in told["story"])
    assert "request" not in told.body


async def test_a_callers_own_id_can_be_any_visible_text(people: Api) -> None:
    token = await people.token()
    odd = {"Authorization": f"Bearer {token}", "X-Correlation-Id": "a/b?c#d%20e"}
    reply = await people.call("GET", ME, headers=odd)
    assert (await people.call("GET", urlsplit(reply.headers[EXPLAIN]).path))[
        "correlationId"
    ] == "a/b?c#d%20e"


async def test_of_answers_with_one_id_the_newest_is_told_alone(people: Api) -> None:
    token = await people.token("ann")
    mine = {"Authorization": f"Bearer {token}", "X-Correlation-Id": "mine"}
    assert (await people.call("POST", MESSAGING, {}, headers=mine)).status == 201
    await people.post("/faults", {"id": "down", "what": {"kind": "status", "status": 503}})
    assert (await people.call("GET", ME, headers=mine)).status == 503
    told = await people.get("/explain/mine")
    assert (told["uses"], told["request"]["status"], told["request"]["fault"]) == (2, 503, "down")
    assert [one["faultId"] for one in told["faults"]] == ["down"]
    assert told["events"] == []
    assert "2 answers have this correlation id" in story(told)
    assert "ConversationCreated" not in story(told)
    await people.delete("/faults")
    assert (await people.call("GET", ME, headers=mine)).status == 200
    told = await people.get("/explain/mine")
    assert (told["uses"], told["request"]["status"], told["faults"]) == (3, 200, [])


async def test_after_a_rewind_a_number_that_came_again_is_the_newest_calls(people: Api) -> None:
    token = await people.token("ann")
    await people.post("/checkpoints/s")
    first = await people.widget("POST", MESSAGING, token, {})
    await people.post("/checkpoints/s/rewind")
    second = await people.widget("GET", ME, token)
    assert (first.status, second.status) == (201, 200), (first, second)
    assert first.headers[EXPLAIN] == second.headers[EXPLAIN]
    told = await explained(people, second)
    assert (told["request"]["method"], told["events"], told["uses"]) == ("GET", [], 2)


@pytest.mark.parametrize("was_used", [False, True])
async def test_a_call_that_is_held_is_said_to_wait(people: Api, was_used: bool) -> None:
    headers = {"Authorization": f"Bearer {await people.token()}", "X-Correlation-Id": "mine"}
    if was_used:
        await people.call("POST", MESSAGING, {}, headers=headers)
    await people.post("/faults", {"id": "h", "what": {"kind": "hang"}, "where": {"phase": "edge"}})
    held = asyncio.ensure_future(people.call("GET", ME, headers=headers))
    await people.server.tenant.journal.wait_for(lambda one: one.kind == "fault")
    told = await people.get("/explain/mine")
    assert "It was not answered yet" in story(told)
    assert "request" not in told.body
    assert ([one["faultId"] for one in told["faults"]], told["events"]) == (["h"], [])
    await people.delete("/faults")
    assert (await held).status == 200
    told = await people.get("/explain/mine")
    assert told["request"]["status"] == 200
    assert "It was not answered yet" not in story(told)


async def test_of_very_many_entries_the_newest_are_told_and_the_others_counted(people: Api) -> None:
    for n in range(LIMITS.explained_entries_max + 7):
        people.server.tenant.journal.record("note", ("n", str(n)), correlation_id="mine")
    told = await people.get("/explain/mine")
    assert (len(told["entries"]), told["hidden"]) == (LIMITS.explained_entries_max, 7)
    assert told["entries"][0]["text"] == "7"


async def test_a_tenant_explains_its_own_answers(people: Api) -> None:
    await people.post("/tenants", {"id": "other"})
    other = people.of("other")
    reply = await other.widget("GET", ME, await other.token())
    assert "/t/other/__admin/explain/" in reply.headers[EXPLAIN]
    id_ = reply.headers[EXPLAIN].rpartition("/")[2]
    assert (await other.get(f"/explain/{id_}"))["tenant"] == "other"
    assert (await people.get(f"/explain/{id_}")).refusal == (404, "not.found")


@pytest.mark.parametrize("evicted", [False, True])
async def test_what_is_not_there_is_not_explained(people: Api, evicted: Any) -> None:
    if evicted:
        await people.patch("/settings", {"journalEntries": 100})
        for _ in range(40):
            await people.conversation()
    reply = await people.get("/explain/nobody")
    assert reply.refusal == (404, "not.found")
    assert ("journalEntries" in reply["hint"]) == evicted
