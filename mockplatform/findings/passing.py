"""Owns how rules measure the time between two entries, on clocks that tests stop and move."""

from __future__ import annotations

from typing import Final

from mockplatform.journal import Entry

TURNS: Final = 3
"""So many deeds a client has free behind a clock that was moved past the end of a wait: its own
timers have not run, and it may be finding its way back before it does what it is waited for."""
FREE: Final = (
    "Where a test has moved the clock past the end of that time, what the client does behind it "
    f"counts from its {TURNS + 1}th deed on"
)
"""How rules say it."""


def passed_s(before: Entry, after: Entry) -> float:
    """Return how many seconds lie between: of the tenant's time or of real time, which is more."""
    return max(after.at - before.at, after.wall_at - before.wall_at)


class Wait:
    """How long a client may take for something.

    Real time counts in full. The tenant's, which tests move, ends a wait only when the client has
    done `TURNS` other things since it was over.
    """

    __slots__ = ("_long_s", "_turns", "since")

    def __init__(self, since: Entry, long_s: float) -> None:
        self.since = since
        self._long_s = long_s
        self._turns = 0

    def is_over(self, deed: Entry) -> bool:
        """Whether it is over with a deed of the client, each of which is to be told."""
        if deed.wall_at - self.since.wall_at >= self._long_s:
            return True
        if deed.at - self.since.at < self._long_s:
            return False
        self._turns += 1
        return self._turns > TURNS

    def is_over_at(self, now: float, *, was_moved: bool) -> bool:
        """Whether it is over at a time of the tenant's, that has run or was moved since."""
        return now - self.since.at >= self._long_s and (not was_moved or self._turns >= TURNS)
