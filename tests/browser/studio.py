"""Owns a platform and a browser for pictures: whatever differs between two runs stands still.

The server's real time is fixed, and so is that of the pages; the browser takes the server for
`localhost:7070`, whatever port it has.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Literal

from playwright.async_api import Browser, BrowserContext, Page, async_playwright

from mockplatform.client import TenantUnderTest
from mockplatform.server import MockPlatform
from tests.browser.scene import BEGIN
from tests.browser.world import CHROMIUM, FLAGS

SHOWN = "localhost:7070"
SEED = 5
SETTINGS = {"botsAct": False}
Scheme = Literal["light", "dark"]
LOOK: dict[str, Any] = {"locale": "en-GB", "timezone_id": "UTC", "reduced_motion": "reduce"}


class Studio:
    """A platform with nothing in it yet, and a browser.

    Attributes:
        at: Its default tenant.
        server: The platform.
    """

    def __init__(self, browser: Browser, server: MockPlatform) -> None:
        self._browser = browser
        self._blank: Page | None = None
        self.server = server
        admin = server.admin
        self.at = TenantUnderTest(admin, admin.tenants.get("default"))

    async def person(self, width: int, scheme: Scheme) -> BrowserContext:
        """Return a profile of somebody's own."""
        context = await self._browser.new_context(
            viewport={"width": width, "height": 800}, color_scheme=scheme, **LOOK
        )
        context.set_default_timeout(10_000)
        return context

    async def blank(self) -> Page:
        """Return the page with nothing on it; pictures are worked on there."""
        if self._blank is None:
            self._blank = await self._browser.new_page()
        return self._blank

    async def go(self, page: Page, path: str) -> None:
        """Open a path on a page whose time stands where the tenant's does."""
        await page.clock.set_fixed_time(self.at.clock.now().now)
        await page.goto(f"http://{SHOWN}{path}")


@asynccontextmanager
async def studio() -> AsyncIterator[Studio]:
    """Set one up, and take it down."""
    with MockPlatform.start(
        seed=SEED, settings=SETTINGS, wall=lambda: BEGIN, stopwatch=lambda: 0.0
    ) as server:
        port = server.url.rpartition(":")[2]
        rule = f"--host-resolver-rules=MAP {SHOWN} 127.0.0.1:{port}"
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(
                executable_path=CHROMIUM, headless=True, args=[*FLAGS, rule]
            )
            try:
                yield Studio(browser, server)
            finally:
                await browser.close()
