"""Who a customer is, in each mode of NICE's own web SDK 2.2.0; and how he is back after a drop."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import pytest

from mockplatform.core.lease import Family
from mockplatform.core.scopes import DIGITAL_CONNECT, DIGITAL_SPEAK
from mockplatform.edge.cutting import tear_down
from tests.sdk.cxone import Page, SdkError, pages
from tests.support.faulty import fault, set_fault
from tests.support.server import Server, serving

ANONYMOUS = {"customerId": "c-1", "securedSession": "anonymous"}
COOKIES = {"securedSession": "securedCookies"}
THIRD_PARTY = {"securedSession": "thirdParty"}
MEMBERS = "chat_members"
RENEWS_S = 3240
"""When the SDK renews a token that lives an hour."""


class Shop:
    """A server, and what opens pages on it."""

    def __init__(self, server: Server, open_page: Any) -> None:
        self.server = server
        self._open = open_page

    async def page(self, channel: str = "chat_messaging", **options: Any) -> Page:
        page: Page = await self._open(self.server.url, channel, isLivechat=False, **options)
        return page

    async def connected(self, channel: str = "chat_messaging", **options: Any) -> Page:
        """Return a page whose socket is open."""
        page = await self.page(channel, **options)
        assert await page.sdk("connect") is True
        await page.event("socket open")
        return page

    def families(self, scope: str) -> list[Family]:
        """Return the families of tokens of a scope."""
        return [one for one in self.server.tenant.families.values() if scope in one.scope]

    def cut(self) -> None:
        """Tear all sockets down."""
        sockets: list[Any] = list(self.server.tenant.channels.values())
        for socket in sockets:
            tear_down(socket.transport)

    async def dropped(self, page: Page) -> None:
        """Have a page lose its socket, and know."""
        self.cut()
        await page.event("socket close")

    def said(self) -> list[str]:
        """Return the texts of all messages, of the one customer there is."""
        (customer,) = self.server.tenant.customers.values()
        return [text for thread in customer.threads.values() for text in self._said(thread)]

    def _said(self, thread: Any) -> list[str]:
        found = (self.server.tenant.conversations[one.conversation_id] for one in thread.cases)
        sent = [one for case in found for one in case.sent.values()]
        return [one.text for one in sorted(sent, key=lambda one: one.seq)]


@asynccontextmanager
async def shop() -> AsyncIterator[Shop]:
    async with serving() as server, pages() as open_page:
        await server.platform.change_settings(server.tenant, {"agentsAct": False})
        yield Shop(server, open_page)


async def say(page: Page, text: str) -> None:
    """Say something in the page's thread, and hear it."""
    await page.thread("t-1", "sendTextMessage", text)
    await page.event("MessageCreated", lambda one: text_of(one) == text)


def text_of(data: Any) -> str:
    return str(data["message"]["messageContent"]["text"])


async def code_of(page: Page, *args: Any) -> str:
    """Return the code by which a message is refused."""
    with pytest.raises(SdkError) as refused:
        await page.thread("t-1", "sendTextMessage", *args)
    return refused.value.code


@pytest.mark.parametrize("caches", [True, False])
async def test_an_anonymous_page_comes_back_after_a_drop(caches: bool) -> None:
    """Without a cache each attempt asks for a token; what was said meanwhile arrives once."""
    async with shop() as here:
        page = await here.connected(caches=caches, **ANONYMOUS)
        await say(page, "One")
        await here.dropped(page)
        sending = asyncio.create_task(page.thread("t-1", "sendTextMessage", "Two"))
        await page.event("socket open")
        await sending
        await say(page, "Three")
        assert here.said() == ["One", "Two", "Three"]
        assert len(here.families(DIGITAL_CONNECT)) == (1 if caches else 2)


async def test_a_token_from_the_cache_that_has_ended_opens_nothing_until_it_is_forgotten() -> None:
    async with shop() as here:
        page = await here.connected(caches=True, **ANONYMOUS)
        await here.server.advance(601)
        await say(page, "The socket outlives its token")
        await here.dropped(page)
        for _ in range(2):
            await page.event("socket close")
        told = [one for one in here.server.tenant.journal.select(since=0) if one.kind == "socket"]
        assert [one.detail[0] for one in told].count("refused") >= 2
        await page.forget()
        await page.event("socket open")
        await say(page, "Here again")


async def test_without_a_cache_the_page_goes_on_past_its_tokens_end() -> None:
    async with shop() as here:
        page = await here.connected(**ANONYMOUS)
        await here.server.advance(601)
        await here.dropped(page)
        await page.event("socket open")
        await say(page, "Hello")


async def test_a_browser_is_the_same_customer_on_each_page_by_its_cookie() -> None:
    async with shop() as here:
        first = await here.connected(**COOKIES)
        await say(first, "One")
        second = await here.connected(**COOKIES)
        await say(second, "Two")
        await here.dropped(second)
        await second.event("socket open")
        await say(second, "Three")
        assert here.said() == ["One", "Two", "Three"]
        assert await first.customer("getId") == await second.customer("getId")


