"""Each message by all its names, where a channel wants all pushes."""

from __future__ import annotations

from typing import Any

from mockplatform.customers import marks
from mockplatform.guests.standing import Cause
from tests.support.brands import Brand, brand
from tests.support.chats_cxone import Chat

OTHERS = {
    "MessageSent",
    "MessageAddedIntoCase",
    "MessageDeliveredToEndUser",
    "MessageDeliveredToUser",
    "MessageUpdated",
}
THREAD = {"thread": {"idOnExternalPlatform": "t-1"}}


async def of_messages(page: Chat) -> list[str]:
    """Return the names of the pushes about messages until now, and forget them."""
    await page.beat()
    found = [one["eventType"] for one in page.seen if one["eventObject"] == "Message"]
    page.seen.clear()
    return found


async def read(shop: Brand) -> None:
    """Have the agent read all."""
    service, state = shop.server.platform.service, shop.conversation()
    await marks.see(service, shop.tenant, state, marks.READ, cause=Cause())


async def test_a_message_of_the_agent_is_sent_created_added_and_delivered() -> None:
    async with brand(all_pushes=True) as shop, shop.chat() as page:
        await page.say("Hello")
        await shop.join()
        await of_messages(page)
        await shop.say("Here I am")
        assert await of_messages(page) == [
            "MessageSent",
            "MessageCreated",
            "MessageAddedIntoCase",
            "MessageDeliveredToEndUser",
        ]


async def test_a_message_of_the_customer_is_delivered_where_an_agent_has_the_case() -> None:
    async with brand(all_pushes=True) as shop, shop.chat() as page:
        await page.say("Hello")
        assert await of_messages(page) == ["MessageCreated", "MessageAddedIntoCase"]
        await shop.join()
        await of_messages(page)
        await page.say("Are you there?")
        names = ["MessageCreated", "MessageAddedIntoCase", "MessageDeliveredToUser"]
        assert await of_messages(page) == names


async def test_a_message_that_was_sent_has_no_id_and_all_else_of_the_one_that_is_created() -> None:
    async with brand(all_pushes=True) as shop, shop.chat() as page:
        await page.say("Hello")
        await shop.join()
        await shop.say("Here I am")
        sent = (await page.push("MessageSent"))["message"]
        said = await page.push("MessageCreated", lambda one: one["message"]["authorUser"])
        assert "id" not in sent
        assert sent["authorUser"]["firstName"] == "Sam"
        assert sent == {name: said["message"][name] for name in sent}


async def test_a_delivery_says_to_whom_and_when() -> None:
    async with brand(all_pushes=True) as shop, shop.chat() as page:
        await page.say("Hello")
        await shop.join()
        await shop.advance(7)
        await shop.say("Here I am")
        await page.say("Good")
        customer = await page.push("MessageDeliveredToEndUser")
        agent = await page.push("MessageDeliveredToUser")
        told: Any = customer["messageDelivered"]
        assert (told["userId"], told["endUserId"]) == (None, customer["case"]["endUser"]["id"])
        assert told["deliveredAt"] == customer["message"]["createdAt"]
        told = agent["messageDelivered"]
        assert (told["userId"], told["endUserId"]) == (agent["case"]["inboxAssignee"], None)


async def test_a_read_mark_updates_the_message_that_it_reaches() -> None:
    async with brand(all_pushes=True) as shop, shop.chat() as page:
        await page.say("Hello")
        await shop.join()
        await read(shop)
        updated = await page.push("MessageUpdated")
        assert updated["message"]["userStatistics"]["readAt"] is not None
        await shop.say("Here I am")
        await page.do("MessageSeenByConsumer", THREAD)
        updated = await page.push("MessageUpdated")
        assert updated["message"]["customerStatistics"]["seenAt"] is not None
        assert updated["case"]["threadIdOnExternalPlatform"] == "t-1"


async def test_all_pushes_have_ids_of_their_own_the_same_on_all_sockets() -> None:
    async with brand(all_pushes=True) as shop, shop.chat() as page, shop.chat() as tab:
        await page.say("Hello")
        await shop.join()
        await shop.say("Here I am")
        await page.say("Good")
        await read(shop)
        assert set(await page.told()) >= OTHERS
        await tab.beat()
        assert page.seen == tab.seen
        ids = [one["eventId"] for one in page.seen]
        assert len(set(ids)) == len(ids)


async def test_as_it_is_a_message_is_told_by_one_name() -> None:
    async with brand() as shop, shop.chat() as page:
        await page.say("Hello")
        await shop.join()
        await shop.say("Here I am")
        await page.say("Good")
        await read(shop)
        assert not OTHERS & set(await page.told())


async def test_history_has_no_more_of_a_message_than_without() -> None:
    async with brand(all_pushes=True) as shop, shop.chat() as page:
        await page.say("Hello")
        await shop.join()
        await shop.say("Here I am")
        told = await page.do("RecoverThread", THREAD)
        assert not OTHERS & {one["eventType"] for one in told["contactHistory"]}
        assert len(told["messages"]) == 2
