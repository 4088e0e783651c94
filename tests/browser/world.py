"""Owns what a browser test has: a tenant, pages on it, and what went wrong in them."""

from __future__ import annotations

import json
import shutil
from fnmatch import fnmatch
from typing import Any
from urllib import request as urls

from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page

from mockplatform.client import Admin, TenantUnderTest
from mockplatform.client.findings_under_test import message
from mockplatform.server import MockPlatform
from tests.browser.quiet import Quiet

CHROMIUM = shutil.which("chromium-headless-shell") or "/usr/bin/chromium"
"""Debian has both in one version; the shell is the one without a window, which starts sooner."""
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDE = {"width": 1280, "height": 800}
NARROW = {"width": 400, "height": 800}
WELL_BEHAVED = ("*/i-*", "*/judge-*")
"""The SDK's widgets, and what the page of the mistakes asks by itself, as subjects of findings."""


class World:
    """A tenant and the pages that are open on it.

    Attributes:
        at: The tenant, as other tests have it: `world.at.clock`, `world.at.agent`.
        url: The tenant's base URL.
        errors: What pages wrote to their consoles as errors.
        uncaught: Exceptions that nobody caught.
        dies: Texts of which one is in each of these: the fragile page throws on purpose.
        expected: Texts of which one in an error makes it one that the test is about.
        sins: The rules that the SDK's widgets are to break, since the test has them do so.
    """

    def __init__(self, browser: Browser, server: MockPlatform, tenant: str) -> None:
        self._browser = browser
        self._contexts: list[BrowserContext] = []
        self.server = server
        self.tenant = tenant
        self._root = Admin(server.url)
        made = self._root.tenants.create(tenant, settings={"botsAct": False})
        self.at = TenantUnderTest(self._root.of(tenant), made)
        self.url = self.at.url
        self._quiet: dict[Page, Quiet] = {}
        self.errors: list[str] = []
        self.uncaught: list[str] = []
        self.dies: list[str] = []
        self.expected: list[str] = []
        self.sins: set[str] = set()

    async def person(self, **options: Any) -> BrowserContext:
        """Return a browser profile of somebody's own: other storage, other cookies."""
        options.setdefault("viewport", WIDE)
        context = await self._browser.new_context(**options)
        context.set_default_timeout(10_000)
        self._contexts.append(context)
        return context

    async def page(self, path: str, context: BrowserContext | None = None, **options: Any) -> Page:
        """Return a page of the tenant, in a profile of its own if none is given."""
        context = context or await self.person(**options)
        return await self.visit(self.url + path, context)

    async def visit(self, url: str, context: BrowserContext | None = None) -> Page:
        """Return a page at any URL, that of another server too."""
        context = context or await self.person()
        page = self.watch(await context.new_page())
        await page.goto(url)
        return page

    def watch(self, page: Page) -> Page:
        """Hear what goes wrong in a page."""
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.uncaught.append(str(error)))
        self._quiet[page] = Quiet(page)
        return page

    async def console(self, link: str = "", **options: Any) -> Page:
        """Return the console, at one of its links (`#/journal`)."""
        return await self.page(f"/console{link}", **options)

    def talk(self, user: str = "user-7", **body: Any) -> str:
        """Open a conversation as a customer, over the widget API; return its id."""
        headers = {
            "Authorization": f"Bearer {self.at.token(user_id=user)}",
            "Content-Type": "application/json",
        }
        request = urls.Request(  # noqa: S310 - our own server
            f"{self.url}/api/v2/conversations/messaging", json.dumps(body).encode(), headers
        )
        with urls.urlopen(request, timeout=10) as answer:  # noqa: S310 - our own server
            return str(json.load(answer)["id"])

    async def quiet(self, page: Page) -> None:
        """Wait until a page has all answers that it asked for."""
        await self._quiet[page].wait()

    async def settle(self, page: Page) -> None:
        """Wait until nothing comes to a page any more, whatever waits for the tenant's clock."""
        await self._quiet[page].settle(f"{self.url}/__admin/clock")

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.errors.append(f"{message.text} ({message.location.get('url', '')})")

    async def close(self) -> None:
        """Close all pages; none may have erred but as the test expects, and no SDK sinned."""
        for context in self._contexts:
            await context.close()
        found = [one for one in self.at.findings if _is_well_behaved(one.subject)]
        self._root.tenants.delete(self.tenant)
        died = [one for one in self.uncaught if not any(e in one for e in self.dies)]
        assert not died, f"nobody caught, in a page: {died}"
        erred = [one for one in self.errors if not any(e in one for e in self.expected)]
        assert not erred, f"a page's console has: {erred}"
        assert {one.rule for one in found} == self.sins, message(found)


def _is_well_behaved(subject: str) -> bool:
    return any(fnmatch(subject, one) for one in WELL_BEHAVED)
