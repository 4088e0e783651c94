"""More of both times counts between two entries; a clock that is moved ends no wait by itself."""

from __future__ import annotations

import pytest

from mockplatform.findings.passing import Wait, passed_s
from mockplatform.journal import Entry, Journal


@pytest.mark.parametrize(
    ("tenants", "real", "passed"),
    [
        ((10.0, 15.0), (3.0, 8.0), 5.0),
        ((10.0, 10.0), (3.0, 8.0), 5.0),  # a tenant's time that stands still
        ((10.0, 15.0), (3.0, 3.5), 5.0),  # one that was moved
        ((10.0, 4.0), (3.0, 3.5), 0.5),  # moved back
    ],
)
def test_the_longer_one_counts(
    tenants: tuple[float, float], real: tuple[float, float], passed: float
) -> None:
    """Of the tenant's time and of real time."""
    at, wall_at = iter(tenants), iter(real)
    journal = Journal(10, lambda: next(at), lambda: next(wall_at))
    for _ in tenants:
        journal.record("note", ("", ""))
    before, after = journal.behind(0)
    assert passed_s(before, after) == passed


TURNS = 3


def _entry(at: float, wall_at: float) -> Entry:
    return Entry(1, at, wall_at, "http", "", "", "", 0, ())


def _wait() -> Wait:
    """Return a wait of a minute."""
    return Wait(_entry(100, 1000), 60)


def test_a_wait_ends_by_real_time() -> None:
    """Also where the tenant's stands still."""
    assert not _wait().is_over(_entry(159.9, 1059.9))
    assert _wait().is_over(_entry(160, 1060))
    assert _wait().is_over(_entry(100, 1060))


@pytest.mark.parametrize("at", [160, 100_000])
def test_a_clock_that_was_moved_ends_it_when_the_client_went_on(at: float) -> None:
    """By three things, and a fourth."""
    wait = _wait()
    assert [wait.is_over(_entry(at, 1001)) for _ in range(4)] == [False] * TURNS + [True]


def test_what_was_done_before_the_clock_was_moved_does_not_count() -> None:
    """It was not yet over."""
    wait = _wait()
    deeds = [_entry(159.9, 1001)] * 5 + [_entry(160, 1001)] * 4
    assert [wait.is_over(one) for one in deeds] == [False] * (5 + TURNS) + [True]


def test_where_there_is_no_deed_the_tenants_time_tells_unless_it_was_moved() -> None:
    """Then, what the client has done since."""
    for now, was_moved, is_over in [(160, False, True), (159.9, False, False), (160, True, False)]:
        assert _wait().is_over_at(now, was_moved=was_moved) is is_over
    wait = _wait()
    for is_over in (False, False, True):
        wait.is_over(_entry(160, 1001))
        assert wait.is_over_at(160, was_moved=True) is is_over
