"""What all pushes have: one id for all sockets, the outer thread, and who made it happen."""

from __future__ import annotations

from typing import Any

import pytest

from mockplatform.core.states import Verb
from mockplatform.customers import marks
from mockplatform.guests.standing import Cause
from tests.support.brands import brand
from tests.support.chats_cxone import Chat, agent, chat, taken
from tests.support.server import serving

OBJECTS = {
    "CaseCreated": "Case",
    "CaseToRoutingQueueAssignmentChanged": "Case",
    "MessageCreated": "Message",
    "SetPositionInQueue": "RoutingQueue",
    "ConsumerContactInboxPreAssigneeChanged": "ConsumerContact",
    "CaseInboxAssigneeChanged": "Case",
    "CaseStatusChanged": "Case",
    "SenderTypingStarted": "SenderAction",
}


def frames(customer: Chat, name: str) -> list[Any]:
    """Return all pushes of a name."""
    return [one for one in customer.seen if one["eventType"] == name]


async def test_every_push_says_what_it_is_about_when_and_in_which_thread() -> None:
    async with serving() as server, chat(server) as robin:
        await taken(server, robin, thread="outer-1")
        assert OBJECTS.keys() <= set(await robin.told())
        for one in robin.seen:
            assert one["eventObject"] == OBJECTS[one["eventType"]]
            assert one["createdAtWithMilliseconds"].startswith(one["createdAt"][:19])
            if one["eventType"] != "SetPositionInQueue":
                assert one["data"]["thread"]["idOnExternalPlatform"] == "outer-1"
            if "case" in one["data"]:
                assert one["data"]["case"]["threadIdOnExternalPlatform"] == "outer-1"
        ids = [one["eventId"] for one in robin.seen]
        assert len(set(ids)) == len(ids)


async def test_users_are_null_and_never_missing() -> None:
    async with serving() as server, chat(server) as robin:
        id_ = await taken(server, robin)
        await agent(server, id_, "leave")
        await robin.push("CaseInboxAssigneeChanged", lambda data: data["inboxAssignee"] is None)
        for one in frames(robin, "CaseInboxAssigneeChanged"):
            assert {"inboxAssignee", "previousInboxAssignee"} <= one["data"].keys()
        for one in frames(robin, "CaseToRoutingQueueAssignmentChanged"):
            assert {"routingQueue", "previousRoutingQueue"} <= one["data"].keys()


async def test_what_agents_read_is_told_with_its_time_and_its_contact() -> None:
    async with brand(live=True) as shop, shop.chat() as robin:
        await robin.say("Hello")
        await shop.join()
        await shop.advance(7)
        service, state = shop.server.platform.service, shop.conversation()
        await marks.see(service, shop.tenant, state, marks.READ, cause=Cause())
        read = await robin.push("MessageReadChanged")
        assert read["message"]["userStatistics"]["createdToReadSeconds"] == 7
        assert read["contact"]["id"] == read["case"]["id"]
        assert read["messageSeen"]["seenAt"] == read["message"]["userStatistics"]["readAt"]
        assert (await robin.push("MessageSeenByUser"))["message"]["isRead"] is True


@pytest.mark.parametrize("verb", [Verb.TRANSFER, Verb.CLOSE])
async def test_a_second_tab_and_another_thread_are_told_alike(verb: Verb) -> None:
    async with (
        serving(settings={"botsAct": False}) as server,
        chat(server, "chat_messaging") as robin,
        chat(server, "chat_messaging") as tab,
    ):
        for thread in ("t-1", "t-2"):
            await robin.say("Hello", thread=thread)
        cases = [
            one["data"]["case"] for one in (await robin.told(), frames(robin, "CaseCreated"))[1]
        ]
        id_ = cases[0]["contactId"]
        await agent(server, id_, "offer", agentId="ana")
        await agent(server, id_, "accept")
        body = {"queue": "billing"} if verb is Verb.TRANSFER else {}
        await agent(server, id_, verb.value, **body)
        await robin.told()
        await tab.told()
        assert [one["eventId"] for one in robin.seen] == [one["eventId"] for one in tab.seen]
        changed = frames(robin, "CaseInboxAssigneeChanged")
        assert {one["data"]["thread"]["idOnExternalPlatform"] for one in changed} == {"t-1"}
