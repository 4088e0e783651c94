"""Owns a client whose timer for the renewal fires at the token's end, and one whose does before."""

from __future__ import annotations

from typing import Any

from tests.clients.sins.lasting import until_left
from tests.clients.stage import Stage, story


async def sin(at: Stage) -> None:
    """Renew when it has ended: the edge refuses the renewal itself."""
    pair = await at.sign_in()
    id_ = await at.open(pair)
    await until_left(at, pair, id_, 200)
    await at.look(pair, id_)
    await at.look(pair, id_)
    await at.passes(200)
    assert (await at.refresh(pair)).status == 401


async def good(at: Stage) -> None:
    """Renew five minutes before."""
    pair = await at.sign_in()
    id_ = await at.open(pair)
    await until_left(at, pair, id_, 300)
    pair = await at.renewed(pair)
    await at.passes(300)
    assert (await at.look(pair, id_)).status == 200


def shows(finding: dict[str, Any], at: Stage) -> None:
    """It was there in time, and came too late."""
    assert finding["subject"] == f"{at.user}/tab-1"
    assert finding["severity"] == "warning"
    assert story(finding) == [
        "http: the client was there while a renewal was due, 200 s left",
        "http: a refresh came with the ended token, and was refused, 0 s after the token's end",
    ]
