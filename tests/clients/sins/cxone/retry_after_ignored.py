"""Owns a client that asks for a token before it may, and one that waits as long as it was told."""

from __future__ import annotations

from typing import Any

from tests.clients.calling import Caller
from tests.clients.stage import story

WAIT_S = 20


async def _busy(at: Caller) -> None:
    """Have the next token refused."""
    what = {"kind": "status", "status": 503, "retryAfter": f"{WAIT_S}s"}
    where = {"path": "/oauth/token", "dialect": "cxone"}
    await at.admin("POST", "/faults", {"what": what, "where": where, "when": {"times": 1}})
    assert (await at.ask_token()).status == 503


async def sin(at: Caller) -> None:
    """Wait a second, as the web SDK 2.2.0 does."""
    await _busy(at)
    await at.passes(1)
    assert (await at.ask_token()).status == 200


async def good(at: Caller) -> None:
    """Wait as long as was asked."""
    await _busy(at)
    await at.passes(WAIT_S)
    assert (await at.ask_token()).status == 200


def shows(finding: dict[str, Any], at: Caller) -> None:
    """The order, and the call that came too early."""
    assert finding["subject"] == at.subject
    assert story(finding) == [
        f"http: POST /oauth/token was refused, to be tried again after {WAIT_S} s",
        "http: POST /oauth/token came 1.0 s later",
    ]
