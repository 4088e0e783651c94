"""Spans of events that a client was given grow, meet, and stay few."""

from __future__ import annotations

import random

import pytest

from mockplatform.findings.coverage import Coverage

SPANS_MAX = 32


def _of(*spans: tuple[int, int]) -> Coverage:
    coverage = Coverage()
    for after, upto in spans:
        coverage.add(after, upto)
    return coverage


def _has(coverage: Coverage, upto: int) -> list[int]:
    return [number for number in range(upto + 1) if number in coverage]


def test_what_was_given_is_in_it() -> None:
    """And nothing beside."""
    assert _has(_of((2, 4), (6, 7)), 9) == [3, 4, 7]


@pytest.mark.parametrize(
    ("spans", "upto"),
    [
        ([], 0),
        ([(0, 3)], 3),
        ([(1, 3)], 0),
        ([(0, 3), (3, 4)], 4),
        ([(0, 3), (4, 5)], 3),
        ([(4, 5), (0, 4)], 5),
        ([(0, 3), (0, 2)], 3),
        ([(0, 1), (5, 6), (1, 5)], 6),
        ([(0, 3), (3, 3)], 3),
    ],
)
def test_from_the_start_it_reaches_to_the_first_hole(
    spans: list[tuple[int, int]], upto: int
) -> None:
    """In whatever order it came."""
    assert _of(*spans).from_start == upto


def test_it_is_the_same_as_a_set() -> None:
    """Over many draws."""
    luck = random.Random(7)  # noqa: S311 - to be repeatable
    for _ in range(200):
        coverage, known = Coverage(), set()
        for _ in range(12):
            after = luck.randrange(30)
            upto = after + luck.randrange(6)
            coverage.add(after, upto)
            known |= set(range(after + 1, upto + 1))
        assert _has(coverage, 40) == sorted(known)


def test_there_are_only_so_many_spans() -> None:
    """Then the oldest hole counts as filled."""
    coverage = _of(*((3 * n, 3 * n + 1) for n in range(SPANS_MAX)))
    assert 2 not in coverage
    coverage.add(1000, 1001)
    assert 2 in coverage
    assert 5 not in coverage
    assert _has(coverage, 2000) == [1, 2, 3, *(3 * n + 1 for n in range(1, SPANS_MAX)), 1001]
