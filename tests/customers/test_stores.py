"""Customers, their threads and cases outlive the server, and are part of a snapshot."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from mockplatform.core.commands import CreateConversation, SendMessage
from mockplatform.core.customer import BeginCase
from mockplatform.errors import UnknownThing
from tests.admin.api import Api
from tests.admin.test_snapshots import Document
from tests.support.brands import Brand, brand
from tests.support.chats_cxone import Chat, message

T1 = {"thread": {"idOnExternalPlatform": "t-1"}}
FIELDS = {"customFields": [{"ident": "tier", "value": "gold"}]}


async def lived(shop: Brand, robin: Chat) -> None:
    """Have two contacts in one thread, a name for it, fields, and an archived thread beside."""
    await robin.do("SetConsumerCustomFields", FIELDS)
    for text in ("one", "two"):
        await robin.say(text)
        await shop.join()
        await shop.say(f"answer to {text}")
        if text == "one":
            await shop.close()
    await robin.do("SetConsumerContactCustomFields", {**T1, **FIELDS})
    await robin.do("UpdateThread", {"thread": {**T1["thread"], "threadName": "Orders"}})
    await robin.say("other", thread="t-2")
    await robin.do("ArchiveThread", {"thread": {"idOnExternalPlatform": "t-2"}})


async def begin(shop: Brand) -> None:
    """Do of a case's beginning what comes before its conversation, and no more."""
    case = BeginCase(external_id="t-1", conversation_id="half", number="10000001")
    service = shop.server.platform.service
    await service.execute(shop.tenant, "customer", shop.customer().id, case)


async def come_to_be(shop: Brand) -> None:
    """Do the rest."""
    customer, service = shop.customer(), shop.server.platform.service
    create = CreateConversation(
        customer=customer.person,
        deployment_id=customer.deployment_id,
        routing_data={},
        conversation_data={},
        message=SendMessage(message_id="m-half", sender=customer.person, text="half"),
        medium="digital",
        session_id=customer.id,
    )
    await service.execute(shop.tenant, "conversation", "half", create)


def texts(robin: Chat, thread: str = "t-1") -> list[str]:
    """Return which texts of a thread a socket was told, each time."""
    told = [one["data"] for one in robin.seen if one["eventType"] == "MessageCreated"]
    return [
        one["message"]["messageContent"]["payload"]["text"]
        for one in told
        if one["thread"]["idOnExternalPlatform"] == thread
    ]


async def seen(robin: Chat) -> list[Any]:
    """Return all that a customer can see."""
    found = [await robin.do("FetchThreadList")]
    for thread in found[0]["threads"]:
        named = {"thread": {"idOnExternalPlatform": thread["idOnExternalPlatform"]}}
        page = await robin.do("RecoverThread", named)
        found.append(page)
        while token := page.get("messagesScrollToken", page.get("scrollToken")):
            page = await robin.do("LoadMoreMessages", {**named, "scrollToken": token})
            found.append(page)
    return found


async def test_after_a_restart_all_is_there_and_goes_on_where_it_was(tmp_path: Path) -> None:
    store = {"store": f"sqlite:///{tmp_path}/file.db"}
    async with brand(live=False, page_size=2, server=store) as shop, shop.chat() as robin:
        await lived(shop, robin)
        before = await seen(robin)
        first, second = (one.number for one in shop.thread().cases)
    async with brand(live=False, page_size=2, server=store) as shop, shop.chat() as robin:
        assert await seen(robin) == before
        assert shop.tenant.cases.by_number(first) == shop.thread().cases[0].conversation_id
        assert (await robin.do("RecoverThread", T1))["contact"]["id"] == second
        await robin.say("three")
        said = await robin.push("MessageCreated")
        assert (said["case"]["id"], said["message"]["contactNumber"]) == (second, second)
        await shop.close()
        await robin.say("four")
        created = await robin.push("CaseCreated")
        assert created["case"]["id"] not in (first, second)
        assert (await robin.say("more", thread="t-2"))["error"]["errorCode"] == (
            "SendingMessageFailed"
        )


@pytest.mark.parametrize("kind", ["memory", "sqlite"])
async def test_a_snapshot_has_customers_threads_and_cases(kind: str, tmp_path: Path) -> None:
    store = {"store": "memory" if kind == "memory" else f"sqlite:///{tmp_path}/file.db"}
    async with brand(live=False, page_size=2, server=store) as shop:
        api = Api(shop.server, shop.id)
        async with shop.chat() as robin:
            await lived(shop, robin)
            before = await seen(robin)
        document: Document = (await api.get("/snapshot")).body
        assert [one["kind"] for one in document["streams"]].count("customer") == 1
        async with shop.chat() as robin:
            await robin.say("forgotten")
            await robin.say("forgotten", thread="t-3")
            number = shop.thread("t-3").cases[0].number
        assert (await api.put("/snapshot", document)).status == 200
        assert shop.tenant.cases.by_number(number) is None
        async with shop.chat() as robin:
            assert await seen(robin) == before
            await robin.say("again")
            said = await robin.push("MessageCreated")
            assert said["case"]["id"] == shop.thread().cases[1].number


