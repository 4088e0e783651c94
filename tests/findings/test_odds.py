"""The odds by which rules decide what is no chance."""

from __future__ import annotations

import random

import pytest

from mockplatform.findings.odds import at_least, busiest, together


@pytest.mark.parametrize(
    ("least", "of", "each", "chance"),
    [(0, 5, 0.4, 1.0), (5, 5, 0.5, 1 / 32), (1, 2, 0.5, 0.75), (2, 3, 0.4, 0.352), (4, 3, 0.4, 0)],
)
def test_so_many_of_some_come_about(least: int, of: int, each: float, chance: float) -> None:
    assert at_least(least, of, each) == pytest.approx(chance)


def test_that_all_or_few_come_together_is_no_surprise_or_one() -> None:
    assert together(1, 30, 0.4) == 1
    assert together(30, 30, 0.4) == pytest.approx(30 * 0.4**29)
    assert together(22, 30, 0.4) > together(23, 30, 0.4)


def test_the_busiest_moment_is_found_wherever_it_begins() -> None:
    assert busiest([0.0, 0.95, 1.0, 1.04, 1.051, 2.0], 0.1) == (1, 3)
    assert busiest([0.0, 0.1], 0.1) == (0, 2)
    assert busiest([0.0, 0.2], 0.1) == (0, 1)


@pytest.mark.parametrize("clients", [12, 30])
def test_the_bound_holds_for_clients_that_spread_evenly(clients: int) -> None:
    luck = random.Random(6)  # noqa: S311 - to be repeatable
    herds, share, taken = 5_000, 0.4, 0
    for _ in range(herds):
        after = sorted(luck.random() for _ in range(clients))
        taken += together(busiest(after, share)[1], clients, share) < 0.05
    assert 0 < taken <= 0.05 * herds
