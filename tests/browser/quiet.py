"""Owns how one knows that a page has all that it asked for, without waiting for a while."""

from __future__ import annotations

import asyncio

from playwright.async_api import Page, Request, WebSocket

PATIENCE_S = 10
DRAWN = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
ROUND_TRIPS = """async (url) => {
    const ask = () => fetch(url, { mode: "no-cors", cache: "no-store" }).then((one) => one.text());
    await ask().then(ask).catch(() => {});
}"""
"""Two: what the one has overtaken, the other one follows."""
ROUNDS_MAX = 50
CONNECTIONS = 6
"""So many requests Chromium has under way to one server; others wait until one is answered."""


class Quiet:
    """Counts what a page has under way; the journal's stream has no end, and does not count."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._asked: set[Request] = set()
        self._answered = asyncio.Event()
        self._passed = 0
        self._asks_itself = ""
        page.on("request", self._begins)
        page.on("requestfinished", self._ends)
        page.on("requestfailed", self._ends)
        page.on("websocket", self._opens)

    async def wait(self) -> None:
        """Wait until nothing is under way, and what came is drawn."""
        while self._asked:
            self._answered.clear()
            await asyncio.wait_for(self._answered.wait(), PATIENCE_S)
            await self._page.evaluate(DRAWN)
        await self._page.evaluate(DRAWN)

    async def settle(self, url: str) -> None:
        """Wait until nothing passes any more, although something may be under way.

        What waits for a clock that stands is not answered, however long one waits. So it is not
        time that counts: a question and its answer go the way of all others, and when they
        overtake nothing that moves, nothing moves. On a slow machine they are as slow.

        Args:
            url: What the page's server answers whatever befalls it, and the page never asks.
        """
        self._asks_itself = url
        for _ in range(ROUNDS_MAX):
            passed = self._passed
            if len(self._asked) < CONNECTIONS:
                await self._page.evaluate(ROUND_TRIPS, url)
            else:  # no connection is free for the page to ask by
                await self._page.request.get(url)
                await self._page.evaluate("0")
            if passed == self._passed:
                return

    def _begins(self, request: Request) -> None:
        path = request.url.split("?")[0]
        if path != self._asks_itself and not path.endswith("/stream"):
            self._asked.add(request)
            self._passed += 1

    def _ends(self, request: Request) -> None:
        self._passed += request in self._asked
        self._asked.discard(request)
        self._answered.set()

    def _opens(self, socket: WebSocket) -> None:
        self._moves()
        for event in ("framesent", "framereceived", "socketerror", "close"):
            socket.on(event, self._moves)

    def _moves(self, *_: object) -> None:
        self._passed += 1
