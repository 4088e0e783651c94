"""What customers do with threads: which are there, in which order, and what happens at once."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from mockplatform import customers
from mockplatform.core.commands import SendMessage
from mockplatform.core.customer import FieldsSet
from mockplatform.core.events import ConversationCreated
from mockplatform.customers import threads
from mockplatform.customers.messages import Said, Sent, send
from mockplatform.errors import ThreadIsArchived, UnknownThing
from mockplatform.guests.standing import Cause
from tests.support.brands import Brand, brand
from tests.support.chats_cxone import message
from tests.support.logs import WatchedLog


async def test_the_thread_in_which_something_happened_last_is_the_first() -> None:
    async with brand(live=False) as shop, shop.chat() as robin:
        for thread in ("a", "b", "c"):
            await robin.say("Hello", thread=thread)
            await shop.advance(1)
        await shop.join("b")

        def listed() -> list[str]:
            return [one.external_id for one in threads.listed(shop.tenant, shop.customer())]

        assert listed() == ["b", "c", "a"]
        await shop.advance(1)
        service = shop.server.platform.service
        id_ = shop.customer().id
        await threads.rename(service, shop.tenant, id_, "a", "Old", cause=Cause())
        assert listed() == ["a", "b", "c"]
        assert customers.thread_in(shop.tenant, shop.customer(), None).name == "Old"
        await shop.delete("a")
        assert listed() == ["b", "c"]


async def test_who_has_no_thread_is_told_what_begins_one() -> None:
    async with brand(live=False) as shop, shop.chat():
        with pytest.raises(UnknownThing, match="t-9"):
            customers.thread_in(shop.tenant, shop.customer(), "t-9")
        with pytest.raises(UnknownThing) as unknown:
            customers.thread_in(shop.tenant, shop.customer(), None)
        assert "SendMessage begins one" in unknown.value.hint


async def test_an_archived_thread_is_there_under_its_name_for_good() -> None:
    async with brand(live=False) as shop, shop.chat() as robin:
        await robin.say("Hello")
        service, id_ = shop.server.platform.service, shop.customer().id
        await threads.archive(service, shop.tenant, id_, "t-1", cause=Cause())
        with pytest.raises(ThreadIsArchived):
            await threads.rename(service, shop.tenant, id_, "t-1", "x", cause=Cause())
        assert [one.is_archived for one in threads.listed(shop.tenant, shop.customer())] == [True]


async def test_what_comes_with_an_archiving_at_once_is_kept_or_refused_whole(
    tmp_path: Path,
) -> None:
    """Over a store that waits: no conversation that its thread does not know."""
    store = {"store": f"sqlite:///{tmp_path}/file.db"}
    async with brand(live=False, server=store) as shop, shop.chat() as robin, shop.chat() as phone:
        await robin.say("Hello")
        await shop.close()
        named = {"thread": {"idOnExternalPlatform": "t-1"}}
        frames = await asyncio.gather(
            *(phone.ask("SendMessage", message(str(number))) for number in range(4)),
            robin.ask("ArchiveThread", named),
            *(phone.ask("SendMessage", message(str(number))) for number in range(4, 8)),
        )
        kept = sum("error" not in frame for frame in frames) - 1
        found = await robin.do("RecoverThread", named)
        assert len(found["messages"]) == kept + 1
        assert len(shop.tenant.conversations) == len(shop.thread().cases) == 1 + bool(kept)
        assert (await robin.refusal("SendMessage", message("late"))).code == "SendingMessageFailed"


def saying(shop: Brand, text: str, **more: Any) -> asyncio.Task[Sent]:
    """Begin to say something as the customer."""
    customer = shop.customer()
    one = SendMessage(message_id=text, client_message_id=text, sender=customer.person, text=text)
    service, channel = shop.server.platform.service, customers.channel_of(shop.tenant, customer)
    told = Said("t-1", one, **more)
    return asyncio.create_task(
        send(service, shop.tenant, channel, customer.id, told, cause=Cause())
    )


async def test_two_messages_that_begin_a_thread_at_once_begin_one_conversation() -> None:
    """The second one comes when the first one's conversation is about to be written."""
    log = WatchedLog()
    async with brand(live=False, log=log) as shop, shop.chat() as robin:
        await robin.do("SetConsumerCustomFields", {"customFields": []})
        held = log.hold(ConversationCreated)
        first = saying(shop, "one")
        await held.come.wait()
        second = saying(shop, "two")
        held.go.set()
        sent = [await first, await second]
        assert sent[0].conversation_id == sent[1].conversation_id
        assert len(shop.tenant.conversations) == len(shop.thread().cases) == 1
        found = await robin.do("RecoverThread", {"thread": {"idOnExternalPlatform": "t-1"}})
        texts = [one["messageContent"]["text"] for one in found["messages"]]
        assert texts == ["two", "one"]


async def test_what_is_said_while_an_agent_ends_it_begins_the_threads_next_conversation() -> None:
    """The end comes when the message is judged, and is not said yet."""
    log = WatchedLog()
    async with brand(live=False, log=log) as shop, shop.chat() as robin:
        await robin.say("Hello")
        held = log.hold(FieldsSet)
        said = saying(shop, "one more thing", own={"tier": "gold"})
        await held.come.wait()
        await shop.close()
        held.go.set()
        first, second = shop.thread().cases[0], await said
        assert second.conversation_id != first.conversation_id
        assert [one.conversation_id for one in shop.thread().cases][1:] == [second.conversation_id]
        assert shop.conversation().unanswered == "one more thing"
        assert shop.customer().fields["tier"].value == "gold"
