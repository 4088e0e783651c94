"""What becomes of a case is told to its customer: who has it, who is asked, how far it is."""

from __future__ import annotations

from typing import Any

from mockplatform import customers
from mockplatform.core.configuration import Agent
from mockplatform.core.events import Person
from mockplatform.core.tenancy import PutAgent
from mockplatform.dialects.cxone.translate.people import number_of
from mockplatform.guests.standing import Cause
from tests.support.chats_cxone import Chat, agent, chat, taken
from tests.support.server import Server, serving

ANA = Person(purpose="agent", id="ana", name="Ana")
QUEUED = "CaseToRoutingQueueAssignmentChanged"
ALERTED = "ConsumerContactInboxPreAssigneeChanged"
ASSIGNED = "CaseInboxAssigneeChanged"
STATUS = "CaseStatusChanged"


async def call_in(server: Server, *ids: str, **changes: Any) -> None:
    """Have people on duty; keywords are members of theirs."""
    for id_ in ids:
        put = PutAgent(agent=Agent(id=id_, name=id_.title(), present=True, **changes))
        await server.platform.service.execute(server.tenant, "tenant", "tenant", put)


async def status(server: Server, customer: Chat) -> tuple[str, str]:
    """Return status and its time, as a recover tells."""
    del server
    found = (await customer.do("RecoverLivechat", {"thread": {"idOnExternalPlatform": "t-1"}}))[
        "contact"
    ]
    return found["status"], found["statusUpdatedAt"]


def by(customer: Chat, name: str, at: int = -1) -> Any:
    """Return who is told to have made a push of that name happen."""
    return [one for one in customer.seen if one["eventType"] == name][at]["context"]


def ids(customer: Chat) -> list[str]:
    """Return the ids of all pushes but of typing, which is no event."""
    return [one["eventId"] for one in customer.seen if one["eventObject"] != "SenderAction"]


async def test_a_new_case_is_told_with_its_queue_before_what_was_said_first() -> None:
    async with serving(settings={"agentsAct": False}) as server, chat(server) as robin:
        await robin.say("Hello")
        assert (await robin.told())[:3] == ["CaseCreated", QUEUED, "MessageCreated"]
        created, queued = robin.seen[0]["data"], robin.seen[1]["data"]
        assert created["routingQueue"]["id"] == "general"
        assert created["case"]["routingQueueId"] == "general"
        assert (queued["routingQueue"]["id"], queued["previousRoutingQueue"]) == ("general", None)
        assert by(robin, QUEUED) == {"initiator": {"type": "routing", "id": "routing"}}
        assert queued["case"]["status"] == "new"
        assert queued["case"]["inboxAssignee"] is queued["case"]["ownerAssignee"] is None


async def test_an_agent_is_asked_for_as_long_as_it_rings_and_then_has_the_case() -> None:
    async with serving(settings={"botsAct": False}) as server, chat(server) as robin:
        await call_in(server, "ana")
        await robin.say("Hello")
        asked = await robin.push(ALERTED)
        assert asked["inboxPreAssignee"]["incontactId"] == "ana"
        assert asked["case"]["inboxPreAssigneeUser"] == asked["inboxPreAssignee"]
        ring = server.tenant.settings.ring
        flow = {"isEnabled": True, "refusalTimeoutSeconds": ring, "isTransfer": False}
        assert asked["acceptRejectFlow"] == flow
        assert asked["case"]["status"] == "new"
        await server.advance(2)
        await agent(server, asked["case"]["contactId"], "accept")
        assigned = await robin.push(ASSIGNED)
        assert assigned["inboxAssignee"]["id"] == number_of("agent", "ana")
        assert assigned["previousInboxAssignee"] is None
        opened = await robin.push(STATUS)
        assert opened["case"]["status"] == "open"
        assert opened["case"]["inboxAssignee"] == number_of("agent", "ana")
        assert by(robin, STATUS)["initiator"]["type"] == "user"
        over = await robin.push(ALERTED)
        assert (over["inboxPreAssignee"], over["acceptRejectFlow"]) == (None, None)


async def test_who_lets_it_ring_is_asked_no_more_and_the_case_stays_new() -> None:
    async with serving(settings={"botsAct": False}) as server, chat(server) as robin:
        await call_in(server, "ana")
        await robin.say("Hello")
        await robin.push(ALERTED)
        await server.advance(server.tenant.settings.ring)
        over = await robin.push(ALERTED)
        assert over["inboxPreAssignee"] is None
        assert over["previousInboxPreAssignee"]["incontactId"] == "ana"
        assert STATUS not in await robin.told()
        assert ASSIGNED not in robin.names()


async def test_a_transfer_by_hand_names_the_agent_and_the_queue_that_it_was_in() -> None:
    async with serving(settings={"botsAct": False}) as server, chat(server) as robin:
        await call_in(server, "ana")
        id_ = await taken_by_hand(server, robin)
        await robin.told()
        await agent(server, id_, "transfer", queue="billing")
        left = await robin.push(ASSIGNED, lambda data: data["inboxAssignee"] is None)
        assert left["previousInboxAssignee"]["incontactId"] == "ana"
        moved = await robin.push(QUEUED, lambda data: data["previousRoutingQueue"])
        assert moved["previousRoutingQueue"]["id"] == "general"
        assert moved["routingQueue"]["id"] == "billing"
        whose = str(number_of("agent", "ana"))
        assert by(robin, QUEUED) == {"initiator": {"type": "user", "id": whose}}
        assert moved["case"]["status"] == "open"
        assert moved["case"]["ownerAssigneeUser"]["incontactId"] == "ana"
        assert [one["data"]["case"]["status"] for one in robin.seen if one["eventType"] == STATUS]


