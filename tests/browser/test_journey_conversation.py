"""A customer in one page and an agent in another: what befalls them, and that nothing is lost."""

from __future__ import annotations

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.sdk_page import NETWORK_TROUBLE
from tests.browser.shop import OPEN, Shop
from tests.browser.world import World

pytestmark = pytest.mark.asyncio(loop_scope="session")

FILL = """() => {
    for (const storage of [sessionStorage, localStorage])
        for (let chars = 2 ** 20; chars >= 1; chars /= 2)
            try {
                for (let n = 0; ; n += 1) storage.setItem(`page_${chars}_${n}`, "x".repeat(chars));
            } catch {
                continue;
            }
}"""
ROUTED = "(key) => widgetSDK.setRoutingData({ [key]: true })"


def _act(desk: Page, name: str) -> Locator:
    return desk.locator(f'[data-act="{name}"]')


def _said(desk: Page) -> Locator:
    return desk.locator(".desk-message .desk-said")


async def test_a_customer_and_an_agent_each_in_a_page_hold_a_conversation(world: World) -> None:
    world.at.admin.settings.patch({"agentsAct": False})
    shop = await Shop.open(world)
    desk = await world.console("#/desk?agent=ben")
    first = await shop.id()
    standing = shop.page.get_by_test_id("standing")
    await desk.locator(f'mp-desk-queue [data-id="{first}"]').click()
    await _act(desk, "ring").click()
    await desk.get_by_role("button", name="Ring", exact=True).click()
    await expect(standing).to_have_text("Calling an agent …")
    await _act(desk, "take").click()
    await expect(standing).to_have_text("Ben Okafor is here")

    await shop.field.press_sequentially("Where is")
    await expect(desk.locator(".desk-typing")).to_contain_text("is typing")
    await shop.say("Where is my parcel?")
    await expect(_said(desk)).to_have_text(["Where is my parcel?"])
    await desk.locator("#desk-text").press_sequentially("I look")
    await expect(shop.page.get_by_test_id("typing")).to_have_text("Ben Okafor is typing …")
    await desk.keyboard.press("Enter")
    await expect(shop.lines).to_have_text(["Where is my parcel?", "I look"])

    await _act(desk, "transfer").click()
    await desk.get_by_label("Where to").select_option("queue:care-team")
    await desk.get_by_role("button", name="Transfer", exact=True).click()
    await expect(standing).to_contain_text("Care team")
    await _act(desk, "take").click()
    await expect(standing).to_have_text("Ben Okafor is here")
    await _act(desk, "close").click()
    await desk.get_by_role("button", name="Close it").click()
    over = shop.page.get_by_test_id("over")
    await expect(over).to_contain_text("The agent ended this chat.")

    await over.get_by_role("button").click()
    await shop.live()
    await shop.say("One more thing")
    second = await shop.id()
    await desk.locator(f'mp-desk-queue [data-id="{second}"]').click()
    await expect(_said(desk)).to_have_text(["One more thing"])
    assert shop.stored(first) == ["Where is my parcel?", "I look"]


async def test_a_reload_in_mid_conversation_keeps_draft_and_what_was_not_sent(
    world: World,
) -> None:
    world.expected += NETWORK_TROUBLE
    shop = await Shop.open(world)
    id_ = await shop.id()
    world.at.agent.accept(id_)
    await shop.say("before")
    await shop.arrived()
    await shop.page.context.set_offline(offline=True)
    await shop.say("one", "two")
    await shop.field.press_sequentially("half a sen")
    # The page itself comes while nothing else does: as out of a cache, at the end of a tunnel.
    await shop.page.route(f"{world.url}/api/**", lambda route: route.abort())
    await shop.page.context.set_offline(offline=False)
    await shop.page.reload()
    await expect(shop.field).to_have_value("half a sen")
    await expect(shop.lines).to_have_text(["before", "one", "two"])
    world.at.agent.say(id_, "Are you there?")
    await shop.page.unroute_all(behavior="wait")
    await shop.live()
    await shop.arrived()
    assert shop.stored(id_) == ["before", "Are you there?", "one", "two"]
    await expect(shop.lines).to_have_text(shop.stored(id_))
    await expect(shop.field).to_have_value("half a sen")
    assert await shop.id() == id_


@pytest.mark.parametrize("code", [None, 1001, 4401])
async def test_a_socket_that_dies_while_messages_are_sent_costs_none(
    world: World, code: int | None
) -> None:
    """None stands for a connection that is torn down without a word (1006 in the browser)."""
    world.expected += NETWORK_TROUBLE
    shop = await Shop.open(world)
    id_ = await shop.id()
    world.at.agent.accept(id_)
    texts = [f"number {n}" for n in range(6)]
    for number, text in enumerate(texts):
        await shop.say(text)
        if number in (1, 3):
            for socket in world.at.channels.list().channels:
                world.at.channels.drop(socket["id"], "close" if code else "abort", code=code)
    await shop.arrived()
    await shop.live()
    assert shop.stored(id_) == texts
    await expect(shop.lines).to_have_text(texts)


@pytest.mark.parametrize("sync", ["", "&sync=1"])
async def test_two_tabs_of_one_customer_do_not_get_into_each_others_way(
    world: World, sync: str
) -> None:
    """Guide, edge case 3: ids of their own, and nothing of one tab in the other unless asked."""
    person = await world.person()
    one = await Shop.open(world, OPEN + sync, person)
    other = await Shop.open(world, OPEN + sync, person)
    ids = [await shop.page.evaluate("widgetSDK.instanceId") for shop in (one, other)]
    assert ids[0] != ids[1]
    await one.say("from the first tab")
    await other.say("from the second tab")
    await one.field.fill("a draft of the first")
    await expect(other.field).to_be_empty()
    await one.page.evaluate(ROUTED, "first")
    await other.page.evaluate(ROUTED, "second")
    for shop, text in ((one, "from the first tab"), (other, "from the second tab")):
        await shop.arrived()
        id_ = await shop.id()
        shown = await shop.lines.all_text_contents()
        assert text in shown
        assert shown == shop.stored(id_)
        routed = world.at.conversations.get(id_).routing_data
        assert set(routed) >= {"first" if shop is one else "second"}
    if not sync:
        assert await one.id() != await other.id()


async def test_with_both_storages_full_one_chats_on_and_is_told(world: World) -> None:
    """Guide, edge case 2: QuotaExceededError takes no window down."""
    shop = await Shop.open(world)
    id_ = await shop.id()
    await shop.page.evaluate(FILL)
    texts = [f"number {n}" for n in range(5)]
    await shop.say(*texts)
    world.at.agent.accept(id_)
    world.at.agent.say(id_, "All is well here")
    await shop.notice("storage-full")
    await shop.arrived()
    await expect(shop.lines).to_have_text([*texts, "All is well here"])
    assert shop.stored(id_) == [*texts, "All is well here"]


async def test_what_is_written_offline_arrives_once_when_there_is_a_network_again(
    world: World,
) -> None:
    world.expected += NETWORK_TROUBLE
    shop = await Shop.open(world)
    id_ = await shop.id()
    world.at.agent.accept(id_)
    await shop.page.context.set_offline(offline=True)
    await shop.notice("offline")
    await shop.say("from the tunnel", "still in it")
    world.at.agent.say(id_, "Are you there?")
    assert shop.stored(id_) == ["Are you there?"]
    await shop.page.context.set_offline(offline=False)
    await shop.arrived()
    await shop.live()
    assert shop.stored(id_) == ["Are you there?", "from the tunnel", "still in it"]
    await expect(shop.lines).to_have_text(shop.stored(id_))
