"""What is found about NICE's own web SDK 2.2.0 is true of it, and nothing else is found.

Read in its code: it sends nothing again, asks for no recover by itself, and comes back about a
second after each close (see test_cxone_outages.py for where that is found).
"""

from __future__ import annotations

import asyncio
from typing import Any

from tests.sdk.cxone import Page, pages
from tests.sdk.test_cxone_faults import CXONE, OPEN, an_error, chatting, journaled, said, texts
from tests.sdk.test_cxone_outages import case, rules
from tests.support.chats_cxone import agent
from tests.support.faulty import fault
from tests.support.server import Server, serving


async def drop(server: Server, opened: Page) -> None:
    """Cut the page's socket, and wait until it has another one."""
    since = server.tenant.journal.last_id
    where = {**CXONE, "phase": "frame.out"}
    async with fault(server, "drop", where=where, what={"atOnce": True}):
        await an_error(opened, "Connection closed")
    await journaled(server, "/chat-gateway", 101, since)


async def test_nothing_is_found_in_a_normal_livechat() -> None:
    async with chatting() as (server, opened):
        await server.advance(5)
        await opened.event("AssignedAgentChanged")
        await opened.thread("t-1", "setCustomField", "tier", "gold")
        await opened.thread("t-1", "keystroke", 1)
        await opened.thread("t-1", "sendTextMessage", "Where is my order?")
        await agent(server, case(server), "message", text="Let me see")
        await said(opened, "Let me see")
        await opened.thread("t-1", "lastMessageSeen")
        await server.advance(60)
        await opened.thread("t-1", "sendTextMessage", "Where is my order?")
        await opened.thread("t-1", "endChat")
        await opened.event("ContactStatusChanged", lambda one: one["case"]["status"] == "closed")
        await server.advance(60)
        await opened.thread("t-1", "sendTextMessage", "Another question")
        await said(opened, "Another question")
        assert await rules(server) == []


async def test_nothing_is_found_in_two_threads_of_a_messaging_channel() -> None:
    async with serving() as server, pages() as open_page:
        own: dict[str, Any] = {**OPEN, "isLivechat": False}
        opened = await open_page(server.url, "chat_messaging", **own)
        await opened.sdk("connect")
        await opened.sdk("getThreadList")
        for thread in ("t-1", "t-2"):
            await opened.thread(thread, "sendTextMessage", f"Hello in {thread}")
            await said(opened, f"Hello in {thread}")
        await server.advance(30)
        await drop(server, opened)
        for thread in ("t-1", "t-2"):
            await opened.thread(thread, "recover")
            await opened.thread(thread, "sendTextMessage", f"Back in {thread}")
        assert await rules(server) == []


async def test_nothing_is_found_of_a_page_that_recovers_just_the_thread_that_it_shows() -> None:
    async with serving() as server, pages() as open_page:
        own: dict[str, Any] = {**OPEN, "isLivechat": False}
        opened = await open_page(server.url, "chat_messaging", **own)
        await opened.sdk("connect")
        for thread in ("t-1", "t-2"):
            await opened.thread(thread, "sendTextMessage", f"Hello in {thread}")
            await said(opened, f"Hello in {thread}")
        await server.advance(5)
        cases = list(server.tenant.conversations)
        assert len(cases) == 2
        since = server.tenant.journal.last_id
        async with fault(server, "refuse", where=CXONE):
            where = {**CXONE, "phase": "frame.out"}
            async with fault(server, "drop", where=where, what={"atOnce": True}):
                await an_error(opened, "Connection closed")
            for id_ in cases:
                await agent(server, id_, "message", text="Are you there?")
        await journaled(server, "/chat-gateway", 101, since)
        await opened.sdk("getThreadList")
        await opened.thread("t-1", "recover")
        for _ in range(5):
            await server.advance(20)
            await opened.thread("t-1", "sendTextMessage", "I am")
        assert await rules(server) == []


async def test_nothing_is_found_of_a_page_that_recovers_when_it_is_back() -> None:
    async with chatting() as (server, opened):
        await server.advance(5)
        await opened.event("AssignedAgentChanged")
        await drop(server, opened)
        await agent(server, case(server), "message", text="Are you there?")
        await opened.thread("t-1", "recover")
        await server.advance(60)
        await opened.thread("t-1", "sendTextMessage", "Yes")
        assert await texts(opened) == ["Hello", "Yes"]
        assert await rules(server) == []


async def test_a_page_that_does_not_recover_goes_on_blindly() -> None:
    """Nothing in the SDK does it for the page."""
    async with chatting() as (server, opened):
        await drop(server, opened)
        await server.advance(60)
        await opened.thread("t-1", "sendTextMessage", "Hello?")
        assert await rules(server) == [("blind-reconnect", "c-1")]


async def test_what_a_page_has_queued_for_a_livechat_that_has_ended_begins_another_case() -> None:
    """The SDK sends it before the page can ask: found is what the customer suffers."""
    async with chatting() as (server, opened):
        async with fault(server, "refuse", where=CXONE):
            where = {**CXONE, "phase": "frame.out"}
            async with fault(server, "drop", where=where, what={"atOnce": True}):
                await an_error(opened, "Connection closed")
            await agent(server, case(server), "close")
            waiting = asyncio.create_task(opened.thread("t-1", "sendTextMessage", "Hello?"))
            await journaled(server, "/chat-gateway", 503)
        await waiting
        assert len(server.tenant.conversations) == 2
        assert await rules(server) == [("blind-reconnect", "c-1")]
