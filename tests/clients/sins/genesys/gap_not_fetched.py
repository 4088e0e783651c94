"""Owns a guest who goes on with a new socket alone, and one who reads the history as well."""

from __future__ import annotations

from typing import Any

from tests.clients.stage import story
from tests.clients.visit import Visit
from tests.support.guests import Guest


async def _back(at: Visit) -> Guest:
    """Lose the socket, and with it what the agent says; come back."""
    guest = await at.connect()
    await guest.text("Hello", "m-1")
    await at.place.join()
    await at.place.say("I am Sam")
    assert (await guest.hear_class("StructuredMessage"))["body"]["text"] == "I am Sam"
    await at.drop(guest)
    await at.place.say("Are you there?")
    return await at.connect()


async def _go_on(at: Visit, guest: Guest) -> None:
    """Say some more: behind a clock that was moved, the first of it proves nothing."""
    for number in range(2, 7):
        await guest.text(f"That is {number}", f"m-{number}")
        await at.passes(1)


async def sin(at: Visit) -> None:
    """Wait for what the socket brings: it brings nothing of what was before."""
    guest = await _back(at)
    await at.passes(15)
    await _go_on(at, guest)


async def good(at: Visit) -> None:
    """Read the history first."""
    guest = await _back(at)
    told = await at.history(guest)
    assert told[0]["text"] == "Are you there?"
    await at.passes(15)
    await _go_on(at, guest)


def shows(finding: dict[str, Any], at: Visit) -> None:
    """The message, and the socket that begins behind it."""
    assert finding["subject"] == at.subject
    said, left_out = story(finding)
    assert said.startswith("event: a message to the customer went into the transcript at ")
    assert left_out.startswith("socket: a socket begins behind ")
