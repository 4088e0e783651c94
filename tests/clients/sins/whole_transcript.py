"""Owns a client that loads everything after each drop, and one that asks for what it missed."""

from __future__ import annotations

from typing import Any

from tests.clients.line import Line
from tests.clients.stage import Stage, Tokens, story

MESSAGES = 25


async def _talked(at: Stage) -> tuple[Tokens, str, Line]:
    pair = await at.sign_in()
    id_ = await at.open(pair)
    line = await at.connect(pair, id_)
    for number in range(MESSAGES):
        await line.ask("message.send", text=f"line {number}", clientMessageId=f"m-{number}")
    return pair, id_, line


async def _comes_back(at: Stage, pair: Tokens, id_: str, query: str) -> None:
    await at.drop(id_)
    await at.look(pair, id_)
    line = await at.connect(pair, id_, query)
    await line.ask("ping")


async def sin(at: Stage) -> None:
    """Leave `after` out."""
    pair, id_, _ = await _talked(at)
    await _comes_back(at, pair, id_, "")
    await _comes_back(at, pair, id_, "")


async def good(at: Stage) -> None:
    """Resume behind the last event, load the page anew once, and all of it in another tab."""
    pair, id_, line = await _talked(at)
    for _ in range(3):
        await _comes_back(at, pair, id_, f"?after={line.seqs[-1]}")
    await _comes_back(at, pair, id_, "")
    other = await at.sign_in("tab-2")
    await at.call("GET", f"{id_}/messages?limit=200", token=other.access)


def shows(finding: dict[str, Any], at: Stage) -> None:
    """When it had enough, and the socket that wants it all."""
    assert finding["subject"] == f"{at.user}/tab-1"
    assert finding["severity"] == "note"
    assert story(finding) == [
        "frame: by now the client had been given 20 messages and more",
        "socket: a socket wants all from the beginning again",
    ]
