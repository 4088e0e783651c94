"""Owns how a customer's token grows old: he says something meanwhile, so that nothing is closed."""

from __future__ import annotations

from tests.clients.stage import LIFE_S, Stage, Tokens


async def until_left(at: Stage, pair: Tokens, id_: str, left_s: float) -> None:
    """Let time pass until so much of a token's life is left, with a message halfway."""
    half_s = (LIFE_S - left_s) / 2
    await at.passes(half_s)
    await at.say(pair, id_, "Are you still there?", f"{at.user}-halfway")
    await at.passes(half_s)
