"""The list of conversations: filtered by links, usable by keyboard, good in a narrow page."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.browser.crowd import crowd
from tests.browser.world import NARROW, World

pytestmark = pytest.mark.asyncio(loop_scope="session")

OVERLAPS = """(line) => {
  const parts = [...line.children].map((one) => one.getBoundingClientRect());
  const shown = parts.filter((one) => one.width);
  return shown.some((a, i) => shown.slice(i + 1).some((b) =>
    a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1));
}"""


async def test_filters_narrow_the_list_and_stand_in_the_link(world: World) -> None:
    orders = world.talk("ann", routingData={"intent": "order_status"})
    other = world.talk("bob")
    world.at.agent.accept(other)
    page = await world.console()
    lines = page.locator("mp-virtual-list a.line")
    await expect(lines).to_have_count(2)
    await page.get_by_role("button", name="ACTIVE").click()
    await expect(lines).to_have_count(1)
    await expect(lines).to_have_attribute("data-id", other)
    await expect(page).to_have_url(f"{world.url}/console#/conversations?state=ACTIVE")
    again = await world.console("#/conversations?q=ann")
    await expect(again.locator("mp-virtual-list a.line")).to_have_attribute("data-id", orders)
    await expect(again.get_by_label("Search")).to_have_value("ann")


async def test_queues_are_offered_with_how_many_each_would_leave(world: World) -> None:
    world.talk("ann")
    talk = world.talk("bob")
    queue = world.at.conversations.get(talk).queue
    assert queue is not None
    page = await world.console()
    await expect(page.get_by_label("Queue")).to_contain_text(f"{queue.name} (2)")
    await page.get_by_label("Queue").select_option(queue.id)
    await expect(page).to_have_url(f"{world.url}/console#/conversations?queue={queue.id}")
    await page.get_by_role("button", name="CLOSED").click()
    await expect(page.get_by_text("No conversation is like that")).to_be_visible()
    await page.get_by_role("button", name="Clear the filters").click()
    await expect(page.locator("mp-virtual-list a.line")).to_have_count(2)


async def test_who_waits_is_told_how_long_on_the_tenants_clock(world: World) -> None:
    talk = world.talk()
    page = await world.console()
    line = page.locator(f'[data-id="{talk}"]')
    await expect(line).to_contain_text("waits")
    world.at.clock.advance("12m")
    await expect(line).to_contain_text("waits 12 min")
    world.at.agent.accept(talk)
    await expect(line).not_to_contain_text("waits")


async def test_the_last_change_can_come_first(world: World) -> None:
    first, second = world.talk("ann"), world.talk("bob")
    page = await world.console()
    lines = page.locator("mp-virtual-list a.line")
    await expect(lines).to_have_count(2)
    await page.get_by_label("Order").select_option("changed")
    world.at.agent.accept(first)
    top = page.locator('[aria-posinset="1"] a')
    await expect(top).to_have_attribute("data-id", first)
    await page.get_by_label("Order").select_option("")
    await expect(top).to_have_attribute("data-id", second)


async def test_keys_lead_through_thousands_of_lines_and_into_one(world: World) -> None:
    ids = crowd(world.at, [world.talk()], 300)
    page = await world.console()
    first = page.locator('[aria-posinset="1"] a')
    await expect(first).to_have_attribute("tabindex", "0")
    await first.focus()
    await page.keyboard.press("End")
    last = page.locator('[aria-posinset="301"] a')
    await expect(last).to_be_focused()
    await expect(page.locator('[aria-posinset="301"]')).to_have_attribute("aria-setsize", "301")
    await page.keyboard.press("Home")
    await page.keyboard.press("ArrowDown")
    second = page.locator('[aria-posinset="2"] a')
    await expect(second).to_be_focused()
    id_ = await second.get_attribute("data-id")
    assert id_ in ids
    await page.keyboard.press("Enter")
    await expect(page).to_have_url(f"{world.url}/console#/conversations/{id_}")


async def test_a_line_that_has_the_focus_keeps_it_when_it_changes(world: World) -> None:
    talk = world.talk()
    page = await world.console()
    line = page.locator(f'[data-id="{talk}"]')
    await line.focus()
    world.at.agent.accept(talk)
    await expect(line).to_contain_text("ACTIVE")
    await expect(line).to_be_focused()


async def test_in_a_narrow_page_nothing_overlaps_or_scrolls_aside(world: World) -> None:
    talk = world.talk("somebody-with-a-long-name-who-writes-much")
    world.at.agent.accept(talk)
    page = await world.console(viewport=NARROW)
    line = page.locator(f'[data-id="{talk}"]')
    await expect(line).to_be_visible()
    assert not await line.evaluate(OVERLAPS)
    width = await page.evaluate("document.documentElement.scrollWidth")
    assert width == NARROW["width"]
