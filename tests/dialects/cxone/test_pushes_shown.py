"""What one page of a customer tells and his other ones hear: what he types, where he is."""

from __future__ import annotations

from typing import Any

import pytest

from mockplatform.core.proactive import ProactiveAction
from mockplatform.limits import LIMITS
from tests.support.brands import brand
from tests.support.chats_cxone import Chat

PREVIEW, VIEW = "MessagePreviewCreated", "PageViewCreated"


async def type_(page: Chat, text: str, thread: str | None = "t-1") -> None:
    """Have a page tell what is typed."""
    named = {} if thread is None else {"thread": {"idOnExternalPlatform": thread}}
    content = {"type": "TEXT", "payload": {"text": text}}
    await page.do("SendMessagePreview", {**named, "messageContent": content})


async def test_what_is_typed_is_heard_on_the_customers_other_sockets() -> None:
    async with brand() as shop, shop.chat() as page, shop.chat() as tab, shop.chat("c-2") as other:
        await type_(page, "I wond")  # nothing was said in the thread yet
        told = (await tab.push(PREVIEW))["messagePreview"]
        assert told["threadIdOnExternalPlatform"] == "t-1"
        assert told["messageContent"]["payload"] == {"text": "I wond"}
        assert told["authorEndUserIdentity"]["idOnExternalPlatform"] == "c-1"
        assert tab.seen[0]["eventObject"] == "MessagePreview"
        assert await page.told() == []
        assert await other.told() == []


async def test_one_preview_has_one_id_on_all_sockets_and_the_next_another_one() -> None:
    async with brand() as shop, shop.chat() as page, shop.chat() as tab, shop.chat() as phone:
        await type_(page, "a")
        await type_(page, "a")
        assert await tab.told() == await phone.told() == [PREVIEW, PREVIEW]
        ids = [one["eventId"] for one in tab.seen]
        assert ids == [one["eventId"] for one in phone.seen]
        assert len(set(ids)) == 2


async def test_a_text_that_was_taken_back_is_told_too() -> None:
    async with brand() as shop, shop.chat() as page, shop.chat() as tab:
        await type_(page, "")
        told = await tab.push(PREVIEW)
        assert told["messagePreview"]["messageContent"]["text"] == ""


async def test_without_a_thread_the_latest_one_is_meant_if_there_is_one() -> None:
    async with brand() as shop, shop.chat() as page, shop.chat() as tab:
        await type_(page, "a", None)
        assert await tab.told() == []
        await page.say("Hello", thread="t-9")
        await type_(page, "a", None)
        told = await tab.push(PREVIEW)
        assert told["messagePreview"]["threadIdOnExternalPlatform"] == "t-9"


async def test_a_channel_without_the_preview_pushes_none() -> None:
    async with brand(typing_preview=False) as shop, shop.chat() as page, shop.chat() as tab:
        await type_(page, "a")
        assert await tab.told() == []


async def test_pages_that_are_looked_at_are_heard_on_the_other_sockets() -> None:
    views: list[Any] = [
        {"url": "https://shop.example/a", "title": "A"},
        {"url": "/b", "title": None},
    ]
    async with brand(page_views=True) as shop, shop.chat() as page, shop.chat() as tab:
        await page.do("SendPageViews", {"pageViews": views})
        assert await tab.told() == [VIEW, VIEW]
        first, second = (one["data"] for one in tab.seen)
        assert (first["pageView"]["url"], first["pageView"]["title"]) == (views[0]["url"], "A")
        assert (second["pageView"]["url"], second["pageView"]["title"]) == ("/b", "")
        assert first["pageView"]["id"] != second["pageView"]["id"]
        assert first["thread"] is None
        assert await page.told() == []


async def test_a_page_view_names_the_thread_in_which_something_happened_last() -> None:
    async with brand(page_views=True) as shop, shop.chat() as page, shop.chat() as tab:
        await page.say("Hello", thread="t-9")
        view = {"type": "PageView", "data": {"url": "/a", "title": "A"}}
        await page.do("StoreVisitorEvents", {"visitorEvents": [view]})
        told = await tab.push(VIEW)
        assert told["thread"]["idOnExternalPlatform"] == "t-9"
        assert told["pageView"]["url"] == "/a"


async def test_a_channel_without_page_views_pushes_none() -> None:
    async with brand() as shop, shop.chat() as page, shop.chat() as tab:
        await page.do("SendPageViews", {"pageViews": [{"url": "/a"}]})
        assert await tab.told() == []


async def test_of_many_pages_at_once_the_last_are_told_and_all_that_they_fire() -> None:
    most, views = LIMITS.page_views_told_max, [{"url": f"/{number}"} for number in range(100)]
    numbers = range(LIMITS.proactive_actions_max)
    offers = tuple(ProactiveAction(id=str(one), type="PopupBox", on="visit") for one in numbers)
    channel: dict[str, Any] = {"page_views": True, "proactive_actions": offers}
    async with brand(**channel) as shop, shop.chat() as page, shop.chat() as tab:
        await page.do("SendPageViews", {"pageViews": views})
        told = await tab.told()
        assert told == [VIEW] * most + ["FireProactiveAction"] * len(offers)
        urls = [one["data"]["pageView"]["url"] for one in tab.seen[:most]]
        assert urls == [one["url"] for one in views[-most:]]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("SendPageViews", {"pageViews": "all"}),
        ("SendPageViews", {"pageViews": [{"url": 7}]}),
        ("SendPageViews", {"pageViews": [{}] * 101}),
        ("StoreVisitorEvents", {"visitorEvents": [{"type": "PageView", "data": {"url": 7}}]}),
        ("StoreVisitorEvents", {"visitorEvents": [{}] * 101}),
    ],
)
async def test_pages_that_are_none_or_too_many_are_refused_and_shown_nowhere(
    name: str, data: Any
) -> None:
    async with brand(page_views=True) as shop, shop.chat() as page, shop.chat() as tab:
        refused = await page.refusal(name, data)
        assert refused.code == "InconsistentData"
        assert "$.payload.data." in refused.message
        assert await tab.told() == []
