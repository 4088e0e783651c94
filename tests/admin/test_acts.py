"""A test acts as an agent. Source: docs/admin.md, Agents and conversations."""

from __future__ import annotations

from typing import Any

import pytest

from mockplatform.core.aggregate import StreamId
from mockplatform.core.signals import Notice, Typing
from tests.admin.api import Api
from tests.support.server import MESSAGING


async def test_a_conversation_is_held_from_offer_to_close(people: Api) -> None:
    id_ = await people.conversation(message={"text": "hi"})
    reply = await people.act(id_, "offer", agentId="bot-sam")
    assert (reply["state"], reply["agent"]["id"]) == ("RINGING", "bot-sam")
    assert reply["ringUntil"]
    reply = await people.act(id_, "accept")
    assert (reply["state"], reply["participants"][-1]["personId"]) == ("ACTIVE", "bot-sam")
    said = await people.act(id_, "message", text="hello")
    assert (said.status, said["direction"], said["from"]["id"]) == (201, "outbound", "bot-sam")
    assert (await people.act(id_, "typing", state="on")).status == 204
    reply = await people.act(id_, "close", reason="solved")
    assert (reply["state"], reply["closeReason"]) == ("CLOSED", "solved")


async def test_an_offer_goes_to_whom_the_platform_would_choose(people: Api) -> None:
    await people.patch("/settings", {"botsAct": True})
    id_ = await people.conversation()
    assert (await people.act(id_, "offer"))["agent"]["id"] == "bot-sam"


async def test_an_offer_goes_to_the_first_person_there_if_nobody_is_free(people: Api) -> None:
    id_ = await people.conversation(routingData={"tier": "premium", "language": "en-US"})
    people_there = [
        one["id"]
        for one in (await people.get("/agents"))["agents"]
        if one["kind"] == "person" and (not one["queues"] or "premium-en" in one["queues"])
    ]
    assert (await people.act(id_, "offer"))["agent"]["id"] == people_there[0]


async def test_who_is_away_or_busy_may_still_be_offered_by_name(people: Api) -> None:
    await people.put("/agents/zoe", {"present": False, "capacity": 0})
    id_ = await people.conversation()
    assert (await people.act(id_, "offer", agentId="zoe"))["agent"]["id"] == "zoe"


async def test_an_offer_to_nobody_says_whom_there_is(people: Api) -> None:
    for agent in (await people.get("/agents"))["agents"]:
        await people.delete(f"/agents/{agent['id']}")
    id_ = await people.conversation()
    assert (await people.act(id_, "offer")).refusal == (409, "conflict")
    reply = await people.act(id_, "offer", agentId="zoe")
    assert reply.refusal == (404, "not.found")


async def test_a_decline_frees_the_agent_and_the_next_one_is_chosen(people: Api) -> None:
    await people.put("/agents/yan", {})
    await people.put("/agents/zoe", {})
    id_ = await people.conversation()
    await people.act(id_, "offer", agentId="yan")
    reply = await people.act(id_, "decline")
    assert (reply["state"], reply["declined"]) == ("OPEN", ["yan"])
    assert (await people.act(id_, "offer"))["agent"]["id"] == "zoe"


@pytest.mark.parametrize("act", ["accept", "decline"])
async def test_an_answer_for_somebody_else_is_refused(people: Api, act: str) -> None:
    id_ = await people.conversation()
    await people.act(id_, "offer", agentId="ana")
    reply = await people.act(id_, act, agentId="bot-sam")
    assert reply.refusal == (403, "forbidden")
    assert "'ana'" in reply["hint"]


async def test_a_transfer_puts_the_conversation_into_another_queue(people: Api) -> None:
    id_ = await people.conversation()
    await people.act(id_, "offer", agentId="bot-sam")
    await people.act(id_, "accept", agentId="bot-sam")
    reply = await people.act(id_, "transfer", queue="care-team")
    assert (reply["state"], reply["queue"]["id"]) == ("OPEN", "care-team")
    reply = await people.act(id_, "transfer", queue="care-tem")
    assert (reply.refusal, reply["hint"]) == ((404, "not.found"), "Did you mean 'care-team'?")


async def test_a_transfer_to_an_agent_alerts_that_one_in_the_same_step(people: Api) -> None:
    id_ = await active(people)
    reply = await people.act(id_, "transfer", agentId="ana")
    assert (reply["state"], reply["agent"]["id"]) == ("RINGING", "ana")
    assert reply["queue"]["id"] == "general"
    await people.act(id_, "accept")
    reply = await people.act(id_, "transfer", agentId="bot-sam", queue="billing")
    assert (reply["state"], reply["agent"]["id"]) == ("RINGING", "bot-sam")
    assert reply["queue"]["id"] == "billing"


async def test_nobody_hands_over_to_himself_or_to_one_whom_nobody_knows(people: Api) -> None:
    id_ = await active(people)
    assert (await people.act(id_, "transfer", agentId="bot-sam")).refusal[0] == 400
    reply = await people.act(id_, "transfer", agentId="anna")
    assert (reply.refusal, reply["hint"]) == ((404, "not.found"), "Did you mean 'ana'?")
    assert (await people.get(f"/conversations/{id_}"))["state"] == "ACTIVE"


