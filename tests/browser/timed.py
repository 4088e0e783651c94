"""Owns a page for which time passes as it does for its tenant: at once, when a test says so."""

from __future__ import annotations

import asyncio
from typing import Any, Self

from playwright.async_api import Page

from tests.browser.world import World

STEP_S = 1.0
"""Shorter than any wait that counts, so that no bound is over before an answer could come."""
PATIENCE_S = 240.0
STANDING = """(() => {
    const sdk = globalThis.widgetSDK ?? globalThis.sdk;
    return JSON.stringify([sdk?.status, sdk?.messages, globalThis.told]);
})()"""
NOTE = """(name) => {
    const line = document.querySelector(`[data-testid="${name}"]`);
    Object.assign(globalThis, { noted: [], told: [] });
    const note = () => line.dataset.notice && noted.push(line.dataset.notice);
    new MutationObserver(note).observe(line, { attributeFilter: ["data-notice"] });
    note();
    widgetSDK.on("notice", ({ code }) => told.push(code));
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
    async def open(cls, world: World, url: str) -> Self:
        """Open a page; from now on its time and the tenant's stand still unless they are moved.

        Args:
            world: The tenant.
            url: Where the page is, or its path below the tenant.
        """
        now = world.at.clock.pause().now
        context = await world.person()
        # Before there is a page: none can be past the instant at which its time is to stand.
        await context.clock.install(time=now)
        await context.clock.pause_at(now)
        url = world.url + url if url.startswith("/") else url
        here = cls(world, await world.visit(url, context))
        await here.settle()
        return here

    async def passes(self, seconds: float, step: float = STEP_S) -> None:
        """Let time pass for both, with time for the network after each step."""
        while seconds > 0:
            await self._step(min(step, seconds))
            seconds -= step

    async def settle(self) -> None:
        """Wait until all has come that comes without the clock, to each tab that has it."""
        for page in self.page.context.pages:
            await self.world.settle(page)

    async def _step(self, seconds: float) -> None:
        await asyncio.to_thread(self.world.at.clock.advance, seconds)
        await self.page.clock.run_for(int(seconds * 1000))
        await self.settle()

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

    async def notices(self) -> set[str]:
        """Return the codes of what it has said where the customer sees it."""
        return set(await self.page.evaluate("noted"))

    async def all_notices(self) -> set[str]:
        """Return the codes of all that its page was told, seen or not."""
        return set(await self.page.evaluate("[...noted, ...told]"))
