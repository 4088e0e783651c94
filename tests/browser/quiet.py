"""Owns how one knows that a page has all that it asked for, without waiting for a while."""

from __future__ import annotations

import asyncio

from playwright.async_api import Page, Request

PATIENCE_S = 10
DRAWN = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


class Quiet:
    """Counts what a page has under way; the journal's stream has no end, and does not count."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._asked: set[Request] = set()
        self._answered = asyncio.Event()
        page.on("request", self._begins)
        page.on("requestfinished", self._ends)
        page.on("requestfailed", self._ends)

    async def wait(self) -> None:
        """Wait until nothing is under way, and what came is drawn."""
        while self._asked:
            self._answered.clear()
            await asyncio.wait_for(self._answered.wait(), PATIENCE_S)
            await self._page.evaluate(DRAWN)
        await self._page.evaluate(DRAWN)

    def _begins(self, request: Request) -> None:
        if not request.url.split("?")[0].endswith("/stream"):
            self._asked.add(request)

    def _ends(self, request: Request) -> None:
        self._asked.discard(request)
        self._answered.set()
