"""Owns the time of a soak: it is real, waits are short and bounded, and it ends."""

from __future__ import annotations

import asyncio

from mockplatform.edge.wallclock import alarm, stopwatch, wall

WAIT_S_MAX = 0.25
"""A customer would wait longer; a soak is there to be busy."""


class Pace:
    """The tenant's time, which runs with real time.

    Attributes:
        ahead_s: How far the tenant's clock was moved ahead of real time.
    """

    def __init__(self, seconds: float, ahead_s: float = 0.0) -> None:
        self.ahead_s = ahead_s
        self._ends_at = stopwatch() + seconds

    @property
    def now(self) -> float:
        """The tenant's time."""
        return wall() + self.ahead_s

    @property
    def is_over(self) -> bool:
        """Whether what goes on now is to be brought to its end."""
        return stopwatch() >= self._ends_at

    async def advance(self, by_s: float) -> None:
        """Let some real time pass: as much as asked for, up to a bound."""
        rung = asyncio.Event()
        alarm(min(by_s, WAIT_S_MAX), rung.set)
        await rung.wait()
