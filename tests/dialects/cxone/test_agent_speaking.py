"""What is said through the Digital API: agents' replies, their typing, and what comes from outside.

Source: the vendor's OpenAPI operations as published again by generated clients.
"""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from mockplatform.dialects.cxone.agent.messages import LOOKED_AT_ONCE, contacts
from tests.dialects.cxone.desk import LIVE, MESSAGING, THREAD, desk, reply
from tests.support.chats_cxone import chat
from tests.support.faulty import fault

OUT = f"/channels/{LIVE}/outbound"
TYPING = f"/channels/{LIVE}/threads/{THREAD}/sender-actions"
QUICK = {
    "type": "QUICK_REPLIES",
    "payload": {
        "text": {"content": "Which one?"},
        "actions": [{"type": "REPLY_BUTTON", "text": "This", "postback": "this"}],
    },
}


async def test_an_agents_reply_reaches_the_customer_and_the_contacts_messages() -> None:
    async with desk() as at, chat(at.server) as robin:
        await robin.say("Where is my order?")
        number = (await robin.push("CaseCreated"))["case"]["id"]
        await robin.push("MessageCreated")
        await at.assign(number)
        got = await at.ana.call("POST", OUT, reply("On its way.", idOnExternalPlatform="r-1"))
        assert (got.status, got.body["direction"]) == (200, "outbound")
        heard = (await robin.push("MessageCreated"))["message"]
        assert heard["messageContent"]["text"] == "On its way."
        assert heard["authorUser"]["incontactId"] == "ana"
        assert (heard["id"], heard["idOnExternalPlatform"]) == (got.body["id"], "r-1")
        told = (await at.ana.get(f"/contacts/{number}/messages"))["data"]
        assert [one["direction"] for one in told] == ["outbound", "inbound"]


async def test_a_reply_that_comes_again_is_no_other_message() -> None:
    async with desk() as at:
        await at.assign(await at.contact())
        first = await at.ana.call("POST", OUT, reply("Yes.", idOnExternalPlatform="r-1"))
        again = await at.ana.call("POST", OUT, reply("Yes.", idOnExternalPlatform="r-1"))
        assert (again.status, again.body["id"]) == (200, first.body["id"])
        other = await at.ana.call("POST", OUT, reply("No.", idOnExternalPlatform="r-1"))
        assert (other.status, other.body["error"]["errorCode"]) == (409, "MessageIdReused")


async def test_a_richer_reply_is_told_to_the_customer_as_it_was_sent() -> None:
    async with desk() as at, chat(at.server) as robin:
        await robin.say("Which ones are there?")
        number = (await robin.push("CaseCreated"))["case"]["id"]
        await at.assign(number)
        got = await at.ana.call("POST", OUT, reply("", messageContent=QUICK))
        assert got.status == 200, got
        heard = await robin.push(
            "MessageCreated", lambda one: one["message"]["direction"] == "outbound"
        )
        content = heard["message"]["messageContent"]
        assert content["type"] == "QUICK_REPLIES"
        assert content["payload"].items() >= QUICK["payload"].items()  # type: ignore[attr-defined]  # a dict
        assert content["text"] == "Which one?"


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (reply("Hi", "t-unknown"), 404, "NotFound"),
        (reply("Hi", ""), 400, "InvalidValue"),
        (reply(""), 400, "InvalidValue"),
        (reply("x" * 8_001), 400, "InvalidValue"),
        (reply("Hi", idOnExternalPlatform="x" * 129), 400, "InvalidValue"),
        ({"thread": {"idOnExternalPlatform": THREAD}}, 400, "InvalidValue"),
    ],
)
async def test_a_reply_that_cannot_be_said_is_refused_with_why(
    body: dict[str, Any], status: int, code: str
) -> None:
    async with desk() as at:
        await at.assign(await at.contact())
        got = await at.ana.call("POST", OUT, body)
        assert (got.status, got.body["error"]["errorCode"]) == (status, code)
        assert got.body["error"]["errorMessage"]


async def test_only_the_agent_who_has_a_contact_replies_while_it_goes_on() -> None:
    async with desk() as at:
        number = await at.contact()
        early = await at.ana.call("POST", OUT, reply("Hi"))
        assert (early.status, early.body["error"]["errorCode"]) == (409, "IllegalTransition")
        await at.assign(number, "ben")
        other = await at.ana.call("POST", OUT, reply("Hi"))
        assert (other.status, other.body["error"]["errorCode"]) == (403, "Forbidden")
        ben = await at.program("ben")
        assert (await ben.call("POST", OUT, reply("Hi"))).status == 200
        await at.done("PUT", f"/contacts/{number}/status", status="closed")
        over = await ben.call("POST", OUT, reply("Hi"))
        assert (over.status, over.body["error"]["errorCode"]) == (409, "ConversationClosed")


