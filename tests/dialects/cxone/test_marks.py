"""Typing, previews and read marks: what is told of a conversation and is no message."""

from __future__ import annotations

from mockplatform.customers import marks
from mockplatform.dialects.cxone.chat.following import CustomerSocket
from mockplatform.guests.standing import Cause
from tests.support.brands import Brand, brand
from tests.support.chats_cxone import Chat, chat, fresh
from tests.support.faulty import fault
from tests.support.server import serving
from tests.support.watching import Watcher

THREAD = {"thread": {"idOnExternalPlatform": "t-1"}}
SEEN = ["MessageSeenByEndUser", "MessageSeenChanged"]


async def held(shop: Brand, page: Chat) -> None:
    """Have a conversation in which the agent has said two things."""
    await page.say("Hello")
    await shop.join()
    await shop.say("One")
    await shop.say("Two")


async def told(page: Chat) -> list[tuple[str, str | None, str | None]]:
    """Return the thread's messages, oldest first: text, seen by the customer, read by agents."""
    found = await page.do("RecoverLivechat", THREAD)
    return [
        (
            one["messageContent"]["text"],
            one["customerStatistics"]["seenAt"],
            one["userStatistics"]["readAt"],
        )
        for one in found["messages"][::-1]
    ]


def watching(shop: Brand) -> Watcher:
    """Watch the latest conversation."""
    return Watcher(shop.tenant, shop.conversation().id)


async def test_typing_reaches_the_agents_side_and_no_socket_of_the_customer() -> None:
    async with brand(live=True) as shop, shop.chat() as page, shop.chat() as phone:
        await held(shop, page)
        watcher = watching(shop)
        before = await phone.told()
        await page.do("SenderTypingStarted", THREAD)
        await page.do("SenderTypingEnded", THREAD)
        assert watcher.heard == [("c-1", True), ("c-1", False)]
        assert await phone.told() == before


async def test_a_preview_is_typing_as_long_as_there_is_a_text() -> None:
    async with brand(live=True) as shop, shop.chat() as page:
        await held(shop, page)
        watcher = watching(shop)
        content = {"type": "TEXT", "payload": {"text": "I wond"}}
        await page.do("SendMessagePreview", {**THREAD, "messageContent": content})
        content["payload"] = {"text": ""}
        await page.do("SendMessagePreview", {**THREAD, "messageContent": content})
        assert watcher.heard == [("c-1", True), ("c-1", False)]


async def test_what_concerns_a_thread_that_has_not_begun_is_acknowledged() -> None:
    """A page types its first message, and marks a thread as seen that it has just opened."""
    async with brand(live=True) as shop, shop.chat() as page:
        nowhere = {"thread": {"idOnExternalPlatform": fresh()}}
        for name in ("SenderTypingStarted", "SenderTypingEnded", "MessageSeenByConsumer"):
            assert await page.do(name, nowhere) is None
            assert await page.do(name, {}) is None
        content = {"payload": {"text": "Hel"}}
        assert await page.do("SendMessagePreview", {**nowhere, "messageContent": content}) is None
        assert shop.customer().threads == {}


async def test_an_agents_typing_is_told_to_all_sockets() -> None:
    async with brand(live=True) as shop, shop.chat() as page, shop.chat() as phone:
        await held(shop, page)
        base = f"{shop.server.url}/t/{shop.id}/__admin/conversations/{shop.conversation().id}"
        for state in ("on", "off"):
            async with shop.server.http.post(f"{base}/agent/typing", json={"state": state}) as done:
                assert done.status == 204
        for one in (page, phone):
            started = await one.push("SenderTypingStarted")
            assert (started["direction"], started["user"]["firstName"]) == ("outbound", "Sam")
            assert await one.push("SenderTypingEnded")


async def test_what_the_customer_saw_is_told_to_all_his_sockets_and_stays() -> None:
    async with brand(live=True) as shop, shop.chat() as page, shop.chat() as phone:
        await held(shop, page)
        await shop.advance(30)
        await page.do("MessageSeenByConsumer", THREAD)
        seen_at = ""
        for one in (page, phone):
            for name in SEEN:
                data = await one.push(name)
                assert data["message"]["messageContent"]["text"] == "Two"
                seen_at = data["messageSeen"]["seenAt"]
                assert data["message"]["customerStatistics"]["seenAt"] == seen_at
        assert page.seen == phone.seen
        assert await told(page) == [
            ("Hello", None, None),
            ("One", seen_at, None),
            ("Two", seen_at, None),
        ]


async def test_a_message_stays_seen_when_it_was_first() -> None:
    async with brand(live=True) as shop, shop.chat() as page:
        await held(shop, page)
        await page.do("MessageSeenByCustomer", THREAD)
        first = (await told(page))[2][1]
        await shop.advance(60)
        await shop.say("Three")
        await page.do("MessageSeenByCustomer", THREAD)
        *_, two, three = await told(page)
        assert two == ("Two", first, None)
        assert three[1] not in (None, first)


