"""The console's clock: it tells the tenant's time, is steered, and tells what that led to."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from playwright.async_api import Page, expect

from tests.browser.world import World

pytestmark = pytest.mark.asyncio(loop_scope="session")

MANY = 150
SHOWN_MAX = 100


def instant(world: World) -> datetime:
    """Return the tenant's time."""
    return datetime.fromisoformat(world.at.clock.now().now)


async def clock(world: World) -> Page:
    """Return the page, on a clock that stands."""
    world.at.clock.pause()
    page = await world.console("#/clock")
    await expect(page.get_by_text("Stands still")).to_be_visible()
    return page


async def test_an_advance_tells_what_fell_due_and_leads_there(world: World) -> None:
    made = world.talk()
    world.at.agent.accept(made)
    page = await clock(world)
    before = instant(world)
    await page.get_by_role("button", name="+ 31 min").click()
    told = page.locator(".advance").first
    await expect(told).to_contain_text("+ 31 min")
    await expect(told.locator('[data-what="conversation.inactive"]').first).to_be_visible()
    link = told.locator('[data-what="conversation.inactive"] a')
    await expect(link).to_have_attribute("href", f"#/conversations/{made}")
    assert instant(world) - before == timedelta(minutes=31)
    await expect(page.locator("main")).to_contain_text("ahead of real time")


async def test_what_comes_next_is_listed_and_gone_to(world: World) -> None:
    world.at.clock.pause()
    world.at.admin.faults.create({"kind": "reset"}, id="later", when={"after": "5m", "for": "1h"})
    page = await clock(world)
    opens = page.locator('mp-deadlines [data-what="fault.opened"]')
    await expect(opens).to_contain_text("in 5 min")
    await expect(page.locator(".timeline i")).to_have_count(
        len(world.at.clock.now().next_deadlines)
    )
    await page.get_by_role("button", name="Advance to it: fault.opened of later").click()
    await expect(opens).to_have_count(0)
    assert world.at.admin.faults.get("later").state == "open"
    await page.get_by_role("button", name="To the next deadline").click()
    await expect(page.locator('.advance [data-what="fault.shut"]')).to_be_visible()
    assert world.at.admin.faults.get("later").state == "shut"


async def test_a_deadline_that_arises_is_listed_by_itself(world: World) -> None:
    page = await clock(world)
    await expect(page.get_by_text("Nothing is due")).to_be_visible()
    await expect(page.get_by_role("button", name="To the next deadline")).to_be_disabled()
    world.at.admin.outages.start("no-agents", for_="7m")
    await expect(page.locator('mp-deadlines [data-what="outage.ended"]')).to_contain_text(
        "in 7 min"
    )


async def test_it_is_advanced_by_a_while_of_ones_own_and_says_what_is_wrong(world: World) -> None:
    world.expected.append("400")
    page = await clock(world)
    own = page.get_by_label("By a while of one's own")
    await own.fill("soon")
    await own.press("Enter")
    await expect(page.get_by_role("alert")).to_contain_text("'soon' is no duration")
    await expect(page.get_by_role("alert")).to_contain_text('Write it like "250ms"')
    await own.fill("1h30m")
    await own.press("Enter")
    await expect(page.locator(".advance")).to_contain_text("+ 1 h 30 min")
    await expect(page.get_by_role("alert")).to_be_hidden()


async def test_it_pauses_runs_faster_and_comes_back_to_real_time(world: World) -> None:
    page = await world.console("#/clock")
    await page.get_by_role("button", name="Pause").click()
    await expect(page.get_by_text("Stands still")).to_be_visible()
    assert world.at.clock.now().mode == "paused"
    await page.get_by_role("button", name="×60").click()
    await expect(page.get_by_role("button", name="×60")).to_have_attribute("aria-pressed", "true")
    assert world.at.clock.now().rate == 60
    await page.get_by_label("Another rate").fill("3600")
    await page.get_by_role("button", name="Set", exact=True).click()
    await expect(page.get_by_text("Runs at ×3600")).to_be_visible()
    await page.get_by_role("button", name="Back to real time").click()
    await expect(page.get_by_text("Runs at ×1 · real time")).to_be_visible()
    assert world.at.clock.now().offset == 0


async def test_what_others_do_to_the_clock_is_seen(world: World) -> None:
    page = await clock(world)
    world.at.clock.advance("2h")
    await expect(page.locator(".big-time")).to_have_text(f"{instant(world):%H:%M:%S}")
    world.at.clock.resume(rate=60)
    await expect(page.get_by_text("Runs at ×60")).to_be_visible()


async def test_the_history_outlives_the_page_and_can_be_forgotten(world: World) -> None:
    page = await clock(world)
    await page.get_by_role("button", name="+ 5 min").click()
    await expect(page.locator(".advance")).to_have_count(1)
    await page.reload()
    await expect(page.locator(".advance")).to_have_count(1)
    await page.get_by_role("button", name="Forget them").click()
    await expect(page.get_by_text("has not moved the clock yet")).to_be_visible()


async def test_of_many_things_that_fell_due_only_so_many_lines_are_there(world: World) -> None:
    for number in range(MANY):
        world.at.admin.faults.create({"kind": "reset"}, id=f"f-{number}", ttl="1m")
    page = await clock(world)
    await page.get_by_role("button", name="+ 5 min").click()
    await expect(page.locator(".advance")).to_contain_text(re.compile(rf"{MANY} things fell due"))
    await expect(page.locator(".advance .chip")).to_have_text(f"fault.ended {MANY}")
    await expect(page.locator(".advance li")).to_have_count(SHOWN_MAX)
    await expect(page.locator(".advance")).to_contain_text(f"and {MANY - SHOWN_MAX} more")
