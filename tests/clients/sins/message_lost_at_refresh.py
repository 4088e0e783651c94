"""Owns a client that drops what its ended token could not send, and one that sends it again."""

from __future__ import annotations

from typing import Any

from tests.clients.stage import LIFE_S, Stage, Tokens, story


async def _is_refused(at: Stage) -> tuple[Tokens, str]:
    """Say something with a token that has ended unforeseen, and get another one."""
    pair = await at.sign_in()
    id_ = await at.open(pair)
    await at.look(pair, id_)
    await at.admin("POST", "/tokens/expire", {"userId": at.user})
    assert (await at.say(pair, id_, "Hello", f"{at.user}-1")).status == 401
    return await at.sign_in(), id_


async def _goes_on(at: Stage, pair: Tokens, id_: str) -> None:
    """Be there for a while."""
    await at.passes(LIFE_S / 10)
    for _ in range(4):
        await at.look(pair, id_)


async def sin(at: Stage) -> None:
    """Go on as if nothing had been said."""
    pair, id_ = await _is_refused(at)
    await at.look(pair, id_)
    await _goes_on(at, pair, id_)


async def good(at: Stage) -> None:
    """Say it with the new token."""
    pair, id_ = await _is_refused(at)
    await at.look(pair, id_)
    assert (await at.say(pair, id_, "Hello", f"{at.user}-1")).status == 201
    await _goes_on(at, pair, id_)


def shows(finding: dict[str, Any], at: Stage) -> None:
    """The refusal, the new token, and that it went on."""
    assert finding["subject"] == f"{at.user}/tab-1"
    assert finding["severity"] == "error"
    assert story(finding) == [
        "http: a message was refused: its token was over",
        "http: the client got another token",
        "http: it went on without the message: GET /api/v2/conversations/messaging/{id}",
    ]