async def test_a_program_without_an_agent_speaks_as_whoever_has_the_contact() -> None:
    async with desk() as at:
        await at.assign(await at.contact())
        program = await at.program("automation")
        got = await program.call("POST", OUT, reply("Hi"))
        assert got.body["authorUser"]["incontactId"] == "ana"
        nobody = await program.call("GET", "/me")
        assert (nobody.status, nobody.body["error"]["errorCode"]) == (400, "BadRequest")


async def test_of_two_customers_with_a_thread_by_one_name_the_recipient_is_meant() -> None:
    async with desk() as at:
        for customer in ("c-1", "c-2"):
            await at.assign(await at.contact(customer=customer))
        for customer in ("c-1", "c-2"):
            to = [{"idOnExternalPlatform": customer}]
            got = await at.ana.call("POST", OUT, reply(f"Hi, {customer}", recipients=to))
            case = await at.ana.get(f"/contacts/{got.body['contactNumber']}")
            assert case["authorEndUserIdentity"]["idOnExternalPlatform"] == customer


async def test_the_customer_sees_that_the_agent_types_and_has_stopped() -> None:
    async with desk() as at, chat(at.server) as robin:
        await robin.say("Hello")
        number = (await robin.push("CaseCreated"))["case"]["id"]
        early = await at.ana.call("POST", TYPING, {"action": "typing_on"})
        assert (early.status, early.body["error"]["errorCode"]) == (409, "IllegalTransition")
        await at.assign(number)
        await at.done("POST", TYPING, action="typing_on")
        began = await robin.push("SenderTypingStarted")
        assert (began["direction"], began["user"]["incontactId"]) == ("outbound", "ana")
        await at.done("POST", TYPING, action="typing_off")
        await robin.push("SenderTypingEnded")
        wrong = await at.ana.call("POST", TYPING, {"action": "wave"})
        assert wrong.status == 400
        ben = await at.program("ben")
        other = await ben.call("POST", TYPING, {"action": "typing_on"})
        assert (other.status, other.body["error"]["errorCode"]) == (403, "Forbidden")


@pytest.mark.parametrize("noun", ["inbound", "messages"])
async def test_what_comes_from_outside_makes_customer_thread_and_contact(noun: str) -> None:
    async with desk() as at:
        body = {
            "thread": {"idOnExternalPlatform": "outside-1"},
            "idOnExternalPlatform": "m-1",
            "messageContent": {"type": "TEXT", "payload": {"text": "From a ticket system"}},
            "authorEndUserIdentity": {
                "idOnExternalPlatform": "robin",
                "firstName": "Robin",
                "lastName": "Meyer",
            },
        }
        path = f"/channels/{MESSAGING}/{noun}"
        got = await at.ana.call("POST", path, body)
        assert (got.status, got.body["direction"]) == (200, "inbound")
        again = await at.ana.call("POST", path, body)
        assert again.body["id"] == got.body["id"]
        del body["authorEndUserIdentity"], body["idOnExternalPlatform"]
        more = await at.ana.call("POST", path, body)
        assert more.body["contactNumber"] == got.body["contactNumber"]
        customers = (await at.ana.get("/customers"))["data"]
        assert [one["fullName"] for one in customers] == ["Robin Meyer"]
        threads = (await at.ana.get("/threads"))["data"]
        assert [one["idOnExternalPlatform"] for one in threads] == ["outside-1"]


async def test_what_comes_from_outside_must_be_somebodys() -> None:
    async with desk() as at:
        path = f"/channels/{MESSAGING}/inbound"
        nobody = await at.ana.call("POST", path, reply("Hi", "t-9"))
        assert nobody.status == 404
        ours = await at.ana.call("POST", path, reply("Hi", "t-9", direction="outbound"))
        assert ours.status == 400
        where = await at.ana.call("POST", "/channels/nowhere/inbound", reply("Hi"))
        assert where.status == 404