async def test_who_leaves_lets_the_conversation_wait_again(people: Api) -> None:
    id_ = await people.conversation()
    await people.act(id_, "offer", agentId="bot-sam")
    await people.act(id_, "accept")
    assert (await people.act(id_, "leave"))["state"] == "OPEN"


async def test_a_message_sent_twice_stands_once(people: Api) -> None:
    id_ = await active(people)
    first = await people.act(id_, "message", text="a", clientMessageId="m1")
    again = await people.act(id_, "message", text="a", clientMessageId="m1")
    assert (first.status, again.status) == (201, 200)
    assert again.body == {**first.body, "duplicate": True}
    reused = await people.act(id_, "message", text="b", clientMessageId="m1")
    assert reused.refusal == (409, "message.id.reused")


async def test_the_customer_reads_what_the_agent_says(people: Api) -> None:
    id_ = await active(people)
    await people.act(id_, "message", text="hello")
    page = await people.widget("GET", f"{MESSAGING}/{id_}/messages", await people.token())
    assert [one["text"] for one in page["entities"]] == ["hello"]


async def test_typing_is_signalled_and_puts_inactivity_off(people: Api) -> None:
    id_ = await active(people)
    heard: list[Notice] = []
    tenant = people.server.tenant

    class Watcher:
        def grown(self, stream: StreamId) -> None: ...

        def signalled(self, stream: StreamId, signal: Notice) -> None:
            heard.append(signal)

    tenant.hub.watch(StreamId(tenant.id, "conversation", id_), Watcher())
    await people.post("/clock/advance", {"by": "10m"})
    await people.act(id_, "typing", state="off")
    (typed,) = heard
    assert isinstance(typed, Typing)
    assert typed.sender.id == "bot-sam"
    await people.post("/clock/advance", {"by": "10m"})
    assert (await people.get(f"/conversations/{id_}"))["state"] == "ACTIVE"


FORBIDDEN = {
    "OPEN": ("accept", "decline", "message", "typing", "transfer", "leave"),
    "RINGING": ("offer", "message", "typing", "transfer", "leave"),
    "ACTIVE": ("offer", "accept", "decline"),
    "CLOSED": ("offer", "accept", "decline", "message", "typing", "transfer", "leave", "close"),
    "DELETED": ("offer", "accept", "decline", "message", "typing", "transfer", "leave", "close"),
}
BODIES: dict[str, dict[str, Any]] = {
    "message": {"text": "x"},
    "typing": {"state": "on"},
    "transfer": {"queue": "billing"},
}


@pytest.mark.parametrize(("state", "acts"), FORBIDDEN.items())
async def test_an_act_that_the_state_forbids_names_the_state_and_changes_nothing(
    people: Api, state: str, acts: tuple[str, ...]
) -> None:
    id_ = await brought_to(people, state)
    before = (await people.get(f"/conversations/{id_}")).body
    assert before["state"] == state
    for act in acts:
        reply = await people.act(id_, act, **BODIES.get(act, {}))
        assert reply.refusal[0] == 409, act
        assert state in reply["detail"], act
        assert reply["hint"], act
    assert (await people.get(f"/conversations/{id_}")).body == before


async def test_a_supervisor_may_close_what_no_agent_has(people: Api) -> None:
    id_ = await people.conversation()
    reply = await people.act(id_, "close", by="supervisor")
    assert (reply["state"], reply["closeReason"]) == ("CLOSED", "supervisor")


@pytest.mark.parametrize(
    ("act", "body", "code"),
    [
        ("offer", {"agent": "ana"}, "unknown.member"),
        ("accept", {"agentId": 7}, "invalid.value"),
        ("message", {}, "invalid.value"),
        ("message", {"text": ""}, "invalid.value"),
        ("message", {"text": "x" * 8001}, "invalid.value"),
        ("message", {"text": "x", "clientMessageID": "m"}, "unknown.member"),
        ("typing", {"state": True}, "invalid.value"),
        ("transfer", {}, "invalid.value"),
        ("leave", {"reason": "x"}, "unknown.member"),
        ("close", {"by": "customer"}, "invalid.value"),
    ],
)
async def test_a_body_that_does_not_fit_the_act_is_refused(
    people: Api, act: str, body: dict[str, Any], code: str
) -> None:
    id_ = await active(people)
    assert (await people.act(id_, act, **body)).refusal == (400, code)


async def test_the_journal_tells_what_was_done_as_whom(people: Api) -> None:
    id_ = await active(people)
    entries = (await people.get(f"/journal?kind=agent&conversationId={id_}"))["entries"]
    assert [(one["act"], one["agentId"]) for one in entries] == [
        ("offer", "bot-sam"),
        ("accept", "bot-sam"),
    ]


async def active(api: Api) -> str:
    """Return a conversation that the bot's place holder has taken."""
    return await brought_to(api, "ACTIVE")


async def brought_to(api: Api, state: str) -> str:
    """Return a conversation in a state."""
    id_ = await api.conversation()
    if state in ("RINGING", "ACTIVE"):
        await api.act(id_, "offer", agentId="bot-sam")
    if state == "ACTIVE":
        await api.act(id_, "accept")
    if state == "CLOSED":
        await api.act(id_, "close", by="supervisor")
    if state == "DELETED":
        await api.delete(f"/conversations/{id_}")
    return id_
