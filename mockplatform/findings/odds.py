"""Owns the odds by which rules decide what is no chance. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from math import exp, lgamma, log


def at_least(least: int, of: int, each: float) -> float:
    """Return the chance that at least so many of some come about, each with its own chance."""
    if least <= 0:
        return 1.0
    sure, not_sure = log(each), log(1 - each)
    return sum(
        exp(lgamma(of + 1) - lgamma(n + 1) - lgamma(of - n + 1) + n * sure + (of - n) * not_sure)
        for n in range(least, of + 1)
    )


def together(count: int, of: int, share: float) -> float:
    """Return how probable it is, at most, that so many of some come together by chance.

    Each comes at a moment of its own, evenly spread over a window, and together are those within
    a `share` of the window. The busiest moment begins with one of them: the bound is, for each of
    them, the chance that enough of the others come within the share behind it.
    """
    return min(1.0, of * at_least(count - 1, of - 1, share))


def busiest(after: Sequence[float], within: float) -> tuple[int, int]:
    """Return which of some times (in order) begins the busiest moment, and how many are in it."""
    counts = [bisect_right(after, one + within) - place for place, one in enumerate(after)]
    most = max(counts)
    return counts.index(most), most
