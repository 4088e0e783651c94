"""Owns what axe-core finds wrong with a page for people who cannot see it, or use no mouse.

Its source is evaluated from outside, to which the page's policy does not apply: nothing of the
page is loosened for the test.

Source: Deque's axe-core, rules for WCAG 2.0 to 2.2, levels A and AA, and its best practices.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.async_api import Page

SOURCE = Path(__file__).parents[1] / "sdk" / "node_modules" / "axe-core" / "axe.min.js"
IMPACTS = ("moderate", "serious", "critical")
LOOK = """async (only) => {
    const runOnly = only ? { runOnly: { type: "rule", values: only } } : {};
    const { violations } = await axe.run(document, { resultTypes: ["violations"], ...runOnly });
    return violations;
}"""
SETTLED = """() => Promise.all(
    document.getAnimations()
        .filter((one) => one.effect.getComputedTiming().endTime !== Infinity)
        .map((one) => one.finished.catch(() => {})),
)"""
"""What fades in has not its own colours until it is there."""


async def violations(page: Page, *only: str) -> list[str]:
    """Return what is wrong with a page as it is now, a line for each element; by some rules only.

    Where only the colours are others, the rule `color-contrast` tells all that is new.
    """
    if not await page.evaluate("'axe' in globalThis"):
        await page.evaluate(SOURCE.read_text(encoding="utf-8"))
    await page.evaluate(SETTLED)
    found: list[dict[str, Any]] = await page.evaluate(LOOK, list(only) or None)
    return [
        f"{rule['id']} ({rule['impact']}): {node['target']}: {node['failureSummary']}"
        for rule in found
        if rule["impact"] in IMPACTS
        for node in rule["nodes"]
    ]
