"""Owns a client that writes on in a thread that is archived, and one that begins another."""

from __future__ import annotations

from typing import Any

from tests.clients.calling import Caller
from tests.clients.stage import story
from tests.support.chats_cxone import Chat, message

DIGITAL = {"live": False}


async def _archived(at: Caller) -> Chat:
    """Archive the thread, and write on: the refusal tells."""
    customer = await at.connect()
    await customer.say("Hello")
    await at.shop.join()
    await at.shop.close()
    await customer.do("ArchiveThread", {"thread": {"idOnExternalPlatform": "t-1"}})
    await customer.refusal("SendMessage", message("Hello?"))
    await at.passes(5)
    return customer


async def sin(at: Caller) -> None:
    """Send it again, as if the network had failed."""
    customer = await _archived(at)
    await customer.refusal("SendMessage", message("Hello?"))


async def good(at: Caller) -> None:
    """Say it in another thread."""
    customer = await _archived(at)
    assert "error" not in await customer.say("Hello?", thread="t-2")


def shows(finding: dict[str, Any], at: Caller) -> None:
    """The refusal, and the next try."""
    assert finding["subject"] == at.subject
    assert story(finding) == [
        "frame: SendMessage was refused, since the conversation is over",
        "frame: SendMessage came all the same, again",
    ]
