"""Owns a client that loses what its customer types to a renewal, and one that does not."""

from __future__ import annotations

from typing import Any

from tests.clients.line import Line
from tests.clients.stage import Stage, Tokens, story


async def _renews_while_he_types(at: Stage) -> tuple[Tokens, str, Line]:
    """Stop typing once, begin again, and have the token renewed."""
    pair = await at.sign_in()
    id_ = await at.open(pair)
    await at.look(pair, id_)
    line = await at.connect(pair, id_)
    for state in ("on", "off", "on"):
        await line.tell("typing", state=state)
    await line.ask("ping")
    pair = await at.renewed(pair)
    await line.ask("token.update", token=pair.access)
    return pair, id_, line


async def _waits(at: Stage, line: Line) -> None:
    for _ in range(4):
        await at.passes(60)
        await line.ask("ping")


async def sin(at: Stage) -> None:
    """The field is another one: there is nothing in it, and nobody types."""
    _, _, line = await _renews_while_he_types(at)
    await _waits(at, line)


async def good(at: Stage) -> None:
    """He goes on, and stops when he stops."""
    _, _, line = await _renews_while_he_types(at)
    await line.tell("typing", state="off")
    await _waits(at, line)


def shows(finding: dict[str, Any], at: Stage) -> None:
    """He typed, the token was renewed, and that was all."""
    assert finding["subject"] == f"{at.user}/tab-1"
    assert finding["severity"] == "warning"
    assert story(finding) == [
        "signal: the customer was typing",
        "http: the token was renewed",
        "frame: the client was there, and had neither typing nor its end to tell",
    ]
