"""The transcript over HTTP: sent once, read as a whole or as a diff.

Source: guide, section 4 (transcript diff after a reconnect). Invented: client message ids.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from mockplatform.core.commands import Answer, Offer, SendMessage
from mockplatform.core.events import Person
from mockplatform.core.states import Verb
from mockplatform.durations import format_instant
from tests.support.api import Api, Reply
from tests.support.server import MESSAGING

pytestmark = pytest.mark.asyncio(loop_scope="module")
BEA = Person(purpose="agent", id="bea", name="Bea")


class Chat:
    """Ann's conversation, in short words."""

    def __init__(self, api: Api, id_: str) -> None:
        self.api = api
        self.id = id_
        self.path = f"{MESSAGING}/{id_}"

    async def send(self, text: str = "Hi", **more: Any) -> Reply:
        """Send a message."""
        return await self.api(f"POST {self.path}/messages", {"text": text, **more})

    async def read(self, query: str = "") -> Reply:
        """Read the transcript."""
        return await self.api(f"GET {self.path}/messages{query}")

    async def texts(self, query: str = "") -> list[str]:
        """Read the transcript's texts."""
        return [one["text"] for one in (await self.read(query))["entities"]]

    async def answer(self, text: str = "Hello") -> None:
        """Let an agent take the conversation and say something."""
        await self.api.act(self.id, Offer(agent=BEA))
        await self.api.act(self.id, Answer(verb=Verb.ACCEPT))
        await self.api.act(self.id, SendMessage(message_id="m-bea", sender=BEA, text=text))


@pytest_asyncio.fixture(loop_scope="module")
async def chat(ann: Api) -> AsyncIterator[Chat]:
    """A conversation that Ann has opened."""
    yield Chat(ann, (await ann.open())["id"])


async def test_a_message_is_in_the_transcript(chat: Chat) -> None:
    """201 with its place; `seq` counts the conversation's events."""
    reply = await chat.send("Hi", clientMessageId="1", type="structured")
    assert reply.status == 201
    expected = {
        "id": reply["id"],
        "seq": 3,
        "at": format_instant(chat.api.tenant.clock.now()),
        "direction": "inbound",
        "from": {"purpose": "customer", "id": "ann"},
        "type": "structured",
        "text": "Hi",
        "clientMessageId": "1",
    }
    assert reply.body == expected
    page = await chat.read()
    assert page.body == {"entities": [expected], "latestSeq": 3, "hasMore": False}


async def test_an_agents_message_is_outbound(chat: Chat) -> None:
    """With the agent's name."""
    await chat.answer()
    (message,) = (await chat.read())["entities"]
    assert message["direction"] == "outbound"
    assert message["from"] == {"purpose": "agent", "id": "bea", "name": "Bea"}
    assert message["seq"] == 6


async def test_a_known_customer_has_a_name(api: Api) -> None:
    """From the tenant's users."""
    robin = await api.user("user-7")
    chat = Chat(robin, (await robin.open())["id"])
    assert (await chat.send())["from"]["name"] == "Robin Meyer"


async def test_attachments_are_kept_as_they_are(chat: Chat) -> None:
    """A message of an attachment alone needs no text."""
    file = {"url": "https://example.com/a.png", "name": "a.png", "mime": "image/png", "size": 7}
    reply = await chat.send("", attachments=[file])
    assert reply.status == 201
    assert (await chat.read())["entities"][0]["attachments"] == [file]


async def test_the_same_id_again_adds_nothing(chat: Chat) -> None:
    """200 with the first message and `duplicate`; the transcript has it once."""
    first = await chat.send("Hi", clientMessageId="1")
    await chat.send("and")
    again = await chat.send("Hi", clientMessageId="1")
    assert again.status == 200
    assert again.body == {**first.body, "duplicate": True}
    assert await chat.texts() == ["Hi", "and"]


async def test_the_same_id_with_another_text_is_refused(chat: Chat) -> None:
    """409, and the first stays."""
    await chat.send("Hi", clientMessageId="1")
    assert (await chat.send("Ho", clientMessageId="1")).refusal == (409, "message.id.reused")
    assert await chat.texts() == ["Hi"]


async def test_sends_at_once_with_one_id_are_one_message(chat: Chat) -> None:
    """A retry may overtake the first."""
    replies = await asyncio.gather(*(chat.send("Hi", clientMessageId="1") for _ in range(8)))
    assert sorted(reply.status for reply in replies) == [200] * 7 + [201]
    assert len({reply["id"] for reply in replies}) == 1
    assert await chat.texts() == ["Hi"]


async def test_a_closed_conversation_takes_no_message(chat: Chat) -> None:
    """409 `conversation.closed`; but a repeat is answered, its first answer may be lost."""
    first = await chat.send("Hi", clientMessageId="1")
    await chat.api(f"DELETE {chat.path}")
    refused = await chat.send("Ho", clientMessageId="2")
    assert refused.refusal == (409, "conversation.closed")
    assert "create a new conversation" in refused.hint
    again = await chat.send("Hi", clientMessageId="1")
    assert (again.status, again["id"]) == (200, first["id"])
    refused = await chat.api(f"POST {chat.path}/typing", {"state": "on"})
    assert refused.refusal == (409, "conversation.closed")
    assert await chat.texts() == ["Hi"]


