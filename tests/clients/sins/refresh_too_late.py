"""Owns a client that renews its token in the last moment, and one that does in good time."""

from __future__ import annotations

from typing import Any

from tests.clients.sins.lasting import until_left
from tests.clients.stage import Stage, story


async def sin(at: Stage) -> None:
    """Leave no time for a second attempt."""
    pair = await at.sign_in()
    id_ = await at.open(pair)
    await until_left(at, pair, id_, 200)
    await at.look(pair, id_)
    await at.look(pair, id_)
    await at.passes(170)
    await at.renewed(pair)


async def good(at: Stage) -> None:
    """Leave a minute, and more."""
    pair = await at.sign_in()
    id_ = await at.open(pair)
    await until_left(at, pair, id_, 200)
    await at.look(pair, id_)
    await at.passes(140)
    await at.renewed(pair)


def shows(finding: dict[str, Any], at: Stage) -> None:
    """There was time, and it was not used."""
    assert finding["subject"] == f"{at.user}/tab-1"
    assert finding["severity"] == "warning"
    assert story(finding) == [
        "http: it was there, 200 s before the token's end",
        "http: it renewed the token with 30 s left",
    ]
