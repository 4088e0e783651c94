"""Outages of the catalogue, met by NICE's own web SDK 2.2.0: what customers see, what is found.

Read in its code, and true: it reconnects about one second after each close, always as long
(`maxReconnectionDelay` of 1000 ms), at most 20 times in a row; it knows no `Retry-After`; it sends
nothing twice, and a promise without an answer hangs. The page does what the SDK leaves to it: it
recovers its thread behind each new socket. Its pauses are real, so the clock runs.
"""

from __future__ import annotations

import asyncio

from mockplatform.edge.wallclock import wall
from tests.admin.api import Api as Admin
from tests.sdk.test_cxone_faults import an_error, chatting, journaled, said, texts
from tests.sdk.test_journey_outages import start
from tests.support.chats_cxone import agent
from tests.support.faulty import shown
from tests.support.server import Server


async def rules(server: Server) -> list[tuple[str, str]]:
    """Return what was found, and of whom."""
    found = (await Admin(server).get("/findings"))["findings"]
    return [(one["rule"], one["subject"]) for one in found]


def case(server: Server) -> str:
    """Return the id of the one conversation."""
    (id_,) = server.tenant.conversations
    return str(id_)


async def handshakes(server: Server, status: int, count: int, since: int) -> None:
    """Wait until so many handshakes were answered so."""
    for _ in range(count):
        since = await journaled(server, "/chat-gateway", status, since)


async def test_a_socket_that_flaps_costs_nothing_that_a_recover_does_not_bring() -> None:
    async with chatting(wall=wall) as (server, opened):
        await server.advance(5)
        since = server.tenant.journal.last_id
        await start(server, "websocket-flap")
        await an_error(opened, "Connection closed")
        await handshakes(server, 503, 2, since)
        meanwhile = asyncio.create_task(opened.thread("t-1", "sendTextMessage", "Meanwhile"))
        await agent(server, case(server), "message", text="While you were away")
        await server.advance(3)
        await meanwhile
        recovered = await opened.thread("t-1", "recover")
        told = [one["messageContent"]["text"] for one in recovered["messages"]]
        assert "While you were away" in told
        assert await texts(opened) == ["Hello", "Meanwhile"]
        assert "drop" in {one["faultKind"] for one in shown(server, "fault")}
        assert await rules(server) == []


async def test_lost_acknowledgements_leave_promises_and_every_message_comes_once() -> None:
    async with chatting(wall=wall) as (server, opened):
        await start(server, "ack-loss")
        first = asyncio.create_task(opened.thread("t-1", "sendTextMessage", "1"))
        await said(opened, "1")
        await opened.thread("t-1", "sendTextMessage", "2")
        third = asyncio.create_task(opened.thread("t-1", "sendTextMessage", "3"))
        await said(opened, "3")
        await opened.thread("t-1", "sendTextMessage", "4")
        assert [first.done(), third.done()] == [False, False]
        assert await texts(opened) == ["Hello", "1", "2", "3", "4"]
        assert await rules(server) == []
        for promise in (first, third):
            promise.cancel()


async def test_a_failed_region_is_asked_each_second_and_the_livechat_goes_on_in_the_next() -> None:
    """Ten tries with equal pauses, against a Retry-After of five seconds."""
    async with chatting(wall=wall) as (server, opened):
        since = server.tenant.journal.last_id
        await start(server, "region-failover")
        assert "failover" in await an_error(opened, "Connection closed")
        for _ in range(10):
            since = await journaled(server, "/oauth/token", 503, since)
        found = await rules(server)
        await server.advance(60)
        await journaled(server, "/chat-gateway", 101, since)
        await opened.thread("t-1", "sendTextMessage", "Back")
        assert await texts(opened) == ["Hello", "Back"]
        assert sorted(found) == [("no-backoff", "c-1"), ("retry-after-ignored", "c-1")]
