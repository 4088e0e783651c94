"""Customers, their threads and cases outlive the server, and are part of a snapshot."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mockplatform.errors import UnknownThing
from tests.admin.api import Api
from tests.admin.test_snapshots import Document
from tests.support.brands import Brand, brand
from tests.support.chats_cxone import Chat

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