async def test_a_forgotten_case_is_unknown_after_a_restart_and_to_a_snapshot_too(
    tmp_path: Path,
) -> None:
    store = {"store": f"sqlite:///{tmp_path}/file.db"}
    async with brand(live=False, server=store) as shop, shop.chat() as robin:
        await robin.say("one")
        await shop.delete()
        number, id_ = shop.thread().cases[0].number, shop.thread().cases[0].conversation_id
        await robin.say("two")
        await shop.advance(shop.tenant.settings.deleted_kept + 1)
        assert shop.tenant.cases.by_number(number) is None
        document: Document = (await Api(shop.server, shop.id).get("/snapshot")).body
    async with brand(live=False, server=store) as shop:
        kept = shop.thread().cases[1]
        for _ in range(2):
            cases = shop.tenant.cases
            assert (cases.by_number(number), cases.at(id_)) == (None, None)
            assert cases.by_number(kept.number) == kept.conversation_id
            put = await Api(shop.server, shop.id).put("/snapshot", document)
            assert put.status == 200


async def test_a_reset_knows_no_customer_and_no_case() -> None:
    async with brand(live=False) as shop, shop.chat() as robin:
        await robin.say("Hello")
        number, old = shop.thread().cases[0].number, shop.tenant
        reply = await Api(shop.server).post(f"/tenants/{shop.id}/reset")
        assert reply.status < 300, reply
        assert (shop.tenant is old, shop.tenant.customers) == (False, {})
        assert shop.tenant.cases.by_number(number) is None
        await robin.end()
        async with shop.chat() as again:
            refused = await again.refusal("RecoverThread", T1)
            assert refused.code == "RecoveringThreadFailed"
            assert UnknownThing("thread", "t-1").message in refused.message


async def test_sockets_that_open_while_cases_begin_are_told_all_of_them(tmp_path: Path) -> None:
    """The store waits between the beginning of a case and of its conversation."""
    threads = [f"t-{n}" for n in range(16)]
    store = {"store": f"sqlite:///{tmp_path}/file.db"}
    async with brand(live=False, server=store) as shop, AsyncExitStack() as stack:
        first, second = [await stack.enter_async_context(shop.chat()) for _ in range(2)]
        tabs: list[Chat] = []

        async def open_tabs() -> None:
            for _ in range(6):
                tab = await stack.enter_async_context(shop.chat(secured=False))
                await tab.do("FetchThreadList")
                tabs.append(tab)

        async def say_in(robin: Chat, names: list[str]) -> None:
            for name in names:
                assert "error" not in await robin.say("Hello", thread=name)

        begun = (say_in(first, threads[::2]), say_in(second, threads[1::2]))
        await asyncio.gather(*begun, open_tabs(), open_tabs())
        for name in threads:
            assert len(shop.thread(name).cases) == 1
            await first.say("more", thread=name)
        for tab in (first, second, *tabs):
            await tab.beat()
            assert [texts(tab, name)[-1:] for name in threads] == [["more"]] * len(threads)
        for robin in (first, second):
            assert [texts(robin, name) for name in threads] == [["Hello", "more"]] * len(threads)


@pytest.mark.parametrize("kind", ["another message", "the same message"])
async def test_a_case_that_never_came_to_be_is_passed_over(kind: str, tmp_path: Path) -> None:
    """The server ended when a case had begun, before its conversation had."""
    store = {"store": f"sqlite:///{tmp_path}/file.db"}
    said = message("two") if kind == "the same message" else message("another")
    async with brand(live=False, server=store) as shop, shop.chat() as robin:
        await robin.say("one")
        first = shop.thread().cases[0].number
        await shop.close()
        before = await seen(robin)
        await begin(shop)
        assert await seen(robin) == before
    async with brand(live=False, server=store) as shop:
        async with shop.chat() as robin, shop.chat() as tab:
            assert await seen(robin) == before
            assert (await robin.do("RecoverThread", T1))["contact"]["id"] == first
            await robin.do("MessageSeenByConsumer", T1)
            for _ in range(2):
                assert "error" not in await robin.ask("SendMessage", said)
            for one in (robin, tab):
                created = await one.push("CaseCreated")
                assert created["case"]["id"] == shop.thread().cases[-1].number
                await one.beat()
                assert texts(one) == [said["messageContent"]["payload"]["text"]]
        assert [one.number == first for one in shop.thread().cases] == [True, False, False]


async def test_a_socket_that_opens_while_a_case_begins_follows_it_from_its_start() -> None:
    async with brand(live=False) as shop, shop.chat() as robin:
        await robin.say("one")
        await shop.close()
        await begin(shop)
        async with shop.chat() as tab:
            await come_to_be(shop)
            created = [await one.push("CaseCreated", in_half) for one in (tab, robin)]
            assert created[0] == created[1]
            await robin.say("more")
            assert [(await tab.told()).count("MessageCreated"), texts(tab)] == [2, ["half", "more"]]
            (about, other) = shop.tenant.channels.values()
            assert about.conversation_id == other.conversation_id == "half"


def in_half(data: Any) -> bool:
    """Whether a push is of the case that `begin` begins."""
    return bool(data["case"]["id"] == "10000001")
