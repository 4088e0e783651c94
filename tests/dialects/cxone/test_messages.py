"""What a customer says on a chat socket, and how all of his sockets are told."""

from __future__ import annotations

from typing import Any

import pytest

from mockplatform.core.commands import SendMessage
from mockplatform.core.events import Attachment, Person
from tests.support.brands import brand
from tests.support.chats_cxone import Chat, agent, chat, fresh, message, taken
from tests.support.faulty import fault
from tests.support.server import Server, serving

QUIET = {"agentsAct": False}
QUICK = {
    "text": {"content": "Which size?"},
    "actions": [{"type": "REPLY_BUTTON", "text": "Small", "postback": "size:s"}],
}
CARD = {"type": "AdaptiveCard", "version": "1.5", "body": [{"type": "TextBlock", "text": "Hi"}]}


async def said(page: Chat, **members: Any) -> Any:
    """Send a message that is taken; return it as it is pushed."""
    id_ = members.setdefault("idOnExternalPlatform", fresh())
    frame = await page.say(members.pop("text", ""), **members)
    assert "error" not in frame, frame
    told = await page.push(
        "MessageCreated", lambda data: data["message"]["idOnExternalPlatform"] == id_
    )
    return told["message"]


async def recovered(page: Chat, thread: str = "t-1") -> list[Any]:
    """Return a thread's messages, the newest first."""
    found = await page.do("RecoverLivechat", {"thread": {"idOnExternalPlatform": thread}})
    messages: list[Any] = found["messages"]
    return messages


def conversations(server: Server) -> int:
    """Return how many there are."""
    return len(server.tenant.conversations)


async def by_agent(server: Server, id_: str, **members: Any) -> None:
    """Have an automation say something that only other dialects, or agents of this one, can."""
    command = SendMessage(
        message_id=server.tenant.ids.uuid(),
        sender=Person(purpose="api", id="api"),
        **{"text": "", **members},
    )
    await server.platform.service.execute(server.tenant, "conversation", id_, command)


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
        assert page.seen == phone.seen
        assert [await one.told() for one in (stranger, elsewhere)] == [[], []]


async def test_what_an_agent_writes_is_outbound_and_has_him_as_its_author() -> None:
    async with serving() as server, chat(server) as page:
        id_ = await taken(server, page)
        await agent(server, id_, "message", text="On its way.")
        told = await page.push("MessageCreated", lambda data: data["message"]["isMadeByUser"])
        assert told["message"]["direction"] == "outbound"
        assert told["message"]["authorUser"]["firstName"] == "Sam"
        assert told["message"]["authorEndUserIdentity"] is None


async def test_a_postback_is_told_with_what_the_button_means() -> None:
    """Both places: the SDK writes the same word into the payload, for older readers."""
    async with serving(settings=QUIET) as server, chat(server) as page:
        content = {
            "type": "TEXT",
            "payload": {"text": "Small", "postback": "size:s"},
            "postback": "size:s",
        }
        told = (await said(page, messageContent=content))["messageContent"]
        assert told["payload"] == {"text": "Small", "postback": "size:s", "elements": []}
        assert (told["text"], told["postback"]) == ("Small", "size:s")
        assert (await recovered(page))[0]["messageContent"] == told


@pytest.mark.parametrize(
    "content",
    [
        {"type": "TEXT", "payload": {"text": "", "postback": "size:s"}},
        {"type": "TEXT", "payload": {}, "postback": "size:s"},
        {"type": "POSTBACK", "payload": {"postback": "size:s"}},
        {"type": "FORM", "payload": {"fields": [{"ident": "a", "value": "b"}]}},
        {"payload": {"text": "Hi"}},
    ],
)
async def test_a_message_needs_words_or_a_postback_or_something_else(content: Any) -> None:
    async with serving(settings=QUIET) as server, chat(server) as page:
        told = (await said(page, messageContent=content))["messageContent"]
        assert told["type"] == content.get("type", "TEXT")
        assert content["payload"].items() <= told["payload"].items()


async def test_a_message_with_nothing_in_it_begins_nothing() -> None:
    async with serving(settings=QUIET) as server, chat(server) as page:
        code, text = await page.refusal("SendMessage", message(""))
        assert code == "SendingMessageFailed"
        assert "there is neither a postback nor an attachment" in text
        assert conversations(server) == 0