async def test_to_see_the_same_again_is_nothing_new() -> None:
    async with brand(live=True) as shop, shop.chat() as page:
        await page.say("Hello")
        await page.do("MessageSeenByConsumer", THREAD)
        await shop.join()
        await shop.say("One")
        for _ in range(3):
            await page.do("MessageSeenByConsumer", THREAD)
        assert [name for name in await page.told() if name in SEEN] == SEEN


async def test_a_conversation_that_has_ended_can_be_seen() -> None:
    async with brand(live=True) as shop, shop.chat() as page:
        await held(shop, page)
        await shop.close()
        await page.do("MessageSeenByConsumer", THREAD)
        assert (await told(page))[1][1] is not None


async def test_that_an_ended_conversation_is_seen_is_told_to_all_sockets_old_and_new() -> None:
    """It is followed until the thread has another one, by sockets that open behind its end too."""
    async with brand(live=False) as shop, shop.chat() as page:
        await held(shop, page)
        await shop.close()
        ended = shop.conversation()
        async with shop.chat() as phone:
            await page.do("MessageSeenByConsumer", THREAD)
            for one in (page, phone):
                assert [name for name in await one.told() if name in SEEN] == SEEN
            await page.say("Again")
            service = shop.server.platform.service
            await marks.see(service, shop.tenant, ended, marks.READ, cause=Cause())
            for one in (page, phone):
                assert "MessageReadChanged" not in await one.told()
                assert "CaseCreated" in one.names()


async def test_a_socket_follows_its_customer_and_one_conversation_of_each_thread() -> None:
    async with brand(live=False) as shop, shop.chat() as page:
        for text in ("one", "two", "three"):
            await page.say(text)
            await page.say(text, thread="t-2")
            await shop.close()
        latest = {shop.conversation(name).id for name in ("t-1", "t-2")}
        async with shop.chat() as phone:
            await phone.beat()
            for socket in shop.tenant.channels.values():
                assert isinstance(socket, CustomerSocket)
                ids = [one.id for one in socket.followed if one.kind == "conversation"]
                assert (set(ids), len(ids)) == (latest, 2)


async def test_what_agents_read_is_told_to_the_customer_with_when() -> None:
    async with brand(live=True) as shop, shop.chat() as page:
        await held(shop, page)
        await shop.advance(90)
        service, state = shop.server.platform.service, shop.conversation()
        await marks.see(service, shop.tenant, state, marks.READ, cause=Cause())
        for name in ("MessageReadChanged", "MessageSeenByUser", "MessageSeenChanged"):
            message = (await page.push(name))["message"]
            assert message["messageContent"]["text"] == "Hello"
            assert message["userStatistics"]["readAt"] == message["readAt"]
            assert message["userStatistics"]["createdToReadSeconds"] == 90
            assert message["isRead"] is True
        assert [read is not None for _, _, read in await told(page)] == [True, False, False]


async def test_agents_may_have_read_up_to_one_message_only() -> None:
    async with brand(live=True) as shop, shop.chat() as page:
        await held(shop, page)
        await shop.advance(10)
        await page.say("Are you there?")
        first = shop.conversation().created_at
        service, state = shop.server.platform.service, shop.conversation()
        await marks.see(service, shop.tenant, state, marks.READ, upto=first + 5, cause=Cause())
        found = [read is not None for _, _, read in await told(page)]
        assert found == [True, False, False, False]


async def test_a_mark_that_a_fault_has_lost_is_acknowledged_and_not_there() -> None:
    async with serving() as server, chat(server) as page:
        await page.say("Hello")
        await server.advance(10)
        await page.push("MessageCreated", lambda data: data["message"]["isMadeByUser"])
        where = {"phase": "frame.in", "frame": "MessageSeenByConsumer"}
        async with fault(server, "lost_write", where=where):
            assert await page.do("MessageSeenByConsumer", THREAD) is None
        assert not [name for name in await page.told() if name in SEEN]
        assert all(seen is None for _, seen, _ in await told(page))


async def test_marks_outlive_a_snapshot() -> None:
    async with brand(live=True) as shop, shop.chat() as page:
        await held(shop, page)
        await page.do("MessageSeenByConsumer", THREAD)
        before = await told(page)
        base = f"{shop.server.url}/t/{shop.id}/__admin"
        async with shop.server.http.get(f"{base}/snapshot") as answer:
            assert answer.status == 200, await answer.text()
            taken = await answer.read()
        headers = {"Content-Type": "application/json"}
        async with shop.server.http.put(f"{base}/snapshot", data=taken, headers=headers) as answer:
            assert answer.ok, await answer.text()
        async with shop.chat() as again:
            assert await told(again) == before
