"""A chat channel's conversation is shown as the case that it is; any other one has none."""

from __future__ import annotations

import asyncio

from mockplatform import customers
from mockplatform.client import Admin
from mockplatform.durations import format_instant
from mockplatform.guests.standing import Cause
from tests.support.chats_cxone import chat, taken
from tests.support.server import serving


async def test_a_case_has_its_number_its_thread_its_channel_and_how_far_it_is() -> None:
    async with serving() as server, chat(server) as robin:
        id_ = await taken(server, robin)
        number = robin.seen[0]["data"]["case"]["id"]
        await server.advance(60)
        service, tenant = server.platform.service, server.tenant
        await customers.mark(service, tenant, id_, "escalated", cause=Cause())
        at = format_instant(tenant.clock.now())
        await server.advance(60)
        async with server.http.get(f"{server.url}/__admin/conversations/{id_}") as answer:
            shown = await answer.json()
        assert shown["case"] == {
            "number": number,
            "thread": "t-1",
            "channel": {"id": "chat_livechat", "name": "Live chat"},
            "customerId": "c-1",
            "status": "escalated",
            "statusAt": at,
        }
        assert (shown["medium"], shown["userId"]) == ("livechat", "c-1")
        async with server.http.get(f"{server.url}/__admin/conversations") as answer:
            (listed,) = (await answer.json())["conversations"]
        assert listed["case"] == shown["case"]


async def test_the_typed_client_has_the_case_and_none_of_others() -> None:
    async with serving() as server, chat(server) as robin:
        await robin.say("Hello")
        await server.conversation(await server.token())
        await robin.beat()
        client = Admin(server.url)
        found = await asyncio.to_thread(client.conversations.list)
        other, own = found.conversations
        assert other.case is None
        assert own.case is not None
        assert (own.case.thread, own.case.status, own.case.channel.id) == (
            "t-1",
            "new",
            "chat_livechat",
        )