async def test_a_third_partys_customer_renews_his_lease_in_the_middle_of_a_conversation() -> None:
    async with shop() as here:
        page = await here.page(MEMBERS, **THIRD_PARTY)
        assert await page.sdk("connect", "a-code") is True
        await page.event("socket open")
        await say(page, "One")
        await here.server.advance(RENEWS_S)
        assert await page.due(RENEWS_S) == 1
        await here.server.advance(RENEWS_S)
        await say(page, "Two")
        (family,) = here.families(DIGITAL_SPEAK)
        assert family.pair is not None
        assert family.pair.number == 2
        await here.server.advance(3600)
        assert await code_of(page, "Three") == "SendingMessageFailed"
        assert here.said() == ["One", "Two"]


async def test_a_third_partys_code_is_good_again_with_each_reconnect() -> None:
    async with shop() as here:
        page = await here.page(MEMBERS, **THIRD_PARTY)
        await page.sdk("connect", "a-code")
        await page.event("socket open")
        await say(page, "One")
        await here.dropped(page)
        await page.event("socket open")
        await say(page, "Two")
        assert here.said() == ["One", "Two"]


async def test_an_older_page_authorizes_on_the_socket() -> None:
    async with shop() as here:
        page = await here.connected(customerId="c-1", customerName="Robin Meyer")
        told = await page.sdk("authorize")
        assert told["status"] == "success"
        assert told["consumerIdentity"]["idOnExternalPlatform"] == "c-1"
        assert "accessToken" not in told
        await say(page, "Hello")


async def test_an_older_page_proves_who_it_is_by_a_code_and_comes_back_by_its_token() -> None:
    async with shop() as here:
        page = await here.connected(MEMBERS, customerId="c-1", isAuthorizationEnabled=True)
        told = await page.sdk("authorize", "a-code")
        name = told["consumerIdentity"]["idOnExternalPlatform"]
        assert await page.customer("getId") == name != "c-1"
        await say(page, "One")
        await here.server.advance(RENEWS_S)
        assert await page.due(RENEWS_S) == 1
        await here.server.advance(RENEWS_S)
        await here.dropped(page)
        sending = asyncio.create_task(page.thread("t-1", "sendTextMessage", "Two"))
        await page.event("socket open")
        assert await page.sdk("authorize") == {"reconnected": True}
        await sending
        await say(page, "Three")
        assert here.said() == ["One", "Two", "Three"]
        assert len(here.families(DIGITAL_SPEAK)) == 1


async def test_the_older_sdk_authorizes_too() -> None:
    """Source: [C] nice-cxone-chat-web-sdk 1.20.0."""
    async with shop() as here:
        page = await here.page(MEMBERS, version=1, customerId="c-1", isAuthorizationEnabled=True)
        told = await page.sdk("authorize", "a-code")
        assert told["accessToken"]["expiresIn"] == 3600
        await say(page, "Hello")
        assert here.said() == ["Hello"]


async def test_an_older_page_whose_token_has_ended_authorizes_anew() -> None:
    async with shop() as here:
        page = await here.connected(MEMBERS, customerId="c-1", isAuthorizationEnabled=True)
        await page.sdk("authorize", "a-code")
        await here.server.advance(3601)
        assert await code_of(page, "Too late") == "SendingMessageFailed"
        told = await page.sdk("authorize", "a-code")
        assert told["accessToken"]["expiresIn"] == 3600
        await say(page, "In time")


async def test_without_a_code_nobody_is_authorized() -> None:
    async with shop() as here:
        page = await here.connected(MEMBERS, customerId="c-1", isAuthorizationEnabled=True)
        with pytest.raises(SdkError) as refused:
            await page.sdk("authorize")
        assert refused.value.message.startswith("Authorization failed because of")
        assert refused.value.data["errorCode"] == "ConsumerAuthorizationFailed"
        assert not here.server.tenant.customers


async def test_a_refused_handshake_tells_the_page_that_authorization_failed() -> None:
    """`connect` resolves all the same, and the SDK does not try again."""
    async with shop() as here, fault(here.server, "status", where={"phase": "handshake"}):
        page = await here.page(**ANONYMOUS)
        assert await page.sdk("connect") is True
        await page.event("socket authorizationFailed")


async def test_a_blocked_address_is_told_as_such() -> None:
    """`connect` settles never; source: [C] nice-cxone-chat-web-sdk 2.2.0."""
    async with shop() as here:
        what = {"status": 403, "code": "ip_blocked"}
        await set_fault(here.server, "status", where={"path": "/oauth/token"}, what=what)
        page = await here.page(**ANONYMOUS)
        connecting = asyncio.create_task(page.sdk("connect"))
        await page.until(lambda: page.errors or None)
        assert page.errors[0]["message"] == "Your IP address is blocked."
        connecting.cancel()
        with suppress(asyncio.CancelledError):
            await connecting
