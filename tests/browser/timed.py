"""Owns a page for which time passes as it does for its tenant: at once, when a test says so."""

from __future__ import annotations

import asyncio
from typing import Any

from playwright.async_api import BrowserContext, Page

from tests.browser.world import World

STEP_S = 1.0
"""Shorter than any wait that counts, so that no bound is over before an answer could come."""
PATIENCE_S = 240.0
STANDING = """JSON.stringify([globalThis.widgetSDK?.status, globalThis.widgetSDK?.messages])"""
NOTE = """(name) => {
    const line = document.querySelector(`[data-testid="${name}"]`);
    globalThis.noted = [];
    const note = () => line.dataset.notice && noted.push(line.dataset.notice);
    new MutationObserver(note).observe(line, { attributeFilter: ["data-notice"] });
    note();
}"""


class TimedPage:
    """A page, and its tenant's clock.

    Attributes:
        page: The page itself.
    """

    def __init__(self, world: World, page: Page) -> None:
        self.world = world
        self.page = page

    @classmethod
    async def open(
        cls, world: World, path: str, context: BrowserContext | None = None
    ) -> TimedPage:
        """Open a page; from now on its time and the tenant's stand still unless they are moved."""
        world.at.clock.pause()
        context = context or await world.person()
        await context.clock.install()
        here = cls(world, await world.page(path, context))
        await here.stop()
        return here

    async def stop(self) -> None:
        """Have the page's time stand still, anew after each time that it is loaded."""
        await self.page.clock.pause_at(await self.page.evaluate("Date.now() / 1000 + 1"))

    async def passes(self, seconds: float, step: float = STEP_S) -> None:
        """Let time pass for both, with time for the network after each step."""
        while seconds > 0:
            await self._step(min(step, seconds))
            seconds -= step

    async def _step(self, seconds: float) -> None:
        await asyncio.to_thread(self.world.at.clock.advance, seconds)
        await self.page.clock.run_for(int(seconds * 1000))

    async def until(self, expression: str, argument: Any = None, step: float = STEP_S) -> None:
        """Let time pass until something holds in the page; fail if it never does."""
        left = PATIENCE_S
        while not await self.page.evaluate(expression, argument):
            assert left > 0, f"never: {expression}; {await self.page.evaluate(STANDING)}"
            await self._step(step)
            left -= step

    async def note_notices(self) -> None:
        """Keep what the widget says of how things are, from now on."""
        await self.page.evaluate(NOTE, "notice")

    async def notices(self) -> list[str]:
        """Return the codes of what it has said."""
        noted: list[str] = await self.page.evaluate("noted")
        return noted