async def test_parameters_are_told_as_they_came() -> None:
    async with serving(settings=QUIET) as server, chat(server) as page:
        content = {
            "type": "TEXT",
            "payload": {"text": "Begin conversation"},
            "parameters": {"isInitialMessage": True},
        }
        told = (await said(page, messageContent=content))["messageContent"]
        assert told["parameters"] == {"isInitialMessage": True}
        assert told["payload"]["text"] == "Begin conversation"
        content["parameters"] = []
        assert (await said(page, messageContent=content))["messageContent"]["parameters"] == {}


async def test_a_text_may_be_as_long_as_the_limit() -> None:
    async with serving(settings=QUIET) as server, chat(server) as page:
        assert len((await said(page, text="x" * 8_000))["messageContent"]["text"]) == 8_000
        _, text = await page.refusal("SendMessage", message("x" * 8_001))
        assert "has 8001 characters; the most is 8000" in text


async def test_a_message_is_known_by_its_clients_id_and_by_the_platforms() -> None:
    async with serving(settings=QUIET) as server, chat(server) as page:
        told = await said(page, text="Hi", idOnExternalPlatform="mine-1")
        assert told["id"] != "mine-1"
        assert (await recovered(page))[0]["id"] == told["id"]
        await page.do("SendMessage", message("No id", idOnExternalPlatform=""))
        newest = (await recovered(page))[0]
        assert newest["idOnExternalPlatform"] == newest["id"]


async def test_a_message_that_comes_again_is_acknowledged_and_said_once() -> None:
    async with serving(settings=QUIET) as server, chat(server) as page, chat(server) as phone:
        again = message("Hello")
        await page.do("SendMessage", again)
        await page.do("SendMessage", again)
        await phone.do("SendMessage", again)
        assert (await page.told()).count("MessageCreated") == 1
        assert len(await recovered(page)) == 1


async def test_a_message_that_comes_again_behind_its_conversations_end_begins_no_other() -> None:
    async with serving(settings=QUIET) as server, chat(server) as page:
        again = message("Hello")
        await page.do("SendMessage", again)
        await page.do("EndContact", {"thread": {"idOnExternalPlatform": "t-1"}})
        await page.do("SendMessage", again)
        assert conversations(server) == 1
        await page.say("Something else")
        await page.do("SendMessage", again)
        assert conversations(server) == 2
        assert (await page.told()).count("MessageCreated") == 2


async def test_a_message_that_comes_again_is_acknowledged_in_an_archived_thread_too() -> None:
    async with brand(live=False) as shop, shop.chat() as page:
        again = message("Hello")
        await page.do("SendMessage", again)
        await page.do("ArchiveThread", {"thread": {"idOnExternalPlatform": "t-1"}})
        await page.do("SendMessage", again)
        code, text = await page.refusal("SendMessage", message("Another"))
        assert (code, "is archived" in text) == ("SendingMessageFailed", True)


async def test_a_message_whose_conversation_was_deleted_is_said_anew() -> None:
    async with brand(live=False) as shop, shop.chat() as page:
        again = message("Hello")
        await page.do("SendMessage", again)
        await shop.delete()
        await page.do("SendMessage", again)
        assert (await page.told()).count("MessageCreated") == 2
        assert len(await recovered(page)) == 1


@pytest.mark.parametrize(
    ("channel", "count"),
    [
        ({"live": True}, 2),
        ({"live": True, "after_end": "refuse"}, 1),
        ({"live": False, "after_end": "refuse"}, 2),
    ],
)
async def test_a_message_behind_the_end_begins_another_case_or_is_refused(
    channel: Any, count: int
) -> None:
    async with brand(**channel) as shop, shop.chat() as page:
        first = message("Hello")
        await page.do("SendMessage", first)
        await shop.close()
        await page.do("SendMessage", first)  # is there already
        frame = await page.say("One more thing")
        assert ("error" in frame) == (count == 1)
        if count == 1:
            assert frame["error"]["errorCode"] == "SendingMessageFailed"
            assert "has ended" in frame["error"]["errorMessage"]
            assert "error" not in await page.say("Elsewhere", thread="t-2")
            count = 2
        assert len(shop.tenant.conversations) == count


