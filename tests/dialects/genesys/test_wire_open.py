"""What another messenger brings in by fixtures is taken, and answered as the fixtures have it."""

from __future__ import annotations

from typing import Any

from tests.dialects.genesys.likeness import Book
from tests.dialects.genesys.wire_gaps import check
from tests.support.duty import Desk, desk

FILES = ("open-messaging",)
BASE = "/conversations/messages/whatsup/inbound/open"
MESSAGE = "a4e2f7c6-1b08-4d93-85ce-7f3b6d9021e8"
IDS = {"int-1": "whatsup"}


async def bring(
    book: Book, it: Desk, path: str, name: str, told: str = "", /, **ids: str
) -> dict[str, Any]:
    """Play a body; what is answered is like a fixture. Return the answer."""
    body = book.play(f"open-messaging: {name}", **{**IDS, **ids})
    status, answer, _ = await it.client.call("POST", path, body)
    assert status == 200, (name, answer)
    if told:
        book.told(f"open-messaging: {told}", answer)
    found: dict[str, Any] = answer
    return found


async def details(it: Desk, id_: str) -> Any:
    return (await it.client.get(f"/conversations/messages/{id_}/details"))["normalizedMessage"]


async def test_what_comes_in_by_fixtures_is_kept_and_answered_like_them() -> None:
    book = Book(*FILES)
    async with desk() as it:
        prefetch = "?prefetchConversationId=true"
        told = await bring(book, it, f"{BASE}/message{prefetch}", "a text", "the text is taken")
        id_ = told["conversationId"]
        assert (told["text"], told["metadata"]) == ("Where is my order?", {"page": "cart"})
        assert (await details(it, told["id"]))["text"] == "Where is my order?"
        customer = await it.last(id_, "customer")
        assert (customer["name"], customer["address"]) == ("Mia", "mia-77")
        assert customer["attributes"] == {"context.tier": "gold"}
        told = await bring(book, it, f"{BASE}/message", "a text with a file", "the file is taken")
        (part,) = (await details(it, told["id"]))["content"]
        sent = book.fixtures["open-messaging: a text with a file"].frame["content"][0]["attachment"]
        assert part["attachment"] == part["attachment"] | sent
        older = "/conversations/messages/inbound/open"
        again = {"om-1": "om-9"}
        told = await bring(book, it, older, "a text by the older call", **again)
        assert told["text"] == "Hi"
        told = await bring(book, it, f"{BASE}/event", "the customer types", "the typing is taken")
        path = f"{BASE}/structured/response"
        told = await bring(book, it, path, "the customer picked")
        assert (await details(it, told["id"]))["content"][0]["buttonResponse"][
            "payload"
        ] == "returns"
        await it.offer(id_)
        await it.patch(id_, {"state": "connected"})
        _, said = await it.say(id_)
        ids = {MESSAGE: said["id"]}
        await bring(book, it, f"{BASE}/receipt", "a receipt", "the receipt is taken", **ids)
        path = "/conversations/messages/agentless"
        told = await bring(book, it, path, "a message without an agent", "it went out")
        assert (told["conversationId"], told["toAddress"]) == (id_, "mia-77")
        assert (await details(it, told["id"]))["text"] == "It left yesterday."
    check(book)
