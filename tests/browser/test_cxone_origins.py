"""A page of another origin does with real `fetch` what the SDK of CXone does there."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web
from playwright.async_api import Page

from mockplatform.core.channels import brand_of
from tests.browser.origins import origin
from tests.browser.world import World

pytestmark = pytest.mark.asyncio(loop_scope="session")

ASK = """async ([url, options]) => {
  const headers = {
    "Content-Type": "application/json",
    Accept: "application/json",
    "X-Caller-Service-ID": "tests",
    "x-sdk-platform": "web",
    "x-sdk-version": "2.2.0",
  };
  const answer = await fetch(url, { headers, ...options });
  return [answer.status, await answer.text(), document.cookie];
}"""
TALK = """async (url) => {
  const socket = new WebSocket(url);
  return await new Promise((resolve) => {
    socket.onopen = () => socket.send(JSON.stringify({ action: "heartbeat" }));
    socket.onmessage = ({ data }) => resolve(data);
    socket.onclose = ({ code }) => resolve(`closed ${code}`);
  });
}"""


class Shop:
    """The page, which knows the platform's root and the tenant's brand, and nothing else."""

    def __init__(self, world: World, page: Page) -> None:
        self.root = world.server.url
        self.brand = brand_of(world.tenant)
        self._page = page

    async def ask(self, path: str, **options: Any) -> tuple[int, Any]:
        """Fetch; no script of the page sees a cookie."""
        status, text, cookie = await self._page.evaluate(ASK, [f"{self.root}{path}", options])
        assert cookie == ""
        return status, text

    async def token(self, body: str = "{}", channel: str = "chat_livechat") -> tuple[int, str]:
        """Ask for a transaction token as the SDK does."""
        path = f"/oauth/token?brandId={self.brand}&channelId={channel}&visitorId="
        return await self.ask(path, method="POST", body=body, credentials="include")

    async def parsed(self, text: str) -> Any:
        """Return what a JSON text says, as the page reads it."""
        return await self._page.evaluate("JSON.parse", text)

    async def talk(self, query: str) -> str:
        """Open the socket and give a sign of life; return what comes."""
        url = f"ws{self.root.removeprefix('http')}/chat-gateway?brandId={self.brand}&{query}"
        heard: str = await self._page.evaluate(TALK, url)
        return heard


@asynccontextmanager
async def _open(world: World) -> AsyncIterator[Shop]:
    async def page(_: web.Request) -> web.Response:
        text = "<!doctype html><link rel=icon href=data:,><title>Shop</title>"
        return web.Response(text=text, content_type="text/html")

    app = web.Application()
    app.router.add_get("/", page)
    async with origin(app) as url:
        yield Shop(world, await world.visit(url))


async def test_a_browser_keeps_the_cookie_and_sends_it(world: World) -> None:
    async with _open(world) as shop:
        status, text = await shop.token()
        first = await shop.parsed(text)
        again = await shop.parsed((await shop.token())[1])
        assert status == 200
        assert first["customerIdentity"] == again["customerIdentity"]
    async with _open(world) as other:
        stranger = await other.parsed((await other.token())[1])
        assert stranger["customerIdentity"] != first["customerIdentity"]


async def test_a_page_reads_why_it_is_refused(world: World) -> None:
    world.expected += ["status of 400", "status of 404"]
    async with _open(world) as shop:
        status, text = await shop.token(channel="chat_members")
        assert (status, (await shop.parsed(text))["errorCode"]) == (400, "invalid_request")
        status, text = await shop.ask(f"/chat/1.0/brand/{shop.brand}/channel/chat_x")
        assert (status, bool((await shop.parsed(text))["error"]["errorCode"])) == (404, True)


async def test_a_page_reads_the_channel_and_uploads_a_file(world: World) -> None:
    async with _open(world) as shop:
        path = f"/chat/1.0/brand/{shop.brand}/channel/chat_livechat"
        status, text = await shop.ask(f"{path}?locale=en_US")
        assert (status, (await shop.parsed(text))["isLiveChat"]) == (200, True)
        body = '{"content":"eA==","fileName":"a.txt","mimeType":"text/plain"}'
        status, text = await shop.ask(f"{path}/attachment", method="POST", body=body)
        assert status == 200
        url = (await shop.parsed(text))["fileUrl"]
        assert await shop.ask(url.removeprefix(shop.root)) == (200, "x")


async def test_a_page_opens_the_socket(world: World) -> None:
    world.expected += ["WebSocket connection"]
    async with _open(world) as shop:
        told = await shop.parsed((await shop.token())[1])
        query = f"channelId=chat_livechat&visitorId=&transactionToken={told['accessToken']}"
        assert await shop.talk(query) == '"pong"'
        assert await shop.talk("channelId=chat_livechat&transactionToken=x") == "closed 1006"