async def test_messages_are_listed_found_and_marked_as_read() -> None:
    async with desk() as at:
        first = await at.bring("One")
        await at.server.advance(1)
        second = await at.bring("Two", thread="t-2", customer="c-2")
        listed = await at.ana.get("/messages")
        assert [one["id"] for one in listed["data"]] == [second["id"], first["id"]]
        path = f"/messages/{first['id']}"
        assert (await at.ana.get(path))["isRead"] is False
        await at.done("POST", f"{path}/read")
        read = await at.ana.get(path)
        assert read["isRead"] is True
        assert read["userStatistics"]["readAt"] is not None
        await at.done("PUT", f"{path}/read")
        assert (await at.ana.get(path))["readAt"] == read["readAt"]
        assert (await at.ana.get(f"/messages/{second['id']}"))["isRead"] is False
        gone = await at.ana.call("GET", "/messages/none")
        assert gone.status == 404


async def test_messages_of_many_contacts_are_listed_a_part_at_a_time() -> None:
    async with desk() as at:
        told = []
        for index in range(13):
            for text in ("a", "b", "c"):
                one = await at.bring(text, thread=f"t-{index}", customer=f"c-{index}")
                told.append(one["id"])
            await at.server.advance(1)
        found: list[str] = []
        token = ""
        while token or not found:
            part = await at.ana.get("/messages", scrollToken=token)
            assert len(part["data"]) <= 25
            found += [one["id"] for one in part["data"]]
            token = part["scrollToken"]
        assert found == told[::-1]


async def test_others_have_their_turn_while_messages_are_looked_for() -> None:
    """However many contacts there are: none of them has to be put in order first."""
    async with desk() as at:
        said = await at.bring("One")
        tenant = at.server.tenant
        (case,) = [tenant.cases.at(id_) for id_ in tenant.cases.newest()]
        assert case is not None
        for number in range(3 * LOOKED_AT_ONCE):
            tenant.cases.add(f"gone-{number}", case._replace(number=f"gone-{number}"))
        turns, loop = [0], asyncio.get_running_loop()

        def tick() -> None:
            turns[0] += 1
            loop.call_soon(tick)

        tick()
        found = [one.customer.id async for one in contacts(tenant)]
        assert (found, turns[0]) == (["c-1"], 1 + 3)
        assert (await at.ana.get(f"/messages/{said['id']}"))["id"] == said["id"]
        assert [one["id"] for one in (await at.ana.get("/messages"))["data"]] == [said["id"]]


async def test_channels_queues_and_agents_are_listed() -> None:
    async with desk() as at:
        channels = (await at.ana.get("/channels"))["data"]
        assert {LIVE: True, MESSAGING: False}.items() <= {
            one["id"]: one["isLiveChat"] for one in channels
        }.items()
        queues = (await at.ana.get("/routing-queues"))["data"]
        assert [one["id"] for one in queues[:2]] == ["general", "premium-en"]
        users = (await at.ana.get("/users"))["data"]
        assert [(one["incontactId"], one["isBotUser"]) for one in users] == [
            ("bot-sam", True),
            ("ana", False),
            ("ben", False),
        ]
        me = await at.ana.get("/me")
        assert me.items() >= users[1].items()
        assert me["businessUnitId"] == 1001


async def test_what_a_fault_loses_is_answered_and_never_seen() -> None:
    async with desk() as at:
        await at.assign(await at.contact())
        whole = await at.ana.get("/messages")
        async with fault(at.server, "lost_write", where={"dialect": "cxone"}):
            lost = await at.bring("Lost", thread="t-9", customer="c-9")
            assert (lost["messageContent"]["text"], lost["direction"]) == ("Lost", "inbound")
            await at.bring("Lost, too")
            got = await at.ana.call("POST", OUT, reply("And this"))
            assert got.status == 200
            await at.done("DELETE", f"/contacts/{got.body['contactNumber']}/inbox-assignment")
            await at.assign(got.body["contactNumber"], "ben")
        assert await at.ana.get("/messages") == whole
        assert [one["idOnExternalPlatform"] for one in (await at.ana.get("/threads"))["data"]] == [
            THREAD
        ]
        case = await at.ana.get(f"/contacts/{got.body['contactNumber']}")
        assert case["inboxAssigneeUser"]["incontactId"] == "ana"


async def test_a_fault_knows_a_contact_by_its_conversation() -> None:
    async with desk() as at:
        number, other = await at.contact(), await at.contact(thread="t-2", customer="c-2")
        id_ = (await at.ana.get(f"/contacts/{number}"))["contactId"]
        where = {"conversationId": id_}
        async with fault(at.server, "status", what={"status": 503}, where=where):
            got = await at.ana.call("GET", f"/contacts/{number}")
            assert (got.status, got.body["error"]["transactionId"] != "") == (503, True)
            assert (await at.ana.call("GET", f"/contacts/{other}")).status == 200