async def test_an_id_that_stands_for_another_text_is_refused() -> None:
    async with serving(settings=QUIET) as server, chat(server) as page:
        await page.do("SendMessage", message("Hello", idOnExternalPlatform="m-1"))
        code, text = await page.refusal("SendMessage", message("Bye", idOnExternalPlatform="m-1"))
        assert code == "SendingMessageFailed"
        assert "stands for another text" in text
        assert len(await recovered(page)) == 1


async def test_the_same_id_in_another_thread_is_another_message() -> None:
    async with serving(settings=QUIET) as server, chat(server, "chat_messaging") as page:
        await page.do("SendMessage", message("Here", "t-1", idOnExternalPlatform="m-1"))
        await page.do("SendMessage", message("There", "t-2", idOnExternalPlatform="m-1"))
        assert conversations(server) == 2


async def test_a_channel_may_take_each_message_for_a_new_one() -> None:
    async with brand(deduplicate=False) as shop, shop.chat() as page:
        again = message("Hello", idOnExternalPlatform="m-1")
        await page.do("SendMessage", again)
        await page.do("SendMessage", again)
        found = await recovered(page)
        assert [one["idOnExternalPlatform"] for one in found] == ["m-1", "m-1"]
        assert len({one["id"] for one in found}) == 2


async def test_files_elsewhere_are_told_with_the_type_that_their_names_say() -> None:
    async with serving(settings=QUIET) as server, chat(server) as page:
        files = [
            {"url": "https://cdn.example/a?x=1", "friendlyName": "Receipt.pdf"},
            {"url": "https://cdn.example/b.png?x=1", "friendlyName": ""},
            {"url": "https://cdn.example/c", "friendlyName": "c"},
            {"url": "https://cdn.example/d", "friendlyName": "d", "mimeType": "image/webp"},
        ]
        told = (await said(page, attachments=files))["attachments"]
        assert [one["url"] for one in told] == [one["url"] for one in files]
        types = ["application/pdf", "image/png", "application/octet-stream", "image/webp"]
        assert [one["mimeType"] for one in told] == types
        names = [one["friendlyName"] for one in told]
        assert names == ["Receipt.pdf", "b.png", "c", "d"]
        assert all(one["securedPermanentUrl"] == one["url"] for one in told)
        assert len({one["id"] for one in told}) == 4
        assert (await recovered(page))[0]["attachments"] == told


async def test_what_a_page_writes_for_the_agent_is_outbound_and_begins_a_case() -> None:
    async with serving(settings=QUIET) as server, chat(server) as page:
        welcome = message("Welcome!")
        del welcome["consumer"]
        fields = [{"ident": "tier", "value": "gold"}]
        welcome["consumerContact"] = {"customFields": fields}
        await page.do("SendOutbound", welcome)
        created = await page.push("CaseCreated")
        assert [one["value"] for one in created["case"]["customFields"]] == ["gold"]
        first = (await page.push("MessageCreated"))["message"]
        assert (first["direction"], first["authorEndUserIdentity"]) == ("outbound", None)
        assert first["idOnExternalPlatform"] == welcome["idOnExternalPlatform"]
        (state,) = server.tenant.conversations.values()
        assert (state.customer.id, state.unanswered) == ("c-1", "")
        await page.say("Thanks")
        assert [one["direction"] for one in await recovered(page)] == ["inbound", "outbound"]
        assert conversations(server) == 1
        _, text = await page.refusal("SendOutbound", message(""))
        assert "neither" in text


async def test_an_empty_outbound_message_is_refused_by_its_own_code() -> None:
    async with serving(settings=QUIET) as server, chat(server) as page:
        assert (await page.refusal("SendOutbound", message(""))).code == "SendingOutboundFailed"


async def test_a_lost_write_is_acknowledged_and_not_there() -> None:
    async with serving(settings=QUIET) as server, chat(server) as page:
        where = {"phase": "frame.in", "frame": "SendMessage"}
        async with fault(server, "lost_write", where=where):
            lost = message("Lost")
            assert await page.do("SendMessage", lost) is None
            assert conversations(server) == 0
        await page.do("SendMessage", message("Kept"))
        async with fault(server, "lost_write", where=where):
            assert await page.do("SendMessage", lost) is None
        texts = [one["messageContent"]["text"] for one in await recovered(page)]
        assert texts == ["Kept"]
        assert (await page.told()).count("MessageCreated") == 1
        await page.do("SendMessage", lost)
        assert len(await recovered(page)) == 2


