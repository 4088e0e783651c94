"""Owns a client that speaks to a conversation that is over, and one that leaves it."""

from __future__ import annotations

from typing import Any

from tests.clients.stage import Stage, story


async def sin(at: Stage) -> None:
    """Read that it is closed, and say something in it."""
    pair = await at.sign_in()
    id_ = await at.open(pair)
    await at.admin("POST", f"/conversations/{id_}/agent/close", {})
    assert (await at.look(pair, id_)).body["state"] == "CLOSED"
    await at.passes(5)
    assert (await at.say(pair, id_, "Hello?", "m-1")).status == 409


async def good(at: Stage) -> None:
    """Speak, be told by the refusal, take a last look, and go on in a new one."""
    pair = await at.sign_in()
    id_ = await at.open(pair)
    line = await at.connect(pair, id_)
    await at.admin("POST", f"/conversations/{id_}/agent/close", {})
    await line.until(lambda: line.close_code == 4410)
    assert (await at.say(pair, id_, "Hello?", "m-1")).status == 409
    assert (await at.look(pair, id_)).body["state"] == "CLOSED"
    await at.passes(5)
    await at.call("GET", f"{id_}/messages?after={line.seqs[-1]}", token=pair.access)
    await at.call("DELETE", id_, token=pair.access)
    new = await at.open(pair)
    assert (await at.say(pair, new, "Hello?", "m-1")).status == 201


def shows(finding: dict[str, Any], at: Stage) -> None:
    """What it read, and what it did then."""
    assert finding["subject"] == f"{at.user}/tab-1"
    assert finding["severity"] == "warning"
    assert story(finding) == [
        "http: the client read that the conversation is CLOSED",
        "http: POST /api/v2/conversations/messaging/{id}/messages came all the same",
    ]
