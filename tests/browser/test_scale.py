"""Thousands of conversations and a burst of messages: the console shows few of them at a time."""

from __future__ import annotations

import asyncio
import sys
from typing import Any

import pytest
from playwright.async_api import Page, Request, expect

from tests.browser.crowd import crowd
from tests.browser.world import World

pytestmark = pytest.mark.asyncio(loop_scope="session")

CROWD = 2_000
BURST = 100
LINES_MAX = 60
ROWS_MAX = 510
NODES_MAX = 12_000
LOOKS_MAX = 40
PATIENCE_MS = 20_000
MEASURE = """() => {
  window.measured = { blockedMs: 0, longest: 0, gap: 0 };
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) {
      window.measured.blockedMs += Math.max(0, duration - 50);
      window.measured.longest = Math.max(window.measured.longest, duration);
    }
  }).observe({ type: "longtask" });
  let last = performance.now();
  const frame = (now) => {
    window.measured.gap = Math.max(window.measured.gap, now - last);
    last = now;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
}"""
MEASURED = """() => ({
  ...window.measured,
  nodes: document.querySelectorAll("*").length,
  lines: document.querySelectorAll("mp-virtual-list a.line").length,
  rows: document.querySelectorAll("mp-timeline li").length,
})"""


async def measured(page: Page, what: str) -> dict[str, Any]:
    """Return what was measured; it is told, as times decide nothing here."""
    found: dict[str, Any] = await page.evaluate(MEASURED)
    sys.stdout.write(f"{what} { ({name: round(value) for name, value in found.items()}) }\n")
    return found


def two_kinds(world: World) -> list[str]:
    """Return one conversation that waits, and one that an agent has."""
    waits, held = world.talk("user-1", routingData={"intent": "order"}), world.talk("user-2")
    world.at.agent.accept(held)
    return [waits, held]


async def test_a_list_of_thousands_stays_small_while_messages_pour_in(world: World) -> None:
    ids = crowd(world.at, two_kinds(world), CROWD)
    page = await world.console()
    await expect(page.get_by_text(f"{CROWD + 2:,} conversations")).to_be_visible()
    looks: list[Request] = []
    page.on("request", lambda one: looks.append(one) if "/board?ids=" in one.url else None)
    await page.evaluate(MEASURE)
    held = ids[1::2][:BURST]
    for id_ in held:
        await asyncio.to_thread(world.at.agent.say, id_, "One moment, please")
    last = page.locator(f'[data-id="{held[-1]}"]')
    await page.get_by_label("Search").fill(held[-1])
    await expect(last).to_contain_text("1 message", timeout=PATIENCE_MS)
    await page.get_by_label("Search").fill("")
    await expect(page.get_by_text(f"{CROWD + 2:,} conversations")).to_be_visible()
    found = await measured(page, "list")
    assert found["lines"] <= LINES_MAX
    assert found["nodes"] <= NODES_MAX
    assert len(looks) <= LOOKS_MAX


async def test_a_timeline_stays_small_while_messages_pour_in(world: World) -> None:
    (talk,) = two_kinds(world)[1:]
    page = await world.console(f"#/conversations/{talk}")
    await expect(page.get_by_role("heading", name="user-2")).to_be_visible()
    looks: list[Request] = []
    page.on("request", lambda one: looks.append(one) if "/events?" in one.url else None)
    await page.evaluate(MEASURE)
    for number in range(BURST * 3):
        await asyncio.to_thread(world.at.agent.say, talk, f"line {number}.")
    last = page.get_by_text(f"line {BURST * 3 - 1}.", exact=True)
    await expect(last).to_be_visible(timeout=PATIENCE_MS)
    found = await measured(page, "timeline")
    assert found["rows"] <= ROWS_MAX
    assert found["nodes"] <= NODES_MAX
    assert len(looks) <= LOOKS_MAX