@pytest.mark.parametrize(
    ("type_", "payload"),
    [
        ("QUICK_REPLIES", QUICK),
        (
            "RICH_LINK",
            {
                "media": {"url": "https://a.example/p.png", "mimeType": "image/png"},
                "title": {"content": "Our shop"},
                "url": "https://a.example",
            },
        ),
        ("LIST_PICKER", {**QUICK, "title": {"content": "Sizes"}}),
        ("PLUGIN", {"elements": [{"id": "e-1", "type": "INACTIVITY_POPUP", "elements": []}]}),
        ("FORM", {"fields": []}),
        ("TIME_PICKER", {"event": {"title": "Call"}}),
    ],
)
async def test_structured_content_is_told_as_it_was_given(
    type_: str, payload: dict[str, Any]
) -> None:
    async with serving(settings=QUIET) as server, chat(server) as page:
        await page.say("Hi")
        id_ = (await page.push("CaseCreated"))["case"]["contactId"]
        part = {"contentType": "Digital", "type": type_, "payload": payload}
        await by_agent(server, id_, text="Which size?", content=(part,))
        told = await page.push("MessageCreated", lambda data: data["message"]["isMadeByUser"])
        content = told["message"]["messageContent"]
        assert content["type"] == type_
        assert content["payload"] == {"elements": [], **payload}
        assert content["fallbackText"] == "Which size?"
        assert (await recovered(page))[0]["messageContent"] == content


async def test_an_adaptive_card_is_its_payload_and_nothing_more() -> None:
    async with serving(settings=QUIET) as server, chat(server) as page:
        await page.say("Hi")
        id_ = (await page.push("CaseCreated"))["case"]["contactId"]
        part = {"contentType": "Digital", "type": "ADAPTIVE_CARD", "payload": CARD}
        await by_agent(server, id_, content=(part,))
        assert (await recovered(page))[0]["messageContent"]["payload"] == CARD


async def test_content_of_another_dialect_is_told_as_far_as_there_is_a_word_for_it() -> None:
    async with serving(settings=QUIET) as server, chat(server) as page:
        await page.say("Hi")
        id_ = (await page.push("CaseCreated"))["case"]["contactId"]
        replies = tuple(
            {"contentType": "QuickReply", "quickReply": {"text": text, "payload": text.lower()}}
            for text in ("Yes", "No")
        )
        await by_agent(server, id_, text="Really?", type="structured", content=replies)
        card = {"contentType": "Card", "card": {"title": "A card", "actions": []}}
        await by_agent(server, id_, text="Look", type="structured", content=(card,))
        file = {
            "contentType": "Attachment",
            "attachment": {"id": "f-1", "url": "/files/f-1?x=1", "filename": "a.png"},
        }
        await by_agent(server, id_, content=(file,))
        attached = (Attachment(url="https://a.example/b.gif", name="b.gif", mime="image/gif"),)
        await by_agent(server, id_, text="Here", attachments=attached)
        url, picked, shown, asked, _ = await recovered(page)
        assert asked["messageContent"]["type"] == "QUICK_REPLIES"
        assert asked["messageContent"]["payload"]["text"] == {"content": "Really?"}
        assert asked["messageContent"]["payload"]["actions"] == [
            {"type": "REPLY_BUTTON", "text": "Yes", "postback": "yes"},
            {"type": "REPLY_BUTTON", "text": "No", "postback": "no"},
        ]
        assert shown["messageContent"]["type"] == "TEXT"
        assert shown["messageContent"]["payload"]["text"] == "Look"
        assert picked["attachments"][0]["url"].endswith("/files/f-1?x=1")
        assert picked["attachments"][0]["url"].startswith("http://")
        assert picked["attachments"][0]["mimeType"] == "image/png"
        assert url["attachments"][0]["url"] == "https://a.example/b.gif"
        assert url["attachments"][0]["previewUrl"] == "https://a.example/b.gif"
