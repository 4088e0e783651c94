"""Group chats over stores, restarts and snapshots, and what happens in them at once."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from mockplatform.limits import LIMITS
from tests.admin.api import Api
from tests.admin.test_snapshots import Document
from tests.support.brands import Brand, brand
from tests.support.chats_cxone import Chat

T1 = {"thread": {"idOnExternalPlatform": "t-1"}}
JOIN, INVITE = "JoinGroupChat", "CreateInvitationToGroupChat"


async def code_of(shop: Brand, robin: Chat, thread: str = "t-1") -> str:
    """Return an invitation to a thread's case."""
    number = shop.thread(thread).cases[-1].number
    told = await robin.do(INVITE, {"contact": {"id": number}})
    code: str = told["invitation"]["code"]
    return code


async def in_it(shop: Brand) -> None:
    """Have Ann take part in Robin's case, and another invitation that nobody used."""
    async with shop.chat() as robin, shop.chat("c-2") as ann:
        await robin.say("Hello")
        await ann.do(JOIN, {"invitation": {"code": await code_of(shop, robin)}})
        await ann.say("Hello, both")


async def goes_on(shop: Brand, code: str) -> None:
    """Have all of it be as before: the guest hears and speaks, the code lets somebody in."""
    async with shop.chat() as robin, shop.chat("c-2") as ann, shop.chat("c-3") as mia:
        await robin.say("Still there?")
        assert (await ann.push("MessageCreated"))["message"]["authorEndUserIdentity"]["id"]
        await ann.say("Yes")
        told = await mia.do(JOIN, {"invitation": {"code": code}})
        names = [one["idOnExternalPlatform"] for one in told["contact"]["recipients"]]
        assert names == ["c-2", "c-3"]
        found = await ann.do("RecoverThread", T1)
        said = [
            (one["authorEndUserIdentity"]["idOnExternalPlatform"], one["messageContent"]["text"])
            for one in found["messages"]
        ]
        assert said == [
            ("c-2", "Yes"),
            ("c-1", "Still there?"),
            ("c-2", "Hello, both"),
            ("c-1", "Hello"),
        ]


async def test_after_a_restart_guests_and_invitations_are_there(tmp_path: Path) -> None:
    store = {"store": f"sqlite:///{tmp_path}/file.db"}
    async with brand(live=False, group_chat=True, server=store) as shop:
        await in_it(shop)
        async with shop.chat() as robin:
            code = await code_of(shop, robin)
    async with brand(live=False, group_chat=True, server=store) as shop:
        await goes_on(shop, code)


@pytest.mark.parametrize("kind", ["memory", "sqlite"])
async def test_a_snapshot_has_guests_and_invitations(kind: str, tmp_path: Path) -> None:
    store = {"store": "memory" if kind == "memory" else f"sqlite:///{tmp_path}/file.db"}
    async with brand(live=False, group_chat=True, server=store) as shop:
        await in_it(shop)
        async with shop.chat() as robin:
            code = await code_of(shop, robin)
        api = Api(shop.server, shop.id)
        document: Document = (await api.get("/snapshot")).body
        async with shop.chat("c-2") as ann:
            number = shop.thread().cases[-1].number
            await ann.do("LeaveGroupChat", {"contact": {"id": number}})
        assert (await api.put("/snapshot", document)).status == 200
        await goes_on(shop, code)


async def test_of_many_who_come_at_once_with_one_code_it_lets_one_in(tmp_path: Path) -> None:
    """Over a store that waits."""
    store = {"store": f"sqlite:///{tmp_path}/file.db"}
    async with brand(live=False, group_chat=True, server=store) as shop, shop.chat() as robin:
        await robin.say("Hello")
        codes = [await code_of(shop, robin) for _ in range(2)]
        names = [f"c-{number}" for number in range(2, 8)]
        async with AsyncExitStack() as stack:
            pages = [await stack.enter_async_context(shop.chat(name)) for name in names]
            asked = [
                page.ask(JOIN, {"invitation": {"code": codes[place % 2]}})
                for place, page in enumerate(pages)
            ]
            frames = await asyncio.gather(*asked, robin.ask("UpdateThread", named("Orders")))
            assert ["error" in frame for frame in frames[:-1]].count(False) == 2
            told = (await robin.do("RecoverThread", T1))["contact"]["recipients"]
            assert len(told) == 2


def named(name: str) -> dict[str, object]:
    """Return what gives the thread a name."""
    return {"thread": {**T1["thread"], "threadName": name}}


async def test_group_chats_that_are_over_take_no_place_of_those_that_go_on() -> None:
    most = LIMITS.customer_groups_max
    async with (
        brand(live=False, group_chat=True) as shop,
        shop.chat() as robin,
        shop.chat("c-2") as ann,
    ):
        for number in range(most):
            thread = f"t-{number}"
            await robin.say("Hello", thread=thread)
            await ann.do(JOIN, {"invitation": {"code": await code_of(shop, robin, thread)}})
        await robin.say("Hello", thread="one more")
        code = {"invitation": {"code": await code_of(shop, robin, "one more")}}
        refused = await ann.refusal(JOIN, code)
        assert f"at most {most} group chats" in refused.message
        await shop.close("t-0")
        await ann.do(JOIN, code)
        assert len(shop.customer("c-2").groups) == most


async def test_a_thread_of_his_own_by_the_same_name_goes_on_when_he_has_left() -> None:
    async with (
        brand(live=False, group_chat=True) as shop,
        shop.chat() as robin,
        shop.chat("c-2") as ann,
    ):
        await ann.say("My own case")
        await robin.say("Another's case")
        await ann.do(JOIN, {"invitation": {"code": await code_of(shop, robin)}})
        await ann.say("said to Robin")
        number = shop.thread().cases[-1].number
        await ann.do("LeaveGroupChat", {"contact": {"id": number}})
        await ann.say("said on my own")
        found = await ann.do("RecoverThread", T1)
        texts = [one["messageContent"]["text"] for one in found["messages"]]
        assert texts == ["said on my own", "My own case"]
