"""The herd in the console: arrivals drawn, told in words, and marked where outages ended."""

from __future__ import annotations

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.world import NARROW, World

pytestmark = pytest.mark.asyncio(loop_scope="session")


def bars(page: Page) -> Locator:
    """Return the columns of the picture."""
    return page.locator(".herd-bar")


def figure(page: Page, name: str) -> Locator:
    """Return a figure below the picture."""
    return page.locator(".herd-figures > div").filter(has=page.get_by_text(name, exact=True))


async def test_without_requests_the_herd_says_how_to_see_one(world: World) -> None:
    page = await world.console("#/herd")
    await expect(page.get_by_text("No request has come yet")).to_be_visible()
    await page.get_by_role("link", name="thundering-herd").click()
    await expect(page).to_have_url(f"{world.url}/console#/outages?q=thundering-herd")


async def test_arrivals_are_drawn_as_they_come(world: World) -> None:
    page = await world.console("#/herd")
    await expect(page.get_by_text("No request has come yet")).to_be_visible()
    world.talk()
    await expect(bars(page).first).to_be_visible()
    await expect(figure(page, "Requests")).to_contain_text("2")  # the token, and the conversation
    world.talk()
    await expect(figure(page, "Requests")).to_contain_text("4")


async def test_clients_that_come_all_at_once_after_an_outage_are_a_herd(world: World) -> None:
    world.at.clock.pause("2030-01-01T00:00:00Z")
    world.at.admin.outages.start("no-agents")
    for _ in range(12):
        world.talk()
        world.at.clock.advance("10s")
    world.at.admin.outages.stop("no-agents")
    for _ in range(30):
        world.talk()
    page = await world.console("#/herd?clock=tenant&bucket=1s")
    verdict = page.locator(".herd-verdict")
    await expect(verdict).to_contain_text("A herd. 60 in the fullest 1s")
    await expect(verdict).to_contain_text("times the mean")
    await expect(page.locator(".herd-mark")).to_have_count(1)
    await expect(figure(page, "Outages that ended")).to_contain_text("no-agents at 00:02:00")
    await expect(page.get_by_role("img", name="84 requests from")).to_be_visible()
    await page.get_by_text("As a table").click()
    row = page.get_by_role("row").filter(has_text="2030-01-01 00:02:00.000")
    await expect(row).to_contain_text("60")
    await page.get_by_label("Bucket").select_option("10m")
    await expect(verdict).to_contain_text("Too few to tell.")
    await expect(page).to_have_url(f"{world.url}/console#/herd?clock=tenant&bucket=10m")


async def test_arrivals_are_narrowed_down_by_path_and_subject(world: World) -> None:
    world.talk("user-7")
    world.talk("user-8")
    page = await world.console("#/herd?path=/api/v2/conversations/*")
    await expect(figure(page, "Requests")).to_contain_text("2")
    await page.get_by_label("Subject").fill("user-8")
    await expect(figure(page, "Requests")).to_contain_text("1")
    await page.get_by_label("Subject").fill("nobody")
    await expect(page.get_by_text("No request fits")).to_be_visible()


async def test_a_clock_that_leapt_for_years_is_still_drawn(world: World) -> None:
    world.talk()
    world.at.clock.advance("20000h")
    world.talk()
    page = await world.console("#/herd?clock=tenant")
    await expect(bars(page)).to_have_count(2)
    assert await page.locator(".toast").count() == 0


async def test_the_picture_fits_a_narrow_screen(world: World) -> None:
    world.talk()
    page = await world.console("#/herd", viewport=NARROW)
    await expect(bars(page).first).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth") == NARROW["width"]
