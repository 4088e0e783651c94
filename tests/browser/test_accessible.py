"""Everybody can use the pages: axe-core finds no fault, and neither mouse nor width is needed."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal

import pytest
from playwright.async_api import Page, expect

from mockplatform import console
from tests.browser.axe import violations
from tests.browser.scene import Scene
from tests.browser.world import NARROW, WIDE, World

pytestmark = pytest.mark.asyncio(loop_scope="session")

TABLE = (Path(console.__file__).parent / "static" / "views.js").read_text(encoding="utf-8")
VIEWS = re.findall(r'^ {4}name: "([\w-]+)"', TABLE, re.MULTILINE)
SIZES = {"wide": WIDE, "narrow": NARROW}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
WIDTH_LOST = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
STOPS_MAX = 250
MISSED = """() => {
    const all = "a[href], button, input, select, textarea, summary, [tabindex='0']";
    const isGroup = (one) => one.type === "radio";
    return [...document.querySelectorAll(all)]
        .filter((one) => !one.disabled && one.tabIndex === 0 && !isGroup(one))
        .filter((one) => one.checkVisibility({ visibilityProperty: true }) && !stops.has(one))
        .map((one) => one.outerHTML.slice(0, 160));
}"""
"""What can have the focus and never had it; of radio buttons one stands for its group."""
STOP = """() => {
    const at = document.activeElement;
    globalThis.stops ??= new Set();
    if (!at || at === document.body || stops.has(at)) return null;
    stops.add(at);
    const style = getComputedStyle(at);
    const isSeen = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1;
    return [at.outerHTML.slice(0, 160), isSeen];
}"""
"""Where the focus is, and whether that can be seen; nothing where it has been before."""


async def _look(page: Page) -> list[str]:
    """Judge a page at both sizes and in both schemes."""
    found = []
    for size, viewport in SIZES.items():
        await page.set_viewport_size({"width": viewport["width"], "height": viewport["height"]})
        for scheme in SCHEMES:
            await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            found += [f"{size}, {scheme}: {one}" for one in await violations(page)]
        if lost := await page.evaluate(WIDTH_LOST):
            found.append(f"{size}: the page scrolls sideways, by {lost} pixels")
    return found


def _none(found: list[str]) -> None:
    assert not found, "\n".join(found)


async def _view(world: World, link: str) -> Page:
    """Open a view, and wait until it shows what it was opened for."""
    page = await world.console(f"#/{link}")
    await expect(page.locator("main > *")).to_be_visible()
    await expect(page.locator("mp-banner")).to_be_hidden()
    await world.quiet(page)
    return page


async def _unreached(page: Page) -> list[str]:
    """Press Tab until it leads to nothing new; return what it has missed, or shown no focus of."""
    unseen: list[str] = []
    for _ in range(STOPS_MAX):
        await page.keyboard.press("Tab")
        stop = await page.evaluate(STOP)
        if stop is None:
            break
        what, is_seen = stop
        unseen += [] if is_seen else [f"focus cannot be seen: {what}"]
    missed: list[str] = await page.evaluate(MISSED)
    return unseen + [f"never reached: {one}" for one in missed]


@pytest.mark.parametrize("view", VIEWS)
async def test_a_view_with_nothing_to_show_is_accessible(world: World, view: str) -> None:
    _none(await _look(await _view(world, view)))


@pytest.mark.parametrize("view", VIEWS)
async def test_a_busy_view_is_accessible(world: World, view: str) -> None:
    with Scene(world.at):
        _none(await _look(await _view(world, view)))


@pytest.mark.parametrize("view", VIEWS)
async def test_tab_reaches_each_control_of_a_view_and_shows_where_it_is(
    world: World, view: str
) -> None:
    with Scene(world.at):
        _none(await _unreached(await _view(world, view)))


async def test_a_conversation_of_its_own_is_accessible(world: World) -> None:
    with Scene(world.at) as scene:
        page = await _view(world, f"conversations/{scene.talk}")
        _none(await _look(page))
        _none(await _unreached(page))


async def test_the_demo_widget_is_accessible_closed_open_and_when_something_is_going_on(
    world: World,
) -> None:
    page = await world.page("/widget?user=user-7")
    launcher = page.get_by_test_id("launcher")
    await expect(launcher).to_be_visible()
    _none(await _look(page))
    await launcher.click()
    await expect(page.get_by_test_id("chat")).to_have_attribute("data-status", "live")
    await page.get_by_test_id("composer").fill("Hello")
    await page.keyboard.press("Enter")
    await expect(page.get_by_test_id("log")).to_contain_text("Hello")
    _none(await _look(page))
    world.expected += ["WebSocket", "Failed to load resource"]
    await page.context.set_offline(offline=True)
    await expect(page.get_by_test_id("notice")).to_be_visible()
    _none(await _look(page))


async def test_tab_reaches_each_control_of_the_demo_widget(world: World) -> None:
    page = await world.page("/widget?user=user-7&open=1")
    await expect(page.get_by_test_id("chat")).to_have_attribute("data-status", "live")
    _none(await _unreached(page))


async def test_the_page_of_the_mistakes_is_accessible(world: World) -> None:
    page = await world.page("/widget?fragile=1")
    await expect(page.get_by_test_id("fragile")).to_be_visible()
    _none(await _look(page))
