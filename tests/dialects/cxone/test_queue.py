"""Who waits is told his place whenever it changes, and nothing once he waits no more."""

from __future__ import annotations

from contextlib import AsyncExitStack
from typing import Any

from mockplatform import queues
from mockplatform.core.tenancy import PutAgent
from mockplatform.dialects.cxone.translate.people import number_of
from tests.dialects.cxone.test_cases import call_in
from tests.support.brands import brand
from tests.support.chats_cxone import Chat, agent, chat
from tests.support.server import Server, serving

PLACE = "SetPositionInQueue"
QUIET = {"agentsAct": False}


def places(customer: Chat) -> list[int]:
    """Return the places that a customer was told."""
    told = [one["data"] for one in customer.seen if one["eventType"] == PLACE]
    return [one["positionInQueue"] for one in told]


async def case(customer: Chat) -> Any:
    """Begin a case; return it."""
    await customer.say("Hello")
    return (await customer.push("CaseCreated"))["case"]


async def queue_up(stack: AsyncExitStack, server: Server, number: int) -> list[Chat]:
    """Have customers wait, one behind the other."""
    found = [
        await stack.enter_async_context(chat(server, customer=f"c-{n}")) for n in range(number)
    ]
    for one in found:
        await case(one)
        await one.push(PLACE)
    return found


async def test_a_place_is_a_number_from_one_with_its_queue_and_case_and_no_thread() -> None:
    async with serving(settings=QUIET) as server, chat(server) as robin:
        told = await case(robin)
        place = await robin.push(PLACE)
        assert (await robin.told())[-2:] == ["MessageCreated", PLACE]
        assert place["consumerContact"] == {"id": told["id"]}
        assert place["routingQueue"]["id"] == "general"
        assert place["routingQueue"]["skillId"] == number_of("queue", "general")
        assert (place["positionInQueue"], place["isAnyAgentOnlineForQueue"]) == (1, True)
        assert not {"thread", "case", "message"} & place.keys()


async def test_it_moves_up_as_those_before_leave_are_taken_and_are_transferred() -> None:
    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(serving(settings=QUIET))
        await call_in(server, "ana")
        first, second, third, last = await queue_up(stack, server, 4)
        assert [places(one) for one in (first, second, third, last)] == [[1], [2], [3], [4]]
        ended = {"thread": {"idOnExternalPlatform": "t-1"}}
        await second.do("EndContact", ended)
        await last.push(PLACE, lambda data: data["positionInQueue"] == 3)
        id_ = first.seen[0]["data"]["case"]["contactId"]
        await agent(server, id_, "offer", agentId="ana")
        await last.push(PLACE, lambda data: data["positionInQueue"] == 2)
        await agent(server, id_, "accept")
        await agent(server, id_, "transfer", queue="billing")
        moved = await first.push(PLACE, lambda data: data["routingQueue"]["id"] == "billing")
        assert moved["positionInQueue"] == 1
        assert [len(await one.told()) > 0 for one in (second, third, last)]
        assert [places(one) for one in (second, third, last)] == [[2], [3, 2, 1], [4, 3, 2]]


async def test_who_does_not_wait_is_told_nothing_and_watches_nothing() -> None:
    async with serving(settings=QUIET) as server, chat(server) as robin, chat(server) as tab:
        await case(robin)
        place = await robin.push(PLACE)
        assert await tab.push(PLACE) == place
        stream, watchers = queues.stream(server.tenant, "general"), server.tenant.hub.watchers
        assert len(watchers(stream)) == 2
        await robin.do("EndContact", {"thread": {"idOnExternalPlatform": "t-1"}})
        await robin.told()
        await tab.told()
        assert watchers(stream) == ()
        async with chat(server, customer="c-2") as kim:
            await case(kim)
            await kim.push(PLACE)
        assert places(robin) == places(tab) == [1]


async def test_a_socket_that_opens_while_its_customer_waits_is_told_where() -> None:
    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(serving(settings=QUIET))
        await queue_up(stack, server, 2)
        again = await stack.enter_async_context(chat(server, customer="c-1"))
        assert (await again.push(PLACE))["positionInQueue"] == 2


async def test_that_no_agent_is_there_any_more_is_told_with_the_same_place() -> None:
    async with serving(settings=QUIET) as server, chat(server) as robin:
        await case(robin)
        await robin.push(PLACE)
        sam = server.tenant.tenancy.agents["bot-sam"]
        gone = PutAgent(agent=type(sam)(id=sam.id, kind="bot", present=False))
        await server.platform.service.execute(server.tenant, "tenant", "tenant", gone)
        place = await robin.push(PLACE)
        assert (place["positionInQueue"], place["isAnyAgentOnlineForQueue"]) == (1, False)


async def test_a_channel_that_does_not_count_queues_tells_no_place() -> None:
    uncounted = {"isFeatureQueueCountingEnabled": False}
    async with brand(live=True, features=uncounted) as shop, shop.chat() as robin:
        await case(robin)
        assert PLACE not in await robin.told()


async def test_a_socket_that_goes_over_to_another_customer_is_told_of_his_place_only() -> None:
    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(serving(settings=QUIET))
        first = await stack.enter_async_context(chat(server, customer="c-0"))
        await case(first)
        page = await stack.enter_async_context(chat(server, customer="c-1", secured=False))
        former = await case(page)
        await page.push(PLACE)
        page.customer = "c-2"
        await page.do("AuthorizeCustomer", {"authorization": {"authorizationCode": None}})
        stream, watchers = queues.stream(server.tenant, "general"), server.tenant.hub.watchers
        assert len(watchers(stream)) == 1
        own = await case(page)
        assert own["id"] != former["id"]
        assert (await page.push(PLACE))["positionInQueue"] == 3
        await first.do("EndContact", {"thread": {"idOnExternalPlatform": "t-1"}})
        moved = await page.push(PLACE)
        assert (moved["consumerContact"]["id"], moved["positionInQueue"]) == (own["id"], 2)
        await page.beat()
        assert places(page) == [2, 3, 2]
