"""Owns a client that tries again once a second, and one that waits longer each time."""

from __future__ import annotations

import re
from typing import Any

from tests.clients.stage import Stage, Tokens, story

TRIES = 10


async def _down(at: Stage) -> tuple[Tokens, str]:
    """Have a conversation, and nothing answered but 503."""
    pair = await at.sign_in()
    id_ = await at.open(pair)
    where = {"phase": "edge", "subject": at.user}
    what = {"kind": "status", "status": 503}
    await at.admin("POST", "/faults", {"id": f"down-{at.user}", "what": what, "where": where})
    return pair, id_


async def sin(at: Stage) -> None:
    """Once a second, for as long as it takes."""
    pair, id_ = await _down(at)
    for _ in range(TRIES):
        assert (await at.look(pair, id_)).status == 503
        await at.passes(1)


async def good(at: Stage) -> None:
    """Twice as long each time, up to a cap; the customer types and writes all the while."""
    pair, id_ = await _down(at)
    for number in range(TRIES):  # each of it is the first of its kind, and nothing is repeated
        typed = await at.call("POST", f"{id_}/typing", token=pair.access, json={"state": "on"})
        assert typed.status == 503
        assert (await at.say(pair, id_, f"line {number}", f"m-{number}")).status == 503
        await at.passes(5)
    for attempt in range(TRIES):
        assert (await at.look(pair, id_)).status == 503
        await at.passes(min(8, 2**attempt))
    await at.admin("DELETE", f"/faults/down-{at.user}")
    assert (await at.look(pair, id_)).status == 200


def shows(finding: dict[str, Any], at: Stage) -> None:
    """Each try with its gap, and the picture of them."""
    assert finding["subject"] == f"{at.user}/tab-1"
    assert finding["severity"] == "warning"
    assert finding["count"] == 1
    looked = "http: GET /api/v2/conversations/messaging/{id} was answered 503"
    first, *others = story(finding)
    assert first == looked
    assert len(others) == TRIES - 1
    for one in others:  # what the answer took is no part of the pause
        assert re.fullmatch(rf"{re.escape(looked)}, (1\.0|0\.\d) s later", one), one
    arrivals = finding["first"]["arrivals"]
    assert (arrivals["total"], arrivals["peak"]) == (TRIES, 1)
    assert arrivals["buckets"].count(1) == TRIES
