"""Owns a client that goes on behind what it never had, and one that goes on where it was."""

from __future__ import annotations

from typing import Any

from tests.clients.line import Line
from tests.clients.stage import Stage, Tokens, story


async def _missed(at: Stage) -> tuple[Tokens, str, int]:
    """Lose the socket, and with it what the agent says; return where it had been."""
    pair = await at.sign_in()
    id_ = await at.open(pair)
    await at.admin("POST", f"/conversations/{id_}/agent/offer", {"agentId": "ana"})
    await at.admin("POST", f"/conversations/{id_}/agent/accept", {})
    line = await at.connect(pair, id_)
    await line.ask("ping")
    await at.drop(id_)
    await at.admin("POST", f"/conversations/{id_}/agent/message", {"text": "I am here"})
    return pair, id_, line.seqs[-1]


async def _goes_on(at: Stage, line: Line) -> None:
    """Be there for a while."""
    await at.passes(15)
    for _ in range(4):
        await line.ask("ping")


async def sin(at: Stage) -> None:
    """Take the newest event that the state tells of for the last one that it had."""
    pair, id_, _ = await _missed(at)
    newest = (await at.look(pair, id_)).body["latestSeq"]
    await _goes_on(at, await at.connect(pair, id_, f"?after={newest}"))


async def good(at: Stage) -> None:
    """Go on where it was; and, where it does as the other, fetch what is between."""
    pair, id_, had = await _missed(at)
    await at.look(pair, id_)
    line = await at.connect(pair, id_, f"?after={had}")
    await line.until(lambda: bool(line.of_type("message")))
    await at.call("DELETE", id_, token=pair.access)
    pair, id_, had = await _missed(at)
    newest = (await at.look(pair, id_)).body["latestSeq"]
    line = await at.connect(pair, id_, f"?after={newest}")
    await at.call("GET", f"{id_}/messages?after={had}", token=pair.access)
    await _goes_on(at, line)


def shows(finding: dict[str, Any], at: Stage) -> None:
    """The message, and the socket that begins behind it."""
    assert finding["subject"] == f"{at.user}/tab-1"
    assert finding["severity"] == "error"
    said, left_out = story(finding)
    assert said.startswith("event: a message to the customer went into the transcript at ")
    assert left_out.startswith("socket: a socket begins behind ")