async def test_the_diff_is_what_lies_behind_a_seq(chat: Chat) -> None:
    """`after` is the last seq that the client has, message or not."""
    first = await chat.send("one")
    await chat.answer("two")
    await chat.send("three")
    assert await chat.texts() == ["one", "two", "three"]
    assert await chat.texts(f"?after={first['seq']}") == ["two", "three"]
    assert await chat.texts(f"?after={first['seq'] + 1}") == ["two", "three"]
    latest = (await chat.read())["latestSeq"]
    page = await chat.read(f"?after={latest}")
    assert page.body == {"entities": [], "latestSeq": latest, "hasMore": False}
    assert await chat.texts("?after=9007199254740992") == []


async def test_a_long_transcript_comes_in_pages(chat: Chat) -> None:
    """`limit` and `hasMore`: each message once, oldest first."""
    sent = [(await chat.send(f"{n}"))["text"] for n in range(7)]
    seen: list[str] = []
    after = 0
    while True:
        page = await chat.read(f"?after={after}&limit=3")
        seen += [one["text"] for one in page["entities"]]
        if not page["hasMore"]:
            break
        assert len(page["entities"]) == 3
        after = page["entities"][-1]["seq"]
    assert seen == sent


async def test_a_page_is_full_and_no_more_is_said_to_come(chat: Chat) -> None:
    """The last page is told as the last even if it is full."""
    for n in range(4):
        await chat.send(f"{n}")
    assert (await chat.read("?limit=4"))["hasMore"] is False
    assert (await chat.read("?limit=3"))["hasMore"] is True


@pytest.mark.parametrize(
    "query", ["after=-1", "after=x", "after=9007199254740993", "limit=0", "limit=201", "limit=1.5"]
)
async def test_a_query_that_makes_no_sense_is_refused(chat: Chat, query: str) -> None:
    """400, naming the parameter."""
    refused = await chat.read(f"?{query}")
    assert refused.refusal == (400, "invalid.value")
    assert refused["details"][0]["fieldName"] == query.partition("=")[0]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "$"),
        ({"text": None}, "$.text"),
        ({"text": ["Hi"]}, "$.text"),
        ({"text": "x" * 8001}, "$.text"),
        ({"text": ""}, "text"),
        ({"text": "Hi", "clientMessageId": ""}, "$.clientMessageId"),
        ({"text": "Hi", "clientMessageId": "x" * 129}, "$.clientMessageId"),
        ({"text": "Hi", "clientMessageId": 7}, "$.clientMessageId"),
        ({"text": "Hi", "type": "event"}, "$.type"),
        ({"text": "Hi", "attachments": {}}, "$.attachments"),
        ({"text": "Hi", "attachments": [{"url": "u"}] * 11}, "$.attachments"),
        ({"text": "Hi", "attachments": [{"url": "u", "size": "1"}]}, "$.attachments[0].size"),
    ],
)
async def test_a_wrong_member_is_named(chat: Chat, body: dict[str, Any], field: str) -> None:
    """400 with the JSON path; nothing is said."""
    refused = await chat.api(f"POST {chat.path}/messages", body)
    assert refused.refusal == (400, "invalid.value")
    assert refused["details"][0]["fieldName"] == field
    assert await chat.texts() == []


async def test_a_text_has_at_most_8000_characters(chat: Chat) -> None:
    """Exactly that many pass, of whatever width."""
    assert (await chat.send("😀" * 8000)).status == 201


async def test_others_may_not_write(chat: Chat, api: Api) -> None:
    """403; the transcript is nobody else's."""
    bob = await api.user("bob")
    for verb, body in (
        ("POST messages", {"text": "Hi"}),
        ("POST typing", {"state": "on"}),
        ("GET messages", None),
    ):
        method, noun = verb.split()
        reply = await bob(f"{method} {chat.path}/{noun}", body)
        assert reply.refusal == (403, "not.authorized")


@pytest.mark.parametrize("body", [{}, {"state": "maybe"}, {"state": True}])
async def test_a_typing_signal_is_on_or_off(chat: Chat, body: dict[str, Any]) -> None:
    """400 for anything else; and it is no activity then."""
    await chat.api.advance(60)
    refused = await chat.api(f"POST {chat.path}/typing", body)
    assert refused.refusal == (400, "invalid.value")
    assert not chat.api.tenant.touched


async def test_a_message_slides_the_end(chat: Chat) -> None:
    """15 minutes count from the last message."""
    await chat.api.advance(899)
    await chat.send()
    await chat.api.advance(899)
    assert (await chat.api(f"GET {chat.path}"))["state"] == "OPEN"
    await chat.api.advance(1)
    assert (await chat.api(f"GET {chat.path}"))["state"] == "CLOSED"
