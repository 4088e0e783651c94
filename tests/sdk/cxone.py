"""Owns Node processes that drive NICE's own chat SDKs, for async tests.

One process serves a test, with as many pages as it wants::

    async with serving() as server, pages() as open_page:
        page = await open_page(server, "chat_livechat", customerId="c-1")
        await page.sdk("connect")
        await page.thread("t-1", "startChat", "Hello")
        created = await page.event("MessageCreated")
        assert created["message"]["messageContent"]["text"] == "Hello"

Values are the SDK's own, as JSON; `undefined` is None.
"""

from __future__ import annotations

import asyncio
from asyncio.subprocess import Process
from base64 import b64decode, b64encode
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from tests.sdk.node import Driven, running
from tests.sdk.refused import PATIENCE_S

DRIVER = Path(__file__).with_name("cxone.mjs")
Told = dict[str, Any]


class SdkError(Exception):
    """What a method of the SDK has thrown, or its promise was rejected with."""

    def __init__(self, name: str, message: str, data: Any) -> None:
        super().__init__(f"{name}: {message} {data}")
        self.name = name
        self.message = message
        self.data = data

    @property
    def code(self) -> str:
        """The platform's word for why: `error.errorCode`."""
        code: str = self.data["error"]["errorCode"]
        return code


class Page:
    """One page with the SDK.

    Attributes:
        events: What listeners of the SDK heard and nobody has asked for: name and data.
        raw: All frames that came.
        errors: What `onError` was given.
    """

    def __init__(self, node: CxoneNode, number: int) -> None:
        self._node = node
        self._number = number
        self._news = asyncio.Event()
        self.events: list[tuple[str, Any]] = []
        self.raw: list[Told] = []
        self.errors: list[Told] = []

    def heard(self, told: Told) -> None:
        """Hear what the SDK tells."""
        if "raw" in told:
            self.raw.append(told["raw"])
        elif "error" in told:
            self.errors.append(told["error"])
        else:
            self.events.append((told["event"], told.get("data", {})))
        self._news.set()

    async def sdk(self, name: str, *args: Any) -> Any:
        """Call a method of the SDK; raises `SdkError`."""
        return await self._call("sdk", name=name, args=args)

    async def thread(self, thread: str, name: str, *args: Any) -> Any:
        """Call a method of a thread; raises `SdkError`."""
        return await self._call("thread", thread=thread, name=name, args=args)

    async def group(self, name: str, *args: Any) -> Any:
        """Make and send a request about a group chat, by the SDK's functions; return the answer.

        Raises `SdkError`.
        """
        return await self._call("group", name=name, args=args)

    async def attach(self, thread: str, name: str, type_: str, data: bytes) -> Any:
        """Send a file in a thread, as a page has it from its user; raises `SdkError`."""
        file = {"name": name, "type": type_, "base64": b64encode(data).decode()}
        return await self._call("attach", thread=thread, files=[file])

    async def fetch(self, url: str) -> tuple[int, bytes, str | None]:
        """Fetch a URL from the page; return status, body, and who may read it."""
        told = await self._call("fetch", url=url)
        return told["status"], b64decode(told["base64"]), told["readers"]

    async def customer(self, name: str, *args: Any) -> Any:
        """Call a method of the customer; raises `SdkError`."""
        return await self._call("customer", name=name, args=args)

    async def socket(self, name: str, *args: Any) -> Any:
        """Call a method of the SDK's socket client; raises `SdkError`."""
        return await self._call("socket", name=name, args=args)

    async def app(self, name: str, *args: Any) -> Any:
        """Call a function of the package with the SDK's socket, as apps may; raises `SdkError`."""
        return await self._call("app", name=name, args=args)

    async def forget(self) -> None:
        """Empty the page's cache, as when all in it is over."""
        await self._call("forget")

    async def due(self, seconds: float) -> int:
        """Do at once what a page put off for just so long; return how much that was."""
        done: int = await self._call("due", ms=seconds * 1000)
        return done

    async def event(self, name: str, wanted: Callable[[Any], object] = lambda _: True) -> Any:
        """Return the data of the next event of that name that is wanted, and forget it."""

        def take() -> Any:
            for index, (told, data) in enumerate(self.events):
                if told == name and wanted(data):
                    return self.events.pop(index)
            return None

        return (await self.until(take))[1]

    async def until(self, take: Callable[[], Any]) -> Any:
        """Return what `take` gives as soon as it is something; it looks with each news."""
        async with asyncio.timeout(PATIENCE_S):
            while (found := take()) is None:
                self._news.clear()
                await self._news.wait()
            return found

    async def _call(self, do: str, **words: Any) -> Any:
        told = await self._node.ordered(do, client=self._number, **words)
        if "error" in told:
            raise SdkError(**told["error"])
        return told["value"]


class CxoneNode(Driven):
    """The process."""

    def __init__(self, process: Process) -> None:
        super().__init__(process)
        self._pages: dict[int, Page] = {}

    def heard(self, told: Told) -> None:
        """Give a page what it hears."""
        self._pages[told["client"]].heard(told)

    async def open(
        self, url: str, channel: str, *, version: int = 2, brand: int = 1001, **options: Any
    ) -> Page:
        """Load the SDK for a channel of the platform at `url`.

        Args:
            url: The base URL, which may end in a tenant's prefix.
            channel: The channel's id.
            version: 2 or 1: of which line the SDK is.
            brand: The tenant's brand.
            options: The SDK's own, beside those above.
        """
        number = next(self.numbers)
        page = self._pages[number] = Page(self, number)
        gateway = f"ws{url.removeprefix('http')}/chat-gateway"
        given = {
            "brandId": brand,
            "channelId": channel,
            "appName": "tests",
            "appVersion": "1.0",
            "environment": "custom",
            "customEnvironment": {
                "name": "mock",
                "authorize": url,
                "chat": url,
                "gateway": gateway,
            },
            **options,
        }
        told = await self.ordered("start", client=number, version=version, options=given)
        assert "error" not in told, told
        return page


@asynccontextmanager
async def pages() -> AsyncIterator[Callable[..., Any]]:
    """Run Node with the driver of the chat SDKs; give what opens a page."""
    async with running(DRIVER, CxoneNode) as node:
        yield node.open
