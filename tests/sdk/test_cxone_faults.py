"""What the platform's faults do to NICE's own web SDK 2.2.0: docs/cxone.md, "Break it".

A promise that hangs is shown by what comes behind it: the SDK has no time limit of its own.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from tests.sdk.cxone import Page, SdkError, pages
from tests.support.faulty import fault, fired, set_fault, take_away
from tests.support.server import Server, serving

CXONE = {"dialect": "cxone"}
OPEN = {
    "customerId": "c-1",
    "customerName": "Robin Meyer",
    "securedSession": "anonymous",
    "isLivechat": True,
}
ACK = {**CXONE, "phase": "frame.out", "frame": "acknowledged"}


@asynccontextmanager
async def page(server: Server, channel: str = "chat_livechat", **more: Any) -> AsyncIterator[Page]:
    """Load the SDK."""
    async with pages() as open_page:
        yield await open_page(server.url, channel, **{**OPEN, **more})


@asynccontextmanager
async def chatting(**options: Any) -> AsyncIterator[tuple[Server, Page]]:
    """Begin a livechat; keywords are the server's."""
    async with serving(**options) as server, page(server) as opened:
        assert await opened.sdk("connect") is True
        await opened.thread("t-1", "startChat", "Hello")
        await said(opened, "Hello")
        yield server, opened


async def said(opened: Page, text: str) -> None:
    """Wait for the echo of a message."""
    await opened.event(
        "MessageCreated", lambda one: one["message"]["messageContent"]["text"] == text
    )


async def texts(opened: Page) -> list[str]:
    """Return what the thread has of the customer, oldest first."""
    found = (await opened.thread("t-1", "recover"))["messages"][::-1]
    return [one["messageContent"]["text"] for one in found if one["direction"] == "inbound"]


async def an_error(opened: Page, words: str) -> str:
    """Return the next error whose message has these words, and forget it."""

    def take() -> str | None:
        for index, one in enumerate(opened.errors):
            if words in f"{one['name']} {one['message']}":
                del opened.errors[index]
                return str(one["message"])
        return None

    message: str = await opened.until(take)
    return message


async def journaled(server: Server, path: str, status: int, since: int = 0) -> int:
    """Wait until a call was answered so; return the entry's number."""
    entry = await server.tenant.journal.wait_for(
        lambda one: (
            one.id > since
            and one.kind == "http"
            and str(one.render()["path"]).startswith(path)
            and one.render()["status"] == status
        )
    )
    return int(entry.id)


async def hangs(opened: Page, promise: asyncio.Task[Any]) -> None:
    """Hold that a promise has not settled, although a later one has."""
    await opened.thread("t-1", "recover")
    assert not promise.done()
    promise.cancel()


async def test_without_a_token_connect_never_settles_and_the_app_is_told() -> None:
    async with serving() as server, page(server) as opened:
        where = {**CXONE, "path": "/oauth/token"}
        async with fault(server, "status", where=where):
            connecting = asyncio.create_task(opened.sdk("connect"))
            await journaled(server, "/oauth/token", 503)
            await opened.until(lambda: opened.errors or None)
            assert not connecting.done()
        connecting.cancel()


async def test_a_blocked_address_is_told_as_such() -> None:
    async with serving() as server, page(server) as opened:
        what = {"status": 403, "code": "ip_blocked"}
        async with fault(server, "status", where={"path": "/oauth/token"}, what=what):
            connecting = asyncio.create_task(opened.sdk("connect"))
            await an_error(opened, "Your IP address is blocked")
        connecting.cancel()


async def test_an_old_sdk_is_told_so_where_it_asks_for_its_channel() -> None:
    async with serving() as server, page(server) as opened:
        what = {"status": 400, "code": "SdkVersionNotSupported"}
        async with fault(server, "status", where={"path": "/chat/1.0/*"}, what=what):
            with pytest.raises(SdkError) as old:
                await opened.sdk("getChannelInfo")
        assert "SdkVersionNotSupported" in f"{old.value.name} {old.value.message}"


async def test_a_refused_handshake_resolves_and_is_not_tried_again() -> None:
    async with serving() as server, page(server) as opened:
        async with fault(server, "refuse", where=CXONE, what={"status": 401}):
            assert await opened.sdk("connect") is True
            await an_error(opened, "Connection")
        waiting = asyncio.create_task(opened.thread("t-1", "startChat", "Hello"))
        await opened.sdk("getChannelInfo")
        assert not waiting.done()
        waiting.cancel()


