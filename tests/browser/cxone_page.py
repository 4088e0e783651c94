"""Owns a page with nothing on it but NICE's own chat SDK, from another origin than the platform's.

The package is served as npm has it; what it tells its listeners, the page keeps.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web
from playwright.async_api import Page

from mockplatform.core.channels import brand_of
from tests.browser.origins import origin
from tests.browser.world import World

MODULES = Path(__file__).parents[1] / "sdk" / "node_modules"
SCRIPTS = {
    "/parser.js": MODULES / "ua-parser-js" / "dist" / "ua-parser.min.js",
    "/sdk.js": MODULES / "@nice-devone" / "nice-cxone-chat-web-sdk" / "index.js",
}
HTML = """<!doctype html><meta charset="utf-8"><title>Shop</title><link rel="icon" href="data:,">
<script src="/parser.js"></script>
<script>self["ua-parser-js"] = Object.assign(UAParser, { UAParser });</script>
<script src="/sdk.js"></script><p>The shop's page.</p>"""
BEGIN = """async (options) => {
    globalThis.told = [];
    globalThis.faults = [];
    globalThis.sdk = new ChatSdk({ ...options, onError: (one) => faults.push(String(one)) });
    for (const name of Object.values(ChatEvent))
        sdk.onChatEvent(name, (one) => told.push([name, structuredClone(one.detail.data)]));
    return sdk.connect();
}"""
NEXT = """([name, text]) => {
    const is = ([one, data]) => one === name && JSON.stringify(data).includes(text);
    const found = told.findIndex(is);
    return found < 0 ? null : told.splice(found, 1)[0][1];
}"""


class CxonePage:
    """One customer's page."""

    def __init__(self, page: Page, thread: str) -> None:
        self.page = page
        self.thread = thread

    async def do(self, method: str, *given: Any) -> Any:
        """Call a method of the thread."""
        call = "([thread, name, given]) => sdk.getThread(thread)[name](...given)"
        return await self.page.evaluate(call, [self.thread, method, given])

    async def heard(self, name: str, text: str = "") -> Any:
        """Return the data of the next event of that name that has a text in it."""
        found = await self.page.wait_for_function(NEXT, arg=[name, text])
        return await found.json_value()


@asynccontextmanager
async def cxone_page(
    world: World, channel: str, customer: str, thread: str
) -> AsyncIterator[CxonePage]:
    """Open a page that is connected to a channel of the tenant as somebody."""

    async def html(_: web.Request) -> web.Response:
        return web.Response(text=HTML, content_type="text/html")

    async def script(request: web.Request) -> web.FileResponse:
        return web.FileResponse(SCRIPTS[request.path])

    app = web.Application()
    app.router.add_get("/", html)
    for path in SCRIPTS:
        app.router.add_get(path, script)
    async with origin(app) as url:
        page = await world.visit(url)
        assert await page.evaluate(BEGIN, _options(world, channel, customer)) is True
        yield CxonePage(page, thread)


def _options(world: World, channel: str, customer: str) -> dict[str, Any]:
    return {
        "brandId": brand_of(world.tenant),
        "channelId": channel,
        "customerId": customer,
        "customerName": "Robin Meyer",
        "securedSession": "anonymous",
        "isLivechat": True,
        "appName": "tests",
        "appVersion": "1.0",
        "cacheStorage": None,
        "environment": "custom",
        "customEnvironment": {
            "name": "mock",
            "authorize": world.url,
            "chat": world.url,
            "gateway": urlsplit(f"{world.url}/chat-gateway")._replace(scheme="ws").geturl(),
        },
    }
