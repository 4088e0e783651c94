"""Owns a guest who sends again what had no echo, and one who looks into the history before."""

from __future__ import annotations

from typing import Any

from tests.clients.stage import story
from tests.clients.visit import Visit

_ECHO = {"phase": "frame.out", "frame": "StructuredMessage"}


async def _unanswered(at: Visit) -> None:
    """Begin a conversation; the socket ends before the echo comes."""
    lost = {"what": {"kind": "drop"}, "where": _ECHO, "when": {"times": 1}}
    await at.admin("POST", "/faults", lost)
    guest = await at.connect()
    await guest.send_text("Where is my order?", "m-1")
    await at.gone(guest)


async def sin(at: Visit) -> None:
    """Send it again, under the same tracingId: the platform keeps it twice."""
    await _unanswered(at)
    guest = await at.connect()
    await guest.text("Where is my order?", "m-1")
    texts = [one["text"] for one in await at.history(guest)]
    assert texts == ["Where is my order?", "Where is my order?"]


async def good(at: Visit) -> None:
    """Look, find it there, and go on; later the customer says the same again."""
    await _unanswered(at)
    guest = await at.connect()
    texts = [one["text"] for one in await at.history(guest)]
    assert texts == ["Where is my order?"]
    await guest.text("Hello?", "m-2")
    await at.passes(60)
    await guest.text("Hello?", "m-3")


def shows(finding: dict[str, Any], at: Visit) -> None:
    """The message, that it was kept, that its socket ended, and the repeat."""
    assert finding["subject"] == at.subject
    assert story(finding) == [
        "frame: a message was sent",
        "event: the platform put the message into the transcript, at 3",
        "socket: its socket ended before the answer",
        "frame: the same text came again, under an id that does not keep it once",
    ]
