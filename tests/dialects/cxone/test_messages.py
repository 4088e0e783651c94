"""What a customer says on a chat socket, and how all of his sockets are told."""

from __future__ import annotations

from tests.support.chats_cxone import agent, chat, taken
from tests.support.server import serving


async def test_a_message_is_acknowledged_and_told_to_all_sockets_of_its_customer() -> None:
    async with (
        serving() as server,
        chat(server) as page,
        chat(server) as phone,
        chat(server, customer="c-2") as stranger,
        chat(server, "chat_messaging") as elsewhere,
    ):
        acknowledged = await page.say("Where is my order?")
        assert sorted(acknowledged) == ["createdAt", "eventId"]
        mine = await page.push("MessageCreated")
        assert mine["message"]["messageContent"]["text"] == "Where is my order?"
        assert mine["message"]["direction"] == "inbound"
        assert await phone.push("MessageCreated") == mine
        assert [await one.told() for one in (stranger, elsewhere)] == [[], []]


async def test_what_an_agent_writes_is_outbound_and_has_him_as_its_author() -> None:
    async with serving() as server, chat(server) as page:
        id_ = await taken(server, page)
        await agent(server, id_, "message", text="On its way.")
        told = await page.push("MessageCreated", lambda data: data["message"]["isMadeByUser"])
        assert told["message"]["direction"] == "outbound"
        assert told["message"]["authorUser"]["firstName"] == "Sam"
        assert told["message"]["authorEndUserIdentity"] is None
