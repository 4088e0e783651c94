"""The time between two entries is that of the clock on which more of it has passed."""

from __future__ import annotations

import pytest

from mockplatform.findings.passing import passed_s
from mockplatform.journal import Journal


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
