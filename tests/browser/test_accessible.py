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
SCHEMES: dict[Literal["light", "dark"], list[str]] = {"light": [], "dark": ["color-contrast"]}
WIDTH_LOST = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
STOPS_MAX = 250
DIALOGS = [
    ("tokens", "Mint a token"),
    ("tokens", "Rotate"),
    ("desk/{talk}?agent=ana", "Transfer…"),
    ("desk/{talk}?agent=ana", "Close"),
    ("findings", "Accept all"),
    ("findings", "Clear"),
    ("tenants", "Reset"),
    ("rewind", "The conversations"),
]
SUB_PAGES = [
    "conversations/{talk}",
    "conversations/{talk}?evidence={finding}",
    "desk/{talk}?agent=ana",
    "findings/{finding}",
    "findings/rules",
    "findings/rules/token-in-url",
    "journal/entry/{entry}",
    "journal/explain/{why}",
    "outages/own/new",
]
MISSED = """() => {
    const all = "a[href], button, input, select, textarea, summary, [tabindex='0']";
    const isGroup = (one) => one.type === "radio";
    return [...document.querySelectorAll(all)]
        .filter((one) => !one.disabled && one.tabIndex === 0 && !isGroup(one))
        .filter((one) => one.checkVisibility({ visibilityProperty: true }) && !stops.has(one))
        .map((one) => one.outerHTML.slice(0, 160));
}"""
"""What can have the focus and never had it; of radio buttons one stands for its group."""
FOLLOW = """() => {
    globalThis.stops = new Set();
    globalThis.unseen = [];
    addEventListener("focusin", ({ target }) => {
        if (stops.has(target)) return void (globalThis.isRound = true);
        stops.add(target);
        const style = getComputedStyle(target);
        const isSeen = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1;
        if (!isSeen) unseen.push(target.outerHTML.slice(0, 160));
    });
}"""
"""Notes where the focus goes, whether that can be seen, and whether it has been there before."""
PRESSES = 10
"""So often Tab is pressed before one looks whether it has led to something new."""


async def _look(page: Page) -> list[str]:
    """Judge a page at both sizes and in both schemes, of which the second has but its colours."""
    found = []
    for size, viewport in SIZES.items():
        await page.set_viewport_size({"width": viewport["width"], "height": viewport["height"]})
        for scheme, only in SCHEMES.items():
            await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            found += [f"{size}, {scheme}: {one}" for one in await violations(page, *only)]
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
    await page.evaluate(FOLLOW)
    for _ in range(0, STOPS_MAX, PRESSES):
        known = await page.evaluate("stops.size")
        for _ in range(PRESSES):
            await page.keyboard.press("Tab")
        if await page.evaluate("(known) => globalThis.isRound || stops.size === known", known):
            break
    unseen: list[str] = await page.evaluate("unseen")
    missed: list[str] = await page.evaluate(MISSED)
    return [
        *(f"focus cannot be seen: {one}" for one in unseen),
        *(f"never reached: {one}" for one in missed),
    ]


@pytest.mark.parametrize("view", VIEWS)
async def test_a_view_is_accessible_with_nothing_to_show_and_busy(world: World, view: str) -> None:
    page = await _view(world, view)
    _none(await _look(page))
    with Scene(world.at):
        await page.reload()
        await expect(page.locator("main > *")).to_be_visible()
        await world.quiet(page)
        _none(await _look(page))
        await page.set_viewport_size({"width": WIDE["width"], "height": WIDE["height"]})
        _none(await _unreached(page))


@pytest.mark.parametrize(("link", "opener"), DIALOGS)
async def test_a_dialog_is_accessible_keeps_the_focus_and_gives_it_back(
    world: World, link: str, opener: str
) -> None:
    with Scene(world.at) as scene:
        page = await _view(world, link.format(talk=scene.talk))
        button = page.get_by_role("main").get_by_role("button", name=opener).first
        await expect(button).not_to_have_attribute("aria-disabled", "true")
        await button.focus()
        await page.keyboard.press("Enter")
        dialog = page.get_by_role("dialog")
        await expect(dialog).to_be_visible()
        _none(await _look(page))
        await page.keyboard.press("Tab")
        assert await page.evaluate("document.activeElement.closest('dialog') !== null")
        await page.keyboard.press("Escape")
        await expect(dialog).to_have_count(0)
        await expect(button).to_be_focused()


@pytest.mark.parametrize("link", SUB_PAGES)
async def test_a_page_behind_a_view_is_accessible(world: World, link: str) -> None:
    with Scene(world.at) as scene:
        entry = world.at.journal.get(kind="http", limit=1).entries[0]
        found = world.at.admin.findings.get().findings
        (finding,) = [
            one.id
            for one in found
            if one.rule == "token-in-url" and one.conversation_id == scene.talk
        ]
        names = {
            "talk": scene.talk,
            "entry": entry["id"],
            "why": entry["correlationId"],
            "finding": finding,
        }
        page = await _view(world, link.format(**names))
        _none(await _look(page))
        _none(await _unreached(page))


async def test_a_view_whose_server_is_lost_or_refuses_is_accessible(world: World) -> None:
    world.expected += ["Failed to load resource"]
    page = await _view(world, "conversations")
    await page.context.route("**/__admin/**", lambda route: route.abort())
    await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    await expect(page.locator("mp-banner")).to_be_visible()
    _none(await _look(page))
    await page.context.unroute("**/__admin/**")
    await page.context.route("**/__admin/**", lambda route: route.fulfill(status=503, body="{}"))
    await page.reload()
    await expect(page.locator("mp-banner")).to_contain_text("answered 503")
    await expect(page.locator("main h1")).to_be_visible()
    _none(await _look(page))


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
