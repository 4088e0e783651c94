"""Owns a client that calls again before it may, and one that waits as long as it was told."""

from __future__ import annotations

from typing import Any

from tests.clients.stage import Stage, story

WAIT_S = 20
BUSY = {"kind": "status", "status": 503, "retryAfter": f"{WAIT_S}s"}
LIMITED = {"kind": "status", "status": 429, "retryAfter": f"{WAIT_S}s"}


async def _trouble(at: Stage, what: dict[str, Any]) -> None:
    """Have the next call of this customer refused."""
    where = {"phase": "edge", "subject": at.user}
    fault = {"id": f"busy-{at.user}", "what": what, "where": where, "when": {"times": 1}}
    await at.admin("POST", "/faults", fault)


async def sin(at: Stage) -> None:
    """Wait a bit, but not as long as was asked."""
    pair = await at.sign_in()
    id_ = await at.open(pair)
    await _trouble(at, BUSY)
    assert (await at.look(pair, id_)).status == 503
    await at.passes(5)
    assert (await at.look(pair, id_)).status == 200


async def good(at: Stage) -> None:
    """Wait as long as was asked, and meanwhile call only what was not refused."""
    pair = await at.sign_in()
    id_ = await at.open(pair)
    await _trouble(at, BUSY)
    assert (await at.look(pair, id_)).status == 503
    assert (await at.call("GET", f"{id_}/messages", token=pair.access)).status == 200
    await at.passes(WAIT_S)
    assert (await at.look(pair, id_)).status == 200
    await at.admin("DELETE", f"/faults/busy-{at.user}")
    await _trouble(at, LIMITED)
    assert (await at.look(pair, id_)).status == 429
    await at.passes(WAIT_S)
    assert (await at.call("GET", f"{id_}/messages", token=pair.access)).status == 200


def shows(finding: dict[str, Any], at: Stage) -> None:
    """The answer that said so, and the call that came too early."""
    assert finding["subject"] == f"{at.user}/tab-1"
    assert finding["severity"] == "warning"
    assert finding["count"] == 1
    assert story(finding) == [
        "http: GET /api/v2/conversations/messaging/{id} was refused, to be tried again after 20 s",
        "http: GET /api/v2/conversations/messaging/{id} came 5.0 s later",
    ]
