"""Owns a herd of small clients that all wait equally long, and one in which each draws its pause.

Their sockets are cut all at once.
"""

from __future__ import annotations

import random
from typing import Any

from tests.clients.stage import Stage, Tokens, story

HERD = 30
PAUSE_S = 2.0
SEED = 6
PARTS = 64
"""Of a second, so that the sum of all pauses is a whole number of them, as others count on."""


async def _cut_off(at: Stage) -> list[tuple[Stage, Tokens, str]]:
    """Have a herd, each with a customer and a conversation of its own, and cut all sockets."""
    herd = []
    for number in range(HERD):
        one = Stage(http=at.http, url=at.url, user=f"{at.user}-{number}")
        pair = await one.sign_in()
        id_ = await one.open(pair)
        at.lines.append(await one.connect(pair, id_))
        herd.append((one, pair, id_))
    mine = {id_ for _, _, id_ in herd}
    for channel in (await at.admin("GET", "/channels"))["channels"]:
        if channel["conversationId"] in mine:
            await at.admin("POST", f"/channels/{channel['id']}/drop", {})
    for line in at.lines:
        await line.until(lambda line=line: not line.is_open)  # type: ignore[misc]
    return herd


async def _again(at: Stage, one: Stage, pair: Tokens, id_: str) -> None:
    """Look how the conversation is, and connect again."""
    assert (await one.look(pair, id_)).status == 200
    at.lines.append(await one.connect(pair, id_, "?after=2"))


async def sin(at: Stage) -> None:
    """Two seconds, all of them."""
    herd = await _cut_off(at)
    await at.passes(PAUSE_S)
    for one, pair, id_ in herd:
        await _again(at, one, pair, id_)


async def good(at: Stage) -> None:
    """Anything up to two seconds: full jitter."""
    luck = random.Random(SEED)  # noqa: S311 - to be repeatable
    pauses = sorted(luck.randrange(int(PAUSE_S) * PARTS) / PARTS for _ in range(HERD))
    now = 0.0
    for pause, (one, pair, id_) in zip(pauses, await _cut_off(at), strict=True):
        await at.passes(pause - now)
        now = pause
        await _again(at, one, pair, id_)
    await at.passes(PAUSE_S - now)


def shows(finding: dict[str, Any], at: Stage) -> None:
    """What cut them off, some of those that came together, and the picture of all."""
    del at
    assert finding["subject"] == "all clients"
    assert finding["severity"] == "warning"
    assert finding["count"] == 1
    looked = "http: GET /api/v2/conversations/messaging/{id} came 2.0 s after that"
    assert story(finding) == [
        f"socket: the first of {HERD} clients failed",
        "socket: the last of them failed",
        *(f"{looked}: {n} of {HERD} that came within 0.1 s" for n in (1, 8, 15, 23, 30)),
    ]
    arrivals = finding["first"]["arrivals"]
    assert (arrivals["total"], arrivals["peak"]) == (HERD, HERD)
    assert arrivals["peakToMean"] == 1
