"""Contacts on the Digital API: found, read, given a status, an agent, a queue, fields.

Source: the vendor's OpenAPI operations as published again by generated clients.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.dialects.cxone.desk import LIVE, MESSAGING, desk, reply
from tests.support.agents_cxone import Program, ask
from tests.support.chats_cxone import Json, chat


async def test_a_contact_is_found_by_its_status_and_read_by_its_number() -> None:
    async with desk() as at:
        number = await at.contact()
        other = await at.contact(thread="t-2", customer="c-2")
        await at.done("PUT", f"/contacts/{other}/status", status="closed")
        new = await at.ana.get("/contacts", **{"status[]": "new"})
        assert [one["id"] for one in new["data"]] == [number]
        assert new["scrollToken"] == ""
        everything = await at.ana.get("/contacts")
        assert {one["id"] for one in everything["data"]} == {number, other}
        case = await at.ana.get(f"/contacts/{number}")
        assert (case["id"], case["status"], case["channelId"]) == (number, "new", LIVE)
        detail = await at.ana.get(f"/contacts/{number}/detail")
        assert detail["contact"] == case
        assert detail["thread"]["idOnExternalPlatform"] == "t-1"
        assert detail["customer"]["identities"][0]["idOnExternalPlatform"] == "c-1"


async def test_several_statuses_are_asked_for_at_once() -> None:
    async with desk() as at:
        await at.contact()
        got = await at.ana.call("GET", "/contacts?status[]=closed&status[]=new")
        assert [one["status"] for one in got.body["data"]] == ["new"]
        none = await at.ana.call("GET", "/contacts?status[]=closed&status[]=open")
        assert none.body["data"] == []
        for form in ("status=closed", "status[0]=closed&status[1]=open"):
            assert (await at.ana.call("GET", f"/contacts?{form}")).body["data"] == []
        wrong = await at.ana.call("GET", "/contacts?status[]=nwe")
        assert wrong.status == 400
        assert wrong.body["error"]["errorMessage"].endswith("is none")
        assert "Did you mean 'new'?" in wrong.headers["X-Mockplatform-Hint"]


async def test_a_list_goes_on_where_it_ended_though_others_came_meanwhile() -> None:
    async with desk() as at:
        numbers = []
        for index in range(30):
            numbers.append(await at.contact(thread=f"t-{index}", customer=f"c-{index}"))
            await at.server.advance(1)
        first = await at.ana.get("/contacts")
        assert [one["id"] for one in first["data"]] == numbers[:4:-1]
        await at.contact(thread="late", customer="late")
        rest = await at.ana.get("/contacts", scrollToken=first["scrollToken"])
        assert [one["id"] for one in rest["data"]] == numbers[4::-1]
        assert rest["scrollToken"] == ""


@pytest.mark.parametrize("token", ["x", "e30=", "W10=", "é", "bnVsbA=="])
async def test_a_scroll_token_that_no_list_gave_is_refused(token: str) -> None:
    async with desk() as at:
        got = await at.ana.call("GET", "/contacts", query={"scrollToken": token})
        assert (got.status, got.body["error"]["errorCode"]) == (400, "InvalidValue")


async def test_a_contacts_messages_come_newest_first_a_part_at_a_time() -> None:
    async with desk() as at:
        number = await at.contact(text="0")
        for index in range(1, 30):
            await at.bring(str(index))
        path = f"/contacts/{number}/messages"
        first = await at.ana.get(path)
        rest = await at.ana.get(path, scrollToken=first["scrollToken"])
        texts = [one["messageContent"]["text"] for one in (*first["data"], *rest["data"])]
        assert texts == [str(index) for index in range(29, -1, -1)]
        assert len(first["data"]) == 25
        assert rest["scrollToken"] == ""


async def test_an_agent_is_assigned_by_id_or_number_whoever_has_the_contact() -> None:
    async with desk() as at:
        number = await at.contact()
        path = f"/contacts/{number}"
        await at.assign(number)
        case = await at.ana.get(path)
        me = await at.ana.get("/me")
        assert (case["status"], case["inboxAssignee"]) == ("open", me["id"])
        await at.assign(number)
        users = (await at.ana.get("/users"))["data"]
        ben = next(one for one in users if one["incontactId"] == "ben")
        await at.assign(number, ben["id"])
        assert (await at.ana.get(path))["inboxAssigneeUser"]["incontactId"] == "ben"
        await at.done("DELETE", f"{path}/inbox-assignment")
        assert (await at.ana.get(path))["inboxAssignee"] is None
        await at.done("DELETE", f"{path}/inbox-assignment")


async def test_an_agent_takes_what_another_one_is_being_asked_for() -> None:
    async with desk(settings={}) as at:
        number = await at.contact()
        case = await at.ana.get(f"/contacts/{number}")
        assert case["inboxPreAssigneeUser"]["incontactId"] == "bot-sam"
        await at.assign(number)
        case = await at.ana.get(f"/contacts/{number}")
        assert case["inboxAssigneeUser"]["incontactId"] == "ana"


async def test_nobody_is_assigned_whom_there_is_not_or_to_what_is_over() -> None:
    async with desk() as at:
        number = await at.contact()
        path = f"/contacts/{number}/inbox-assignment"
        wrong = await at.ana.call("PUT", path, {"inboxAssigneeCxoneId": "anna"})
        assert (wrong.status, wrong.body["error"]["errorCode"]) == (400, "InvalidValue")
        await at.done("PUT", f"/contacts/{number}/status", status="closed")
        over = await at.ana.call("PUT", path, {"inboxAssigneeCxoneId": "ana"})
        assert (over.status, over.body["error"]["errorCode"]) == (409, "ConversationClosed")
        gone = await at.ana.call("DELETE", path)
        assert gone.status == 409


async def test_statuses_follow_what_agents_say() -> None:
    async with desk() as at:
        number = await at.contact()
        await at.assign(number)
        path = f"/contacts/{number}"
        for status in ("pending", "escalated", "resolved", "open", "closed"):
            await at.done("PUT", f"{path}/status", status=status)
            assert (await at.ana.get(path))["status"] == status
        again = await at.ana.call("PUT", f"{path}/status", {"status": "pending"})
        assert again.status == 409
        wrong = await at.ana.call("PUT", f"{path}/status", {"status": "done"})
        assert wrong.status == 400


async def test_a_contact_is_handed_to_a_queue_by_its_skill() -> None:
    async with desk() as at:
        number = await at.contact()
        path = f"/contacts/{number}"
        queues = (await at.ana.get("/routing-queues"))["data"]
        care = next(one for one in queues if one["id"] == "care-team")
        body = {"skillId": care["skillId"]}
        await at.done("PUT", f"{path}/routing-queue", skillId="billing")
        assert (await at.ana.get(path))["routingQueueId"] == "billing"
        await at.assign(number)
        await at.done("PUT", f"{path}/routing-queue", **body)
        case = await at.ana.get(path)
        assert (case["routingQueueId"], case["inboxAssignee"]) == ("care-team", None)
        wrong = await at.ana.call("PUT", f"{path}/routing-queue", {"skillId": 1})
        assert wrong.status == 400
        await at.done("PUT", f"{path}/status", status="closed")
        over = await at.ana.call("PUT", f"{path}/routing-queue", body)
        assert (over.status, over.body["error"]["errorCode"]) == (409, "ConversationClosed")


async def test_a_priority_and_custom_fields_are_kept_and_told() -> None:
    async with desk() as at:
        number = await at.contact()
        path = f"/contacts/{number}"
        assert (await at.ana.get(path))["routingQueuePriority"] == 1
        await at.done("PUT", path, routingQueuePriority=5)
        fields = [{"ident": "intent", "value": "billing"}, {"ident": "vip", "value": True}]
        await at.done("PUT", f"{path}/custom-fields", customFields=fields)
        await at.done("PUT", f"{path}/custom-fields", customFields=[{"ident": "vip", "value": ""}])
        case = await at.ana.get(path)
        assert case["routingQueuePriority"] == 5
        told = {one["ident"]: one["value"] for one in case["customFields"]}
        assert told == {"intent": "billing", "vip": ""}
        high = await at.ana.call("PUT", path, {"routingQueuePriority": 10_000})
        assert high.status == 400


async def test_acts_stand_in_the_journal_once_for_what_they_changed() -> None:
    async with desk() as at:
        number = await at.contact()
        path = f"/contacts/{number}"
        for _ in range(2):
            await at.assign(number)
        await at.done("PUT", path, routingQueuePriority=5)
        await at.done("PUT", f"{path}/custom-fields", customFields=[{"ident": "a", "value": "1"}])
        entries = [one.render() for one in at.server.tenant.journal.select(kind="agent")]
        assert [(one["act"], one["agentId"]) for one in entries] == [
            ("accept", "ana"),
            ("priority", "ana"),
            ("fields", "ana"),
        ]


async def test_refusals_tell_steps_that_a_program_of_agents_can_take() -> None:
    async with desk() as at:
        number = await at.contact()
        refused = await at.ana.call("POST", f"/channels/{LIVE}/outbound", reply("Hi"))
        assert refused.status == 409
        assert "{n}/inbox-assignment" in refused.headers["X-Mockplatform-Hint"]
        await at.assign(number)
        await at.done("PUT", f"/contacts/{number}/status", status="closed")
        for path, change in (
            (f"/contacts/{number}/status", {"status": "open"}),
            (f"/contacts/{number}", {"routingQueuePriority": 5}),
        ):
            refused = await at.ana.call("PUT", path, change)
            assert (refused.status, refused.body["error"]["errorCode"]) == (
                409,
                "ConversationClosed",
            )
            assert "begins another one in its thread" in refused.headers["X-Mockplatform-Hint"]


async def test_history_tells_what_befell_a_contact_a_page_at_a_time() -> None:
    async with desk() as at:
        number = await at.contact()
        await at.assign(number)
        await at.done("PUT", f"/contacts/{number}/status", status="closed")
        path = f"/contacts/{number}/history"
        whole = await at.ana.get(path)
        names = [one["eventType"] for one in whole["data"]]
        assert names[0] == "CaseCreated"
        assert "CaseInboxAssigneeChanged" in names
        assert whole["data"][-1]["data"]["case"]["status"] == "closed"
        assert whole["total"] == len(names)
        second = await at.ana.get(path, page="2", size="2")
        assert second["data"] == whole["data"][2:4]
        wrong = await at.ana.call("GET", path, query={"page": "0"})
        assert wrong.status == 400


async def test_history_tells_that_a_message_has_opened_a_contact_again() -> None:
    """As it was pushed, and as a page of the thread's history has it: by the same ids, in order."""
    async with desk() as at, chat(at.server, MESSAGING, "c-1") as customer:
        await customer.say("Hello")
        number = (await customer.push("CaseCreated"))["case"]["id"]
        await at.assign(number)
        await at.done("PUT", f"/contacts/{number}/status", status="pending")
        await customer.say("One more thing")
        await customer.beat()
        pushed = _statuses(customer.seen)
        assert [status for _, status in pushed][-2:] == ["pending", "open"]
        whole = (await at.ana.get(f"/contacts/{number}/history"))["data"]
        assert _statuses(whole) == pushed
        assert "MessageCreated" not in {one["eventType"] for one in whole}
        thread = {"thread": {"idOnExternalPlatform": "t-1"}}
        page = await customer.do("RecoverThread", thread)
        assert page["contactHistory"] == whole[::-1]


