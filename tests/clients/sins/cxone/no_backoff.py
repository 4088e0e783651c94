"""Owns a client that knocks once a second, as the web SDK 2.2.0 does, and one that backs off."""

from __future__ import annotations

import re
from typing import Any

from tests.clients.calling import Caller
from tests.clients.stage import story

TRIES = 10


async def _down(at: Caller) -> str:
    """Have a conversation, lose the socket, and be refused from then on; return a token."""
    customer = await at.connect()
    await customer.say("Hello")
    await customer.beat()
    await at.admin("POST", "/faults", {"id": "down", "what": {"kind": "refuse", "status": 503}})
    await at.drop(customer)
    token: str = (await at.ask_token()).body["accessToken"]
    return token


async def sin(at: Caller) -> None:
    """Once a second, for as long as it takes."""
    token = await _down(at)
    for _ in range(TRIES + 1):
        assert await at.knock(token) == 503
        await at.passes(1)


async def good(at: Caller) -> None:
    """Twice as long each time, up to a cap."""
    token = await _down(at)
    for attempt in range(TRIES + 1):
        assert await at.knock(token) == 503
        await at.passes(min(16, 2**attempt))
    await at.admin("DELETE", "/faults/down")
    assert (await at.recover(await at.connect()))["postback"]


def shows(finding: dict[str, Any], at: Caller) -> None:
    """What came first, and each try with its gap."""
    assert (finding["subject"], finding["count"]) == (at.subject, 1)
    _, *others = story(finding)
    for one in others:
        knocked = r"http: GET /chat-gateway was answered 503, (1\.\d|0\.\d) s later"
        assert re.fullmatch(knocked, one), one
