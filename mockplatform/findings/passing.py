"""Owns how rules measure the time between two entries, on clocks that tests stop and move."""

from __future__ import annotations

from mockplatform.journal import Entry


def passed_s(before: Entry, after: Entry) -> float:
    """Return how many seconds lie between: of the tenant's time or of real time, which is more."""
    return max(after.at - before.at, after.wall_at - before.wall_at)
