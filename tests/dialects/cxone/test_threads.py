"""Threads on the chat socket: recovered, listed, named, archived; several at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.support.brands import brand
from tests.support.chats_cxone import message, noted

T1 = {"thread": {"idOnExternalPlatform": "t-1"}}
RECOVERIES = {
    "RecoverThread": "RecoveringThreadFailed",
    "RecoverLivechat": "RecoveringLivechatFailed",
}
Json = dict[str, Any]


def named(name: Any, thread: str = "t-1") -> Json:
    """Return the data of `UpdateThread`."""
    return {"thread": {"idOnExternalPlatform": thread, "threadName": name}}


@pytest.mark.parametrize("event", RECOVERIES)
async def test_a_recovery_tells_how_the_thread_stands_and_who_is_there(event: str) -> None:
    async with brand(live=event == "RecoverLivechat") as shop, shop.chat() as robin:
        fields = {"customFields": [{"ident": "tier", "value": "gold"}]}
        who = {"idOnExternalPlatform": "c-1", "firstName": "Robin", "lastName": "Meyer"}
        await robin.ask("SendMessage", message("Hello", consumer=fields), consumerIdentity=who)
        waiting = await robin.do(event, T1)
        assert (waiting["inboxAssignee"], waiting["contact"]["status"]) == (None, "new")
        await shop.join()
        found = await robin.do(event, T1)
        assert sorted(found) == [
            "contact",
            "contactHistory",
            "customer",
            "inboxAssignee",
            "messages",
            "messagesScrollToken",
            "ownerAssignee",
            "thread",
        ]
        assert found["inboxAssignee"]["incontactId"] == "sam"
        assert found["contact"]["status"] == "open"
        assert found["thread"]["idOnExternalPlatform"] == "t-1"
        assert found["messagesScrollToken"] == ""
        customer = found["customer"]
        assert [customer[name] for name in ("firstName", "lastName", "fullName")] == [
            "Robin",
            "Meyer",
            "Robin Meyer",
        ]
        assert [(one["ident"], one["value"]) for one in customer["customFields"]] == [
            ("tier", "gold")
        ]


@pytest.mark.parametrize(("event", "code"), RECOVERIES.items())
async def test_a_thread_that_is_not_there_is_refused_by_the_event_s_own_code(
    event: str, code: str
) -> None:
    async with brand() as shop, shop.chat() as robin, shop.chat("c-2") as other:
        assert (await robin.refusal(event)).code == code
        await robin.say("Hello")
        refused = await robin.refusal(event, {"thread": {"idOnExternalPlatform": "t-2"}})
        assert refused.code == code
        assert "No thread 't-2'" in refused.message
        assert (await other.refusal(event, T1)).code == code


@pytest.mark.parametrize("live", [True, False])
async def test_a_closed_contact_is_recovered_as_closed(live: bool) -> None:
    async with brand(live=live) as shop, shop.chat() as robin:
        await robin.say("Hello")
        await shop.join()
        await shop.close()
        found = await robin.do("RecoverLivechat" if live else "RecoverThread", T1)
        assert found["contact"]["status"] == "closed"
        assert (found["inboxAssignee"], found["contact"]["inboxAssignee"]) == (None, None)
        assert len(found["messages"]) == 1


async def test_the_end_of_a_contact_that_is_over_ends_no_later_one() -> None:
    """A page names the last contact that it knows of, and may say so late."""
    async with brand() as shop, shop.chat() as robin:
        await robin.say("Hello")
        await shop.close()
        await robin.say("Again")
        first, second = shop.thread().cases
        await robin.do("EndContact", {**T1, "contact": {"id": first.number}})
        refused = await robin.refusal("EndContact", {**T1, "contact": {"id": "42"}})
        assert refused == ("InconsistentData", "No contact '42'")
        assert shop.conversation().is_live
        await robin.do("EndContact", {**T1, "contact": {"id": second.number}})
        assert not shop.conversation().is_live


@pytest.mark.parametrize("named", [{}, {"contact": {}}, {"contact": {"id": ""}}])
async def test_who_names_no_contact_ends_the_present_one(named: Json) -> None:
    async with brand() as shop, shop.chat() as robin:
        await robin.say("Hello")
        await robin.do("EndContact", {**T1, **named})
        assert not shop.conversation().is_live


async def test_a_trashed_contact_is_not_recovered_until_something_is_said_again() -> None:
    async with brand() as shop, shop.chat() as robin:
        await robin.say("Hello")
        await shop.delete()
        for data in (T1, {}):
            assert (await robin.refusal("RecoverLivechat", data)).code == "RecoveringLivechatFailed"
        await robin.refusal("LoadThreadMetadata", T1)
        assert "deleted" in noted(shop.tenant)[-1]
        assert (await robin.do("FetchThreadList"))["threads"] == []
        await robin.say("Again")
        found = await robin.do("RecoverLivechat", T1)
        assert [one["messageContent"]["text"] for one in found["messages"]] == ["Again"]


async def test_without_a_thread_the_one_is_recovered_in_which_something_was_said_last() -> None:
    async with brand(live=False) as shop, shop.chat() as robin:
        for thread in ("t-1", "t-2", "t-3"):
            await robin.say(thread, thread=thread)

        async def latest(data: Json) -> str:
            found = await robin.do("RecoverThread", data)
            id_: str = found["thread"]["idOnExternalPlatform"]
            return id_

        assert await latest({}) == "t-3"
        await shop.advance(60)
        await shop.join("t-1")
        await shop.say("From the agent", thread="t-1")
        assert await latest({"thread": {}}) == "t-1"
        await shop.advance(60)
        await robin.say("more", thread="t-2")
        assert await latest({"thread": {"idOnExternalPlatform": ""}}) == "t-2"
        listed = (await robin.do("FetchThreadList"))["threads"]
        assert [one["idOnExternalPlatform"] for one in listed] == ["t-2", "t-1", "t-3"]
        times = [one["updatedAt"] for one in listed]
        assert times == sorted(times, reverse=True)
        assert times[0] > times[1] > times[2] == listed[2]["createdAt"]


def saying(text: str) -> Callable[[Any], bool]:
    """Return what knows a message by its text."""

    def is_it(data: Any) -> bool:
        return bool(data["message"]["messageContent"]["text"] == text)

    return is_it


async def test_nobody_s_threads_are_an_empty_list() -> None:
    async with brand(live=False) as shop, shop.chat() as robin, shop.chat("c-2") as other:
        await robin.say("Hello")
        assert await other.do("FetchThreadList") == {"threads": []}


async def test_metadata_is_the_last_message_and_whose_the_thread_is() -> None:
    async with brand(live=False) as shop, shop.chat() as robin:
        await robin.say("Hello")
        found = await robin.do("LoadThreadMetadata", T1)
        assert (found["lastMessage"]["messageContent"]["text"], found["ownerAssignee"]) == (
            "Hello",
            None,
        )
        await shop.join()
        await shop.say("Good day")
        found = await robin.do("LoadThreadMetadata", T1)
        assert found["lastMessage"]["messageContent"]["text"] == "Good day"
        assert found["ownerAssignee"]["firstName"] == "Sam"
        unknown = {"thread": {"idOnExternalPlatform": "t-9"}}
        assert (await robin.refusal("LoadThreadMetadata", unknown)).code == "InconsistentData"


async def test_a_thread_has_the_name_that_it_is_given_on_all_sockets() -> None:
    async with brand(live=False) as shop, shop.chat() as robin, shop.chat() as phone:
        await robin.say("Hello")
        frame = await robin.ask("UpdateThread", named("My order"))
        assert frame["postback"]["eventType"] == "ThreadUpdated"
        found = await phone.do("RecoverThread", T1)
        assert found["thread"]["threadName"] == "My order"
        await robin.do("UpdateThread", named(""))
        assert (await phone.do("FetchThreadList"))["threads"][0]["threadName"] == ""


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (named("x" * 257), "thread.threadName: has at most 256 characters"),
        (named("x", "t-2"), "No thread 't-2'"),
        (named(7), "$.payload.data.thread.threadName"),
        ({"thread": {"idOnExternalPlatform": "t-1"}}, "threadName"),
        ({}, "thread"),
    ],
)
async def test_a_name_that_does_not_do_is_refused_and_changes_nothing(data: Json, why: str) -> None:
    async with brand(live=False) as shop, shop.chat() as robin:
        await robin.say("Hello")
        version = shop.customer().version
        refused = await robin.refusal("UpdateThread", data)
        assert refused.code == "UpdatingThreadFailed"
        assert why in refused.message
        assert shop.customer().version == version


async def test_an_archived_thread_takes_nothing_more_and_is_read_still() -> None:
    async with brand(live=False) as shop, shop.chat() as robin:
        await robin.say("Hello")
        frame = await robin.ask("ArchiveThread", T1)
        assert frame["postback"]["eventType"] == "ThreadArchived"
        refused = await robin.refusal("SendMessage", message("More"))
        assert refused.code == "SendingMessageFailed"
        assert "archived" in refused.message
        assert (await robin.refusal("UpdateThread", named("x"))).code == "UpdatingThreadFailed"
        found = await robin.do("RecoverThread", T1)
        assert found["thread"]["canAddMoreMessages"] is False
        assert len(found["messages"]) == 1
        (listed,) = (await robin.do("FetchThreadList"))["threads"]
        assert listed["canAddMoreMessages"] is False
        version = shop.customer().version
        await robin.do("ArchiveThread", T1)
        assert shop.customer().version == version
        unknown = {"thread": {"idOnExternalPlatform": "t-9"}}
        assert (await robin.refusal("ArchiveThread", unknown)).code == "ArchivingThreadFailed"


async def test_an_agent_can_end_what_goes_on_in_an_archived_thread() -> None:
    async with brand(live=False) as shop, shop.chat() as robin:
        await robin.say("Hello")
        await shop.join()
        await robin.do("ArchiveThread", T1)
        await shop.close()
        closed = await robin.push(
            "CaseStatusChanged", lambda data: data["case"]["status"] == "closed"
        )
        assert closed["thread"]["canAddMoreMessages"] is False


@pytest.mark.parametrize("live", [True, False])
async def test_a_message_behind_the_end_begins_another_contact_in_the_thread(
    live: bool,
) -> None:
    async with brand(live=live) as shop, shop.chat() as robin, shop.chat() as phone:
        await robin.say("One")
        first = await phone.push("CaseCreated")
        await shop.close()
        await robin.say("Two")
        second = await phone.push("CaseCreated")
        assert second["case"]["id"] != first["case"]["id"]
        assert second["thread"]["id"] == first["thread"]["id"]
        said = [await phone.push("MessageCreated", saying(text)) for text in ("One", "Two")]
        assert [one["case"]["id"] for one in said] == [first["case"]["id"], second["case"]["id"]]
        await shop.join()
        await shop.say("Yes?")
        answered = await phone.push("MessageCreated", saying("Yes?"))
        assert answered["case"]["id"] == second["case"]["id"]


async def test_threads_go_on_side_by_side_on_one_socket() -> None:
    async with brand(live=False) as shop, shop.chat() as robin:
        for thread in ("t-1", "t-2"):
            await robin.say(f"to {thread}", thread=thread)
            await shop.join(thread)
        for thread in ("t-2", "t-1"):
            await shop.say(f"from {thread}", thread=thread)
        for thread in ("t-1", "t-2"):
            told = await robin.push("MessageCreated", saying(f"from {thread}"))
            assert told["message"]["threadIdOnExternalPlatform"] == thread
            assert told["case"]["id"] == shop.thread(thread).cases[0].number
        await shop.close("t-1")
        assert (await robin.do("RecoverThread", T1))["contact"]["status"] == "closed"
        other = await robin.do("RecoverThread", {"thread": {"idOnExternalPlatform": "t-2"}})
        assert other["contact"]["status"] == "open"


async def test_a_socket_that_comes_later_hears_of_all_threads_that_go_on() -> None:
    async with brand(live=False) as shop:
        async with shop.chat() as robin:
            for thread in ("t-1", "t-2"):
                await robin.say("Hello", thread=thread)
                await shop.join(thread)
        async with shop.chat() as phone:
            assert await phone.told() == []
            for thread in ("t-1", "t-2"):
                await shop.say(f"from {thread}", thread=thread)
                await phone.push("MessageCreated", saying(f"from {thread}"))
