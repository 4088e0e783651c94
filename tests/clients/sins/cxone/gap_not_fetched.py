"""Owns a client that comes back and goes on in a thread unread, and one that reads it before.

The customer has two threads. A client need read only the one that it shows.
"""

from __future__ import annotations

from typing import Any

from tests.clients.calling import Caller
from tests.clients.stage import story
from tests.support.chats_cxone import Chat

DIGITAL = {"live": False}
THREADS = ("t-1", "t-2")


def _of(thread: str) -> dict[str, Any]:
    return {"thread": {"idOnExternalPlatform": thread}}


async def _away(at: Caller, secured: bool) -> Chat:
    """Have the agent speak in both threads while the customer has no socket; come back."""
    customer = await at.connect(secured=secured)
    for thread in THREADS:
        await customer.say("Hello", thread=thread)
        await at.shop.join(thread)
        await at.shop.say("Good day", thread)
    await customer.beat()
    await at.drop(customer)
    for thread in THREADS:
        await at.shop.say("Are you there?", thread)
        await at.shop.say("I have a question", thread)
    return await at.connect(secured=secured)


async def sin(at: Caller, shown: str = "t-1", secured: bool = True) -> None:
    """Read one thread, and go on in the other, of which just the last message was asked for."""
    customer = await _away(at, secured)
    (other,) = set(THREADS) - {shown}
    await at.recover(customer, other)
    await customer.do("LoadThreadMetadata", _of(shown))
    await customer.say("Hello?", thread=shown)
    await at.passes(20)
    for _ in range(4):
        await customer.do("SenderTypingStarted", _of(shown))


async def good(at: Caller, shown: str = "t-1", secured: bool = True) -> None:
    """Recover the thread that is shown and go on in it, and the other one when it is opened."""
    customer = await _away(at, secured)
    (other,) = set(THREADS) - {shown}
    await customer.do("FetchThreadList", {})
    for thread in THREADS:
        await customer.do("LoadThreadMetadata", _of(thread))
    told = await at.recover(customer, shown)
    newest = told["postback"]["data"]["messages"][0]
    assert newest["messageContent"]["payload"]["text"] == "I have a question"
    for _ in range(5):
        await at.passes(20)
        await customer.say("Yes", thread=shown)
    await customer.do("MessageSeenByConsumer", _of(other))  # as it is opened, beside the recover
    await at.recover(customer, other)
    for _ in range(5):
        await at.passes(20)
        await customer.say("Here as well", thread=other)


def shows(finding: dict[str, Any], at: Caller) -> None:
    """What the agent said, and that nobody asked for it."""
    assert finding["subject"] == at.subject
    first, second = story(finding)
    assert first.startswith("event: a message to the customer went into the transcript at")
    assert "1 such messages in front of it did not come" in second
    assert "nobody asked for them within 10 s" in second