@pytest.mark.parametrize("kind", ["close", "drop"])
async def test_a_broken_socket_is_opened_again_with_another_token(kind: str) -> None:
    async with chatting() as (server, opened):
        since = server.tenant.journal.last_id
        where = {**CXONE, "phase": "frame.out"}
        async with fault(server, kind, where=where, what={"atOnce": True}):
            await an_error(opened, "Connection closed")
        since = await journaled(server, "/oauth/token", 200, since)
        await journaled(server, "/chat-gateway", 101, since)
        await opened.thread("t-1", "sendTextMessage", "Still here")
        assert await texts(opened) == ["Hello", "Still here"]


async def test_what_is_said_while_it_is_down_goes_out_once_when_it_is_back() -> None:
    async with chatting() as (server, opened):
        where = {**CXONE, "phase": "frame.out"}
        async with fault(server, "drop", where=where, what={"atOnce": True}):
            await an_error(opened, "Connection closed")
        await opened.thread("t-1", "sendTextMessage", "Meanwhile")
        assert await texts(opened) == ["Hello", "Meanwhile"]


async def test_a_drop_before_the_acknowledgement_leaves_the_promise_and_keeps_the_message() -> None:
    async with chatting() as (server, opened):
        await set_fault(server, "drop", where=ACK, when={"times": 1})
        sending = asyncio.create_task(opened.thread("t-1", "sendTextMessage", "Where is it?"))
        await an_error(opened, "Connection closed")
        await hangs(opened, sending)
        assert await texts(opened) == ["Hello", "Where is it?"]


async def test_a_swallowed_acknowledgement_leaves_the_promise_and_nothing_else() -> None:
    async with chatting() as (server, opened):
        await set_fault(server, "lose", where=ACK, when={"times": 1})
        sending = asyncio.create_task(opened.thread("t-1", "sendTextMessage", "Where is it?"))
        await said(opened, "Where is it?")
        await hangs(opened, sending)
        await opened.thread("t-1", "sendTextMessage", "Hello?")
        assert opened.errors == []


async def test_a_late_acknowledgement_settles_the_promise_late() -> None:
    async with chatting() as (server, opened):
        id_ = await set_fault(server, "delay", where=ACK, what={"delay": "1h"})
        sending = asyncio.create_task(opened.thread("t-1", "sendTextMessage", "Where is it?"))
        await said(opened, "Where is it?")
        await fired(server, id_)
        assert not sending.done()
        await take_away(server, id_)
        await sending


async def test_a_push_that_comes_twice_is_heard_twice() -> None:
    async with chatting() as (server, opened):
        where = {**CXONE, "phase": "frame.out", "frame": "MessageCreated"}
        async with fault(server, "duplicate", where=where, what={"times": 2}):
            await opened.thread("t-1", "sendTextMessage", "Once")
            await said(opened, "Once")
            await said(opened, "Once")


async def test_a_refused_message_rejects_with_the_events_own_code() -> None:
    async with chatting() as (server, opened):
        where = {**CXONE, "phase": "frame.in", "frame": "SendMessage"}
        async with fault(server, "status", where=where, what={"status": 500}):
            with pytest.raises(SdkError) as refused:
                await opened.thread("t-1", "sendTextMessage", "Refused")
        assert refused.value.code == "SendingMessageFailed"
        assert await texts(opened) == ["Hello"]


async def test_a_transaction_token_that_ends_early_is_asked_for_again_without_a_cache() -> None:
    async with chatting() as (server, opened):
        where = {**CXONE, "phase": "token", "path": "/chat-gateway"}
        id_ = await set_fault(server, "expire_token", where=where, when={"times": 1})
        drop = {**CXONE, "phase": "frame.out"}
        async with fault(server, "drop", where=drop, what={"atOnce": True}):
            await an_error(opened, "Connection closed")
        entry = await fired(server, id_)
        await journaled(server, "/oauth/token", 200, entry.id)
        await opened.thread("t-1", "sendTextMessage", "Back")
        assert await texts(opened) == ["Hello", "Back"]


async def test_a_handshake_that_takes_over_four_seconds_is_given_up_and_not_tried_again() -> None:
    async with serving() as server, page(server) as opened:
        async with fault(server, "never_open", where=CXONE):
            assert await opened.sdk("connect") is True
            await an_error(opened, "Connection")
        waiting = asyncio.create_task(opened.thread("t-1", "startChat", "Hello"))
        await opened.sdk("getChannelInfo")
        assert not waiting.done()
        waiting.cancel()


async def test_a_message_that_is_refused_for_the_sdks_age_leaves_its_promise() -> None:
    async with chatting() as (server, opened):
        where = {**CXONE, "phase": "frame.in", "frame": "SendMessage"}
        what = {"status": 400, "code": "SdkVersionNotSupported"}
        async with fault(server, "status", where=where, what=what, when={"times": 1}):
            sending = asyncio.create_task(opened.thread("t-1", "sendTextMessage", "Old"))
            await an_error(opened, "SDK version")
            await hangs(opened, sending)