async def test_history_tells_of_then_with_the_names_of_now() -> None:
    async with desk() as at, chat(at.server, MESSAGING, "c-1") as customer:
        await customer.say("Hello")
        case = (await customer.push("CaseCreated"))["case"]
        await at.done("PUT", f"/contacts/{case['id']}/status", status="closed")
        named = {"idOnExternalPlatform": "t-1", "threadName": "Shoes"}
        await customer.do("UpdateThread", {"thread": named})
        path = f"/contacts/{case['id']}/history"
        first, *_, last = (await at.ana.get(path))["data"]
        assert [one["data"]["case"]["status"] for one in (first, last)] == ["new", "closed"]
        assert {one["data"]["thread"]["threadName"] for one in (first, last)} == {"Shoes"}


def _statuses(pushes: list[Json]) -> list[tuple[str, str]]:
    """Return the changes of the status among pushes: by which id, and to what."""
    return [
        (one["eventId"], one["data"]["case"]["status"])
        for one in pushes
        if one["eventType"] == "CaseStatusChanged"
    ]


async def test_a_transcript_is_asked_for_and_the_journal_says_for_whom() -> None:
    async with desk() as at:
        number = await at.contact()
        path = f"/contacts/{number}/transcript"
        to = [{"idOnExternalPlatform": "robin@example.com"}]
        await at.done("POST", path, recipients=to)
        journal = await ask(at.server.http, "GET", f"{at.server.url}/__admin/journal")
        assert f"transcript of contact {number} for robin@example.com" in str(journal.body)
        for wrong in ([], [{"idOnExternalPlatform": "robin"}], to * 11):
            got = await at.ana.call("POST", path, {"recipients": wrong})
            assert got.status == 400


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", ""),
        ("GET", "/detail"),
        ("GET", "/messages"),
        ("GET", "/history"),
        ("DELETE", "/inbox-assignment"),
    ],
)
async def test_a_contact_that_there_is_not_is_told_as_such(method: str, path: str) -> None:
    async with desk() as at:
        got = await at.ana.call(method, f"/contacts/123{path}")
        assert (got.status, got.body["error"]["errorCode"]) == (404, "NotFound")


