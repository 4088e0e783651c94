"""Histograms: how many came when, in buckets of one length."""

from __future__ import annotations

import pytest

from mockplatform.histogram import histogram


def test_what_came_stands_in_buckets_with_the_empty_ones_between() -> None:
    made = histogram([1.0, 1.49, 2.5, 2.6, 2.99], 0.5)
    assert list(made.buckets()) == [(1.0, 2), (1.5, 0), (2.0, 0), (2.5, 3)]
    assert (made.first, made.size, made.total, made.peak) == (2, 4, 5, 3)
    assert (made.mean, made.peak_to_mean) == (1.25, 2.4)


def test_a_bucket_ends_where_the_next_one_begins() -> None:
    assert histogram([0.0, 0.5, 1.0], 0.5).counts == {0: 1, 1: 1, 2: 1}


@pytest.mark.parametrize("count", [1, 7])
def test_what_comes_evenly_has_a_peak_like_its_mean(count: int) -> None:
    assert histogram([n / count for n in range(3 * count)], 1.0).peak_to_mean == 1


def test_where_nobody_came_there_are_no_buckets() -> None:
    made = histogram([], 0.5)
    assert (list(made.buckets()), made.size, made.total, made.peak) == ([], 0, 0, 0)
    assert (made.mean, made.peak_to_mean) == (0, 0)
