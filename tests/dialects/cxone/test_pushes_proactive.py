"""What a channel offers its customers by itself: fired by triggers and by visits."""

from __future__ import annotations

from typing import Any

import pytest

from mockplatform.core.proactive import ProactiveAction
from tests.support.brands import CHANNEL, Brand, brand
from tests.support.chats_cxone import Chat, chat
from tests.support.faulty import set_fault

WELCOME = ProactiveAction(
    id="hello",
    name="Hello",
    trigger="7",
    data={
        "content": {"bodyText": "May I help?"},
        "handover": {"customFields": [{"ident": "topic", "value": "fares"}]},
    },
    conditions=({"type": "page"},),
)
POPUP = ProactiveAction(id="fares", type="PopupBox", on="visit")
ACTIONS: dict[str, Any] = {"proactive_actions": (WELCOME, POPUP)}
NAME = "FireProactiveAction"


async def execute(page: Chat, trigger: Any, **members: Any) -> None:
    """Have a page execute a trigger."""
    await page.do("ExecuteTrigger", {"trigger": {"id": trigger}}, **members)


def fired(page: Chat) -> list[str]:
    """Return the ids of the actions that a page was offered."""
    pushes = (one["data"] for one in page.seen if one["eventType"] == NAME)
    return [one["proactiveAction"]["action"]["actionId"] for one in pushes]


async def test_a_trigger_fires_its_action_on_all_sockets_of_the_customer() -> None:
    async with (
        brand(**ACTIONS) as shop,
        shop.chat() as page,
        shop.chat() as tab,
        shop.chat("c-2") as other,
    ):
        await execute(page, "7", destination={"id": "widget-1"})
        told = await page.push(NAME)
        assert told["proactiveAction"] == {
            "action": {
                "actionId": "hello",
                "actionName": "Hello",
                "actionType": "WelcomeMessage",
                "data": WELCOME.data,
            },
            "conditions": [{"type": "page"}],
        }
        assert told["destination"] == {"id": "widget-1"}
        assert told["channel"]["id"] == CHANNEL
        assert await tab.told() == [NAME]
        assert tab.seen == page.seen
        assert await other.told() == []


@pytest.mark.parametrize("destination", [{}, [], {"id": 7}, None])
async def test_without_a_widget_that_is_named_no_destination_is_told(destination: Any) -> None:
    async with brand(**ACTIONS) as shop, shop.chat() as page:
        await execute(page, "7", destination=destination)
        assert (await page.push(NAME))["destination"] == {"id": None}


@pytest.mark.parametrize("trigger", ["8", "hello", "fares", None, ""])
async def test_a_trigger_that_fires_nothing_is_acknowledged(trigger: Any) -> None:
    async with brand(**ACTIONS) as shop, shop.chat() as page:
        await execute(page, trigger)
        await page.do("ExecuteTrigger")
        assert await page.told() == []
        assert (await page.refusal("ExecuteTrigger", {"trigger": "7"})).code == "InconsistentData"


async def test_a_trigger_may_be_named_by_a_number() -> None:
    async with brand(**ACTIONS) as shop, shop.chat() as page:
        await execute(page, 7)
        assert await page.told() == [NAME]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("StoreVisitor", {"browserFingerprint": {}}),
        ("SendPageViews", {"pageViews": [{"url": "https://shop.example/"}]}),
        ("StoreVisitorEvents", {"visitorEvents": [{"type": "VisitorVisit", "data": None}]}),
        ("StoreVisitorEvents", {"visitorEvents": [{"type": "PageView", "data": {"url": "/"}}]}),
    ],
)
async def test_a_visit_fires_the_actions_that_are_for_visits(name: str, data: Any) -> None:
    async with brand(**ACTIONS) as shop, shop.chat() as page:
        await page.do(name, data)
        await page.beat()
        assert fired(page) == ["fares"]


async def test_what_a_client_tells_of_an_action_that_it_shows_fires_none_again() -> None:
    async with brand(**ACTIONS) as shop, shop.chat() as page:
        shown = [{"type": "ProactiveActionDisplayed", "data": {"id": "fares"}}, {"data": "x"}]
        await page.do("StoreVisitorEvents", {"visitorEvents": shown})
        await page.do("AddVisitorTags", {"tags": ["vip"]})
        assert await page.told() == []


async def test_the_offer_comes_before_the_acknowledgement() -> None:
    async with brand(**ACTIONS) as shop, shop.chat() as page:
        await execute(page, "7")
        assert [one.get("eventType") for one in page.frames] == [NAME, None]


async def test_a_socket_of_nobody_is_offered_nothing() -> None:
    async with brand(**ACTIONS) as shop, nameless(shop) as page:
        await execute(page, "7")
        await page.do("StoreVisitorEvents", {"visitorEvents": [{"type": "VisitorVisit"}]})
        await page.do("SendPageViews", {"pageViews": [{"url": "/"}]})
        assert await page.told() == []


def nameless(shop: Brand) -> Any:
    """Open a socket whose frames name nobody."""
    options: dict[str, Any] = {"brand": shop.tenant.brand_id, "prefix": f"/t/{shop.id}"}
    return chat(shop.server, CHANNEL, secured=False, identity="", **options)


async def test_a_channel_without_actions_offers_nothing_and_tells_so() -> None:
    async with brand() as shop, shop.chat() as page:
        await execute(page, "7")
        assert await page.told() == []
        assert await enabled(shop) is False
    async with brand(**ACTIONS) as shop:
        assert await enabled(shop) is True


async def enabled(shop: Brand) -> Any:
    """Return whether the channel tells that it offers things."""
    server = shop.server
    path = f"/t/{shop.id}/chat/1.0/brand/{shop.tenant.brand_id}/channel/{CHANNEL}"
    async with server.http.get(server.url + path) as answer:
        return (await answer.json())["settings"]["features"]["isProactiveChatEnabled"]


async def test_an_offer_is_lost_by_a_fault_of_its_name() -> None:
    async with brand(**ACTIONS) as shop, shop.chat() as page:
        where = {"phase": "frame.out", "frame": NAME, "dialect": "cxone"}
        await set_fault(shop.server, "lose", f"/t/{shop.id}", where=where, when={"times": 1})
        await execute(page, "7")
        assert await page.told() == []
        await execute(page, "7")
        assert await page.told() == [NAME]