async def test_what_is_not_emulated_is_no_answer_of_the_platform() -> None:
    async with desk() as at:
        number = await at.contact()
        for method, path in (
            ("GET", "/workflows"),
            ("GET", f"/contacts/{number}/notes"),
            ("PATCH", f"/contacts/{number}"),
        ):
            got = await at.ana.call(method, path)
            assert (got.status, got.body["error"]["errorCode"]) == (501, "NotImplemented")
            assert "Allow" not in got.headers


async def test_what_nobody_reads_of_a_query_stands_in_the_journal() -> None:
    async with desk() as at:
        await at.ana.get("/contacts", **{"status[]": "new", "sorting": "createdAt"})
        journal = await ask(at.server.http, "GET", f"{at.server.url}/__admin/journal")
        assert "parameters that nobody reads: sorting" in str(journal.body)


async def test_a_contact_that_is_trashed_is_told_and_takes_no_more() -> None:
    async with desk() as at:
        number = await at.contact()
        await at.assign(number)
        await at.done("PUT", f"/contacts/{number}/status", status="trashed")
        assert (await at.ana.get(f"/contacts/{number}"))["status"] == "trashed"
        got = await at.ana.call("POST", f"/channels/{LIVE}/outbound", reply("Hi"))
        assert (got.status, got.body["error"]["errorCode"]) == (404, "NotFound")
        again = await at.ana.call("PUT", f"/contacts/{number}/status", {"status": "open"})
        assert again.status == 409