async def taken_by_hand(server: Server, customer: Chat) -> str:
    """Have a customer write and the one agent who is there take it; return the id."""
    await customer.say("Hello")
    id_: str = (await customer.push(ALERTED))["case"]["contactId"]
    await agent(server, id_, "accept")
    await customer.push(ASSIGNED)
    return id_


async def test_a_transfer_by_a_bot_is_the_platforms() -> None:
    async with serving() as server, chat(server) as robin:
        await taken(server, robin)
        await robin.say("I want a human")
        await server.advance(5)
        moved = await robin.push(QUEUED, lambda data: data["previousRoutingQueue"])
        assert moved["routingQueue"]["id"] == "care-team"
        assert by(robin, QUEUED)["initiator"]["type"] == "routing"


async def test_who_leaves_has_it_no_more_and_the_case_waits_where_it_waited() -> None:
    async with serving(settings={"botsAct": False}) as server, chat(server) as robin:
        await call_in(server, "ana")
        id_ = await taken_by_hand(server, robin)
        await agent(server, id_, "leave")
        await robin.push(ASSIGNED, lambda data: data["inboxAssignee"] is None)
        assert (await robin.told()).count(QUEUED) == 1


async def test_the_end_by_an_agent_says_closed_and_then_that_nobody_has_it() -> None:
    async with serving() as server, chat(server) as robin:
        id_ = await taken(server, robin)
        before = len(await robin.told())
        await server.advance(7)
        await agent(server, id_, "close")
        await robin.beat()
        frames = [one for one in robin.seen[before:] if one["eventType"] in (STATUS, ASSIGNED)]
        assert [one["eventType"] for one in frames] == [STATUS, ASSIGNED]
        closed, left = (one["data"] for one in frames)
        assert closed["case"]["status"] == "closed"
        assert closed["case"]["inboxAssignee"] is None
        assert closed["case"]["ownerAssigneeUser"]["firstName"] == "Sam"
        assert left["inboxAssignee"] is None
        assert left["previousInboxAssignee"]["firstName"] == "Sam"


async def test_a_customer_who_ends_it_and_silence_are_told_as_an_end_too() -> None:
    async with serving() as server, chat(server) as robin, chat(server, customer="c-2") as kim:
        await taken(server, robin)
        await taken(server, kim)
        await robin.do("EndContact", {"thread": {"idOnExternalPlatform": "t-1"}})
        ended = await robin.push(STATUS, lambda data: data["case"]["status"] == "closed")
        assert ended["case"]["inboxAssignee"] is None
        assert by(robin, STATUS) == []
        await server.advance(server.tenant.settings.inactivity + 300)
        await kim.push(STATUS, lambda data: data["case"]["status"] == "closed")
        assert by(kim, STATUS) == {"initiator": {"type": "system", "id": "system"}}


async def test_a_case_that_is_deleted_is_trashed_and_cannot_be_recovered() -> None:
    async with serving() as server, chat(server) as robin:
        id_ = await taken(server, robin)
        async with server.http.delete(f"{server.url}/__admin/conversations/{id_}") as answer:
            assert answer.ok, await answer.text()
        trashed = await robin.push(STATUS, lambda data: data["case"]["status"] == "trashed")
        assert trashed["case"]["contactId"] == id_
        refused = await robin.refusal(
            "RecoverLivechat", {"thread": {"idOnExternalPlatform": "t-1"}}
        )
        assert refused.code == "RecoveringLivechatFailed"


async def test_what_agents_say_of_it_is_told_once_and_found_again_with_its_time() -> None:
    async with serving() as server, chat(server) as robin, chat(server) as second:
        id_ = await taken(server, robin)
        await server.advance(60)
        service, tenant = server.platform.service, server.tenant
        for _ in range(2):
            await customers.mark(service, tenant, id_, "escalated", by=ANA, cause=Cause())
        told = await robin.push(STATUS, lambda data: data["case"]["status"] == "escalated")
        assert by(robin, STATUS)["initiator"]["id"] == str(number_of("agent", "ana"))
        at = told["case"]["statusUpdatedAt"]
        await server.advance(60)
        await robin.say("Still there?")
        assert await status(server, robin) == ("escalated", at)
        assert (await robin.told()).count(STATUS) == (await second.told()).count(STATUS) == 2
        assert ids(robin) == ids(second)


async def test_a_customer_who_writes_on_opens_what_was_resolved() -> None:
    async with serving() as server, chat(server) as robin:
        id_ = await taken(server, robin)
        service, tenant = server.platform.service, server.tenant
        await customers.mark(service, tenant, id_, "resolved", by=ANA, cause=Cause())
        await robin.push(STATUS, lambda data: data["case"]["status"] == "resolved")
        await robin.say("One more thing")
        told = [name for name in await robin.told() if not name.startswith("SenderTyping")]
        assert told[-2:] == ["MessageCreated", STATUS]
        opened = await robin.push(STATUS, lambda data: data["case"]["status"] == "open")
        assert opened["case"]["contactId"] == id_
