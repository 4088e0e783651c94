"""What a customer says on a chat socket, met in the platform's other worlds."""

from __future__ import annotations

from typing import Any

from tests.support.chats_cxone import Chat, agent, chat, message, taken
from tests.support.server import serving
from tests.support.staff import Staff

BUTTON = {
    "messageContent": {"type": "TEXT", "payload": {"text": "Small"}, "postback": "size:s"},
    "attachments": [{"url": "https://a.example/b.gif", "friendlyName": "b.gif"}],
}


def text_of(data: Any) -> str:
    """Return what a message that was pushed says."""
    text: str = data["message"]["messageContent"]["text"]
    return text


async def said(page: Chat, **members: Any) -> Any:
    """Send a message; return it as it is pushed."""
    given = message(**members)
    await page.do("SendMessage", given)
    id_ = given["idOnExternalPlatform"]
    told = await page.push(
        "MessageCreated", lambda data: data["message"]["idOnExternalPlatform"] == id_
    )
    return told["message"]


async def test_an_agent_of_genesys_reads_a_postback_as_its_text() -> None:
    async with serving() as server, chat(server) as page:
        id_ = await taken(server, page)
        mine = await said(page, **BUTTON)
        staff = await Staff.of(server, "widget")
        view = await staff.get(f"/conversations/messages/{id_}")
        told = [one for part in view["participants"] for one in part.get("messages", ())]
        assert mine["id"] in [one["messageId"] for one in told]
        read = await staff.get(f"/conversations/messages/{id_}/messages/{mine['id']}")
        assert read["textBody"] == "Small"


async def test_the_agents_side_writes_in_any_world_and_the_customer_reads_it() -> None:
    async with serving() as server, chat(server) as page:
        id_ = await taken(server, page)
        await agent(server, id_, "message", text="Hello from elsewhere")
        told = await page.push("MessageCreated", lambda data: text_of(data).startswith("Hello f"))
        assert told["message"]["authorUser"]["firstName"] == "Sam"
