"""Owns real time that stands still until a test moves it: a stopwatch and its alarms."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from heapq import heappop, heappush
from itertools import count
from typing import Any

from mockplatform.edge.wallclock import breathe


class Hands:
    """Give `hands.options` to `serving`, and what is about the wire waits for `move`."""

    def __init__(self) -> None:
        self.at = 1000.0
        self._alarms: list[tuple[float, int, Callable[[], None]]] = []
        self._stopped: set[int] = set()
        self._numbers = count()

    @property
    def options(self) -> dict[str, Any]:
        """The options of a server that lives by these hands."""
        return {"stopwatch": lambda: self.at, "alarm": self.alarm}

    def alarm(self, delay_s: float, callback: Callable[[], None]) -> Callable[[], None]:
        """Arm; return what disarms."""
        if delay_s <= 0:
            return asyncio.get_running_loop().call_soon(callback).cancel
        number = next(self._numbers)
        heappush(self._alarms, (self.at + delay_s, number, callback))
        return lambda: self._stopped.add(number)

    async def move(self, by_s: float) -> None:
        """Let real time pass, and everybody who waited for it do what he waited with."""
        until = self.at + by_s
        while self._alarms and self._alarms[0][0] <= until:
            self.at, number, callback = heappop(self._alarms)
            if number not in self._stopped:
                callback()
                for _ in range(5):  # who was woken arms the next alarm
                    await breathe()
        self.at = until
