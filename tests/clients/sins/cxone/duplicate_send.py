"""Owns a client that sends what had no answer again under a new id, and one that keeps the id."""

from __future__ import annotations

from typing import Any

from tests.clients.calling import Caller
from tests.clients.stage import story
from tests.support.chats_cxone import message

_ACK = {"phase": "frame.out", "frame": "acknowledged", "dialect": "cxone"}
_TEXT = "Where is my order?"


async def _unanswered(at: Caller, said: dict[str, Any]) -> None:
    """Say something; the socket ends before the acknowledgement comes."""
    lost = {"what": {"kind": "drop"}, "where": _ACK, "when": {"times": 1}}
    await at.admin("POST", "/faults", lost)
    customer = await at.connect()
    payload = customer.payload("SendMessage", said)
    await customer.send({"action": "chatWindowEvent", "eventId": "e-1", "payload": payload})
    await customer.end()


async def sin(at: Caller) -> None:
    """Make another id for the same message: the agent reads it twice."""
    await _unanswered(at, message(_TEXT, idOnExternalPlatform="m-1"))
    customer = await at.connect()
    await at.recover(customer)
    await customer.say(_TEXT, idOnExternalPlatform="m-2")
    assert at.shop.conversation().message_count == 2


async def good(at: Caller) -> None:
    """Send it again as it was, which the platform keeps once; later he says the same again."""
    said = message(_TEXT, idOnExternalPlatform="m-1")
    await _unanswered(at, said)
    customer = await at.connect()
    await at.recover(customer)
    await customer.ask("SendMessage", said)
    assert at.shop.conversation().message_count == 1
    await at.passes(60)
    await customer.say(_TEXT, idOnExternalPlatform="m-2")


def shows(finding: dict[str, Any], at: Caller) -> None:
    """The message, that it was kept, that its socket ended, and the repeat."""
    assert finding["subject"] == at.subject
    assert story(finding)[0] == "frame: a message was sent"
    assert story(finding)[1].startswith("event: the platform put the message into the transcript")
    assert story(finding)[2:] == [
        "socket: its socket ended before the answer",
        "frame: the same text came again, under another id",
    ]
