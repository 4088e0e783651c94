"""Waiting, being taken, passed on and closed, as NICE's own web SDK 2.2.0 tells its page."""

from __future__ import annotations

from typing import Any

from mockplatform.core.configuration import Agent
from mockplatform.core.tenancy import PutAgent
from tests.sdk.cxone import Page, pages
from tests.support.chats_cxone import agent
from tests.support.server import Server, serving

QUIET = {"agentsAct": False}
FULL = {"agentsAct": True, "botsAct": False}


async def waiting(open_page: Any, server: Server, name: str) -> tuple[Page, Any]:
    """Open a page whose customer begins and waits; return it and the case."""
    page: Page = await open_page(
        server.url, "chat_livechat", customerId=name, securedSession="anonymous", isLivechat=True
    )
    await page.sdk("connect")
    await page.thread(f"t-{name}", "startChat", "Hello")
    return page, (await page.event("ContactCreated"))["case"]


async def test_a_page_hears_its_place_whole_numbers_only_until_an_agent_has_come() -> None:
    async with serving(settings=QUIET) as server, pages() as open_page:
        first, one = await waiting(open_page, server, "c-1")
        second, other = await waiting(open_page, server, "c-2")
        place = await second.event("SetPositionInQueue")
        assert (place["positionInQueue"], place["consumerContact"]["id"]) == (2, other["id"])
        assert place["isAnyAgentOnlineForQueue"] is True
        await agent(server, one["contactId"], "offer", agentId="bot-sam")
        moved = await second.event("SetPositionInQueue")
        assert moved["positionInQueue"] == 1
        await agent(server, one["contactId"], "accept")
        assigned = await first.event("AssignedAgentChanged")
        assert assigned["inboxAssignee"]["firstName"] == "Sam"
        assert assigned["previousInboxAssignee"] is None
        opened = await first.event("ContactStatusChanged")
        assert opened["case"]["status"] == "open"
        assert [first.errors, second.errors] == [[], []]


async def test_a_page_hears_a_transfer_the_next_agent_and_the_end_by_him() -> None:
    async with serving(settings=FULL) as server, pages() as open_page:
        for name in ("ana", "ben"):
            put = PutAgent(agent=Agent(id=name, name=name.title(), present=True))
            await server.platform.service.execute(server.tenant, "tenant", "tenant", put)
        page, case = await waiting(open_page, server, "c-1")
        id_ = case["contactId"]
        await agent(server, id_, "accept")
        first = (await page.event("AssignedAgentChanged"))["inboxAssignee"]
        await agent(server, id_, "transfer", queue="billing")
        left = await page.event("AssignedAgentChanged")
        assert (left["inboxAssignee"], left["previousInboxAssignee"]) == (None, first)
        moved = await page.event(
            "ContactToRoutingQueueAssignmentChanged", lambda data: data["previousRoutingQueue"]
        )
        assert moved["routingQueue"]["id"] == "billing"
        await agent(server, id_, "accept")
        second = (await page.event("AssignedAgentChanged"))["inboxAssignee"]
        assert {first["firstName"], second["firstName"]} == {"Ana", "Ben"}
        await agent(server, id_, "close")
        closed = await page.event(
            "ContactStatusChanged", lambda data: data["case"]["status"] == "closed"
        )
        assert closed["case"]["inboxAssignee"] is None
        assert (await page.thread("t-c-1", "recover"))["contact"]["status"] == "closed"
        assert page.errors == []
