"""What NICE's own web SDK 2.2.0 hears that a channel offers by itself, and of all pushes."""

from __future__ import annotations

from typing import Any

from mockplatform.core.proactive import ProactiveAction
from tests.sdk.cxone import Page, pages
from tests.sdk.cxone_shop import opened
from tests.sdk.cxone_talk import livechat
from tests.support.brands import Brand, brand

WELCOME = ProactiveAction(
    id="hello",
    data={
        "content": {"bodyText": "May I help?"},
        "handover": {"customFields": [{"ident": "topic", "value": "fares"}]},
    },
)
POPUP = ProactiveAction(id="fares", type="CustomPopupBox", on="visit")


async def known(open_page: Any, shop: Brand) -> Page:
    """Return a page that is connected, and that the platform has heard of."""
    page = await opened(open_page, shop, isLivechat=True)
    await page.app("sendChatEvent", {"eventType": "AddVisitorTags", "data": {}})
    return page


async def test_a_page_executes_a_trigger_and_hears_what_it_fires() -> None:
    async with brand(proactive_actions=(WELCOME, POPUP)) as shop, pages() as open_page:
        page = await known(open_page, shop)
        info = await page.sdk("getChannelInfo")
        assert info["settings"]["features"]["isProactiveChatEnabled"] is True
        trigger = {"eventType": "ExecuteTrigger", "data": {"trigger": {"id": "hello"}}}
        await page.app("sendChatEvent", {**trigger, "destination": {"id": "w-1"}})
        told = await page.event("FireProactiveAction")
        assert told["proactiveAction"]["action"]["data"] == WELCOME.data
        await page.app("sendChatEvent", {"eventType": "StoreVisitor", "data": {}})
        told = await page.event("FireProactiveAction")
        assert told["proactiveAction"]["action"]["actionType"] == "CustomPopupBox"
        assert page.errors == []


async def test_one_page_hears_what_is_typed_in_another_one() -> None:
    async with brand(page_views=True) as shop, pages() as open_page:
        page, tab = await known(open_page, shop), await known(open_page, shop)
        await page.thread("t-1", "sendMessagePreview", "I wonder")
        preview = (await tab.event("MessagePreviewCreated"))["messagePreview"]
        assert preview["threadIdOnExternalPlatform"] == "t-1"
        assert preview["messageContent"]["payload"]["text"] == "I wonder"
        view = {"pageViews": [{"url": "https://shop.example/a", "title": "A"}]}
        await page.app("sendChatEvent", {"eventType": "SendPageViews", "data": view})
        assert (await tab.event("PageViewCreated"))["pageView"]["title"] == "A"
        assert [name for name, _ in page.events if name.endswith("Created")] == []
        assert page.errors == tab.errors == []


async def test_a_livechat_is_held_with_all_pushes() -> None:
    acting = {"agentsAct": True, "botsAct": True}
    async with brand(acting, live=True, all_pushes=True) as shop, pages() as open_page:
        page = await known(open_page, shop)
        await livechat(shop, page)
        heard = {one["eventType"] for one in page.raw if "data" in one}
        assert {"MessageSent", "MessageAddedIntoCase", "MessageDeliveredToEndUser"} <= heard
