"""Owns a client that makes a new id for each attempt, and one whose messages keep theirs."""

from __future__ import annotations

from typing import Any

import aiohttp

from tests.clients.stage import Stage, Tokens, story

LOST = {"where": {"phase": "reply", "path": "*/messages"}, "what": {"kind": "reset"}}


async def _loses(at: Stage) -> tuple[Tokens, str]:
    """Say something whose answer does not come."""
    pair = await at.sign_in()
    id_ = await at.open(pair)
    fault = (await at.admin("POST", "/faults", LOST))["id"]
    try:
        await at.say(pair, id_, "I need help", "m-1")
    except aiohttp.ClientError:
        await at.admin("DELETE", f"/faults/{fault}")
        return pair, id_
    raise AssertionError("the answer came")


async def sin(at: Stage) -> None:
    """Say it again, as if it had never been said."""
    pair, id_ = await _loses(at)
    await at.say(pair, id_, "I need help", "m-2")


async def good(at: Stage) -> None:
    """Say it again under its id; later the customer repeats himself."""
    pair, id_ = await _loses(at)
    assert (await at.say(pair, id_, "I need help", "m-1")).body["duplicate"]
    await at.say(pair, id_, "I need help", "m-2")


def shows(finding: dict[str, Any], at: Stage) -> None:
    """The message, the answer that did not come, and the second one."""
    assert finding["subject"] == f"{at.user}/tab-1"
    assert finding["severity"] == "error"
    kept, *rest = story(finding)
    assert kept.startswith("event: the platform put the message into the transcript, at ")
    assert rest == [
        "http: it was sent, and no answer came",
        "http: the same text came again, under another id",
    ]
