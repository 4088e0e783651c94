"""Owns a client that collects fields of a case until they are too many, and one that does not."""

from __future__ import annotations

from typing import Any

from tests.clients.calling import Caller
from tests.clients.stage import story
from tests.support.chats_cxone import message

THREAD = {"thread": {"idOnExternalPlatform": "t-1"}}


def _fields(count: int, size: int) -> dict[str, Any]:
    listed = [{"ident": f"field_{number}", "value": "x" * size} for number in range(count)]
    return {"customFields": listed}


async def sin(at: Caller) -> None:
    """Send a few, and then more than the platform takes with the first message of a thread."""
    customer = await at.connect()
    await customer.say("Hello", consumerContact=_fields(2, 10))
    said = message("Hello", "t-2", consumerContact=_fields(20, 1000))
    told = await customer.refusal("SendMessage", said)
    assert told.code == "SendingMessageFailed"


async def good(at: Caller) -> None:
    """Send a few."""
    customer = await at.connect()
    await customer.say("Hello", consumerContact=_fields(10, 1000))
    await customer.do("SetConsumerContactCustomFields", {**_fields(2, 1000), **THREAD})


def shows(finding: dict[str, Any], at: Caller) -> None:
    """How large it was."""
    assert finding["subject"] == at.subject
    assert story(finding) == [
        "frame: routing data of 20,271 bytes came, 16,384 at most are taken",
        "frame: it was refused as too large",
    ]
