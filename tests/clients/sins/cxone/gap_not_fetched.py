"""Owns a client that comes back and never recovers its thread, and one that does at once."""

from __future__ import annotations

from typing import Any

from tests.clients.calling import Caller
from tests.clients.stage import story
from tests.support.chats_cxone import Chat

DIGITAL = {"live": False}


async def _away(at: Caller) -> Chat:
    """Have the agent say something while the customer has no socket; come back."""
    customer = await at.connect()
    await customer.say("Hello")
    await at.shop.join()
    await at.shop.say("Good day")
    await customer.beat()
    await at.drop(customer)
    await at.shop.say("Are you there?")
    return await at.connect()


async def sin(at: Caller) -> None:
    """Wait for what comes; nothing of before does."""
    customer = await _away(at)
    await at.passes(20)
    for _ in range(4):
        await customer.do("SenderTypingStarted", {"thread": {"idOnExternalPlatform": "t-1"}})


async def good(at: Caller) -> None:
    """Recover the thread, and go on."""
    customer = await _away(at)
    told = await at.recover(customer)
    newest = told["postback"]["data"]["messages"][0]
    assert newest["messageContent"]["payload"]["text"] == "Are you there?"
    await at.passes(20)
    for _ in range(4):
        await customer.say("Yes")


def shows(finding: dict[str, Any], at: Caller) -> None:
    """What the agent said, and that nobody asked for it."""
    assert finding["subject"] == at.subject
    first, second = story(finding)
    assert first.startswith("event: a message to the customer went into the transcript at")
    assert "nobody asked for them within 10 s" in second
