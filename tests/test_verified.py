"""Verified tokens are known until their end, and do not pile up behind it."""

from __future__ import annotations

from typing import NamedTuple

from mockplatform.limits import LIMITS
from mockplatform.verified import VerifiedTokens


class Ends(NamedTuple):
    """The claims of a token, as far as they matter here."""

    tenant: str
    exp: int


class Token(NamedTuple):
    """A verified token."""

    claims: Ends


def keep(tokens: VerifiedTokens[Token], tenant: str, now: int, count: int) -> None:
    """Let so many of a tenant's tokens come, each of which lives for 60 s."""
    for number in range(count):
        tokens.keep(f"{tenant} {now} {number}", Token(Ends(tenant, now + 60)), now)


def test_those_that_ended_make_room_for_those_that_come() -> None:
    tokens = VerifiedTokens[Token]()

    keep(tokens, "shop", 0, 10)
    keep(tokens, "shop", 59, 10)
    both = len(tokens)
    keep(tokens, "shop", 60, 10)

    assert (both, len(tokens)) == (20, 20)
    assert tokens.get("shop 0 0") is None
    assert tokens.get("shop 59 0") is not None


def test_another_tenants_clock_ends_none() -> None:
    tokens = VerifiedTokens[Token]()

    keep(tokens, "shop", 0, 1)
    keep(tokens, "bank", 1_000, 1)

    assert tokens.get("shop 0 0") is not None


def test_without_room_the_oldest_goes_whatever_its_end() -> None:
    tokens = VerifiedTokens[Token]()

    keep(tokens, "shop", 0, LIMITS.verified_tokens_max + 1)

    assert len(tokens) == LIMITS.verified_tokens_max
    assert tokens.get("shop 0 0") is None
    assert tokens.get("shop 0 1") is not None
