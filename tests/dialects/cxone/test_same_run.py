"""The same seed and the same requests are the same run, however many sockets look on."""

from __future__ import annotations

from contextlib import AsyncExitStack
from typing import Any

from tests.support.brands import brand
from tests.support.chats_cxone import agent, chat, taken
from tests.support.server import serving

Json = dict[str, Any]


async def typed(others: int) -> tuple[str, list[list[str]]]:
    """Have an agent type and a customer write, with other sockets of his beside.

    Return the last message's id, and by socket the ids of what was told of the typing.
    """
    async with serving() as server, AsyncExitStack() as stack:
        page = await stack.enter_async_context(chat(server, secured=False))
        id_ = await taken(server, page)
        pages = [page]
        for _ in range(others):
            pages.append(await stack.enter_async_context(chat(server, secured=False)))
            await pages[-1].do("RecoverLivechat")
        for state in ("on", "off", "on"):
            await agent(server, id_, "typing", state=state)
        await page.say("More")
        for one in pages:
            await one.beat()
        told = [[f for f in one.seen if f["eventObject"] == "SenderAction"] for one in pages]
        created = [one for one in page.seen if one["eventType"] == "MessageCreated"]
        last = created[-1]["data"]["message"]["id"]
        return last, [[one["eventId"] for one in frames[-3:]] for frames in told]


async def test_typing_is_told_by_one_id_on_all_sockets_and_by_another_each_time() -> None:
    _, ids = await typed(2)
    first, *others = ids
    assert len(set(first)) == 3
    assert others == [first, first]


async def test_how_many_sockets_are_told_of_typing_changes_no_id() -> None:
    alone, ids = await typed(0)
    among, others = await typed(3)
    assert alone == among
    assert ids[0] == others[0]


async def test_what_is_too_large_for_a_frame_costs_no_luck() -> None:
    async def last(most: int) -> str:
        async with brand(event_bytes_max=most) as shop, shop.chat() as page:
            await page.say("x" * 3_000)
            await page.say("short")
            told = await page.push("MessageCreated", is_short)
            return str(told["message"]["id"])

    assert await last(4_096) == await last(131_072)


def is_short(data: Json) -> bool:
    """Whether a message is the one that fits into any frame."""
    return bool(data["message"]["messageContent"]["text"] == "short")
