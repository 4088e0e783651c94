"""Owns a guest who writes on in a session that is read-only, and one who begins a new one."""

from __future__ import annotations

from typing import Any

from tests.clients.stage import story
from tests.clients.visit import Visit
from tests.support.guests import Guest

MESSAGING = {"disconnect": "readOnly"}


async def _ended(at: Visit) -> Guest:
    """Have the agent end the conversation, and write on: the refusal tells."""
    guest = await at.connect()
    await guest.text("Hello", "m-1")
    await at.place.join()
    await at.place.close()
    await guest.presence()
    await guest.send_text("Hello?", "m-2")
    assert (await guest.refusal())[0] == 403
    await at.passes(5)
    return guest


async def sin(at: Visit) -> None:
    """Send it again, as if the network had failed."""
    guest = await _ended(at)
    await guest.send_text("Hello?", "m-2")
    assert (await guest.refusal())[0] == 403


async def good(at: Visit) -> None:
    """Close the session, configure a new conversation, and say it there."""
    guest = await _ended(at)
    await guest.say("closeSession")
    await guest.hear_class("SessionResponse")
    await guest.configure(startNew=True)
    await guest.text("Hello?", "m-2")


def shows(finding: dict[str, Any], at: Visit) -> None:
    """The refusal, and the next try."""
    assert finding["subject"] == at.subject
    assert story(finding) == [
        "frame: onMessage was refused, since the conversation is over",
        "frame: onMessage came all the same, again",
    ]
