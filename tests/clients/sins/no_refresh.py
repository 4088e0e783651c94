"""Owns a client that goes on with its token until it dies, and one that swaps it in place."""

from __future__ import annotations

from typing import Any

from tests.clients.sins.lasting import until_left
from tests.clients.stage import Stage, story


async def sin(at: Stage) -> None:
    """Renew nothing, and learn of the end by being refused."""
    pair = await at.sign_in()
    id_ = await at.open(pair)
    await until_left(at, pair, id_, 200)
    await at.look(pair, id_)
    await at.look(pair, id_)
    await at.passes(200)
    assert (await at.look(pair, id_)).status == 401


async def good(at: Stage) -> None:
    """Renew in time, and hand the new token to the socket."""
    pair = await at.sign_in()
    id_ = await at.open(pair)
    await at.look(pair, id_)
    line = await at.connect(pair, id_)
    await until_left(at, pair, id_, 300)
    pair = await at.renewed(pair)
    assert (await line.ask("token.update", token=pair.access))["type"] == "token.updated"
    await at.passes(300)
    assert (await at.look(pair, id_)).status == 200
    assert line.is_open


def shows(finding: dict[str, Any], at: Stage) -> None:
    """Its token, that it was there, and the refusal."""
    assert finding["subject"] == f"{at.user}/tab-1"
    assert finding["severity"] == "warning"
    assert story(finding) == [
        "http: it got a token for 1800 s",
        "http: it was there with 200 s left of it",
        "http: GET /api/v2/conversations/messaging/{id} was refused: the token had ended",
    ]