@pytest.mark.parametrize("store", ["memory", "sqlite"])
async def test_agents_work_the_same_on_each_store(store: str, tmp_path: Path) -> None:
    where = "memory" if store == "memory" else f"sqlite:///{tmp_path}/desk.db"
    async with desk(store=where) as at:
        number = await at.contact()
        await asyncio.gather(*(at.assign(number, one) for one in ("ana", "ben", "ana")))
        case = await at.ana.get(f"/contacts/{number}")
        assert case["inboxAssigneeUser"]["incontactId"] in {"ana", "ben"}
        await at.assign(number)
        said = [reply(str(n), idOnExternalPlatform=str(n)) for n in range(5)] * 2
        path = f"/channels/{LIVE}/outbound"
        got = await asyncio.gather(*(at.ana.call("POST", path, one) for one in said))
        assert {one.status for one in got} == {200}
        told = (await at.ana.get(f"/contacts/{number}/messages"))["data"]
        texts = [one["messageContent"]["text"] for one in told]
        assert sorted(texts) == ["0", "1", "2", "3", "4", "Hello"]


async def test_customers_and_strangers_are_not_let_in() -> None:
    async with desk() as at:
        stranger = Program(at.server.http, "")
        stranger.api = at.ana.api
        stranger.tokens = {"access_token": await at.server.token("user-7")}
        got = await stranger.call("GET", "/contacts")
        assert (got.status, got.body["error"]["errorCode"]) == (403, "Forbidden")
        stranger.tokens = {"access_token": "no.token.this"}
        got = await stranger.call("GET", "/contacts")
        assert (got.status, got.body["error"]["errorCode"]) == (401, "InvalidToken")
        assert got.headers["WWW-Authenticate"].startswith("Bearer ")
        await at.server.advance(at.ana.tokens["expires_in"])
        over = await at.ana.call("GET", "/contacts")
        assert (over.status, over.body["error"]["errorCode"]) == (401, "TokenExpired")


async def test_conversations_of_other_dialects_are_no_contacts() -> None:
    async with desk() as at:
        token = await at.server.token("user-7")
        await at.server.conversation(token, message={"text": "Hello"})
        assert (await at.ana.get("/contacts"))["data"] == []
        number = await at.contact(channel=MESSAGING)
        assert [one["id"] for one in (await at.ana.get("/contacts"))["data"]] == [number]
