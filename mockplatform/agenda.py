"""Owns what falls due in a tenant, and when: one heap, one alarm for its earliest entry.

An entry is a lower bound. A subject whose deadline has moved away since is not searched
for in the heap: when its entry comes up, it is asked again. So a message that pushes an
inactivity deadline back costs a look-up and no heap operation.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable, Iterable
from itertools import count
from typing import NamedTuple

DEAD_ENTRIES_MIN = 64  # fewer are not worth a sweep


class Key(NamedTuple):
    """What falls due: a kind that somebody handles, and which one of it."""

    kind: str
    subject: str


class Fired(NamedTuple):
    """Something that time did: when on the tenant's clock, what, and to whom."""

    at: float
    what: str
    subject: str


class Agenda:
    """The deadlines of one tenant. `earliest` is infinite when there is none.

    `on_earlier` is called when it comes nearer.
    """

    __slots__ = ("_heap", "_noted", "_order", "earliest", "on_earlier")

    def __init__(self, on_earlier: Callable[[], None]) -> None:
        self._heap: list[tuple[float, int, Key]] = []
        self._noted: dict[Key, float] = {}
        self._order = count()
        self.on_earlier = on_earlier
        self.earliest = math.inf

    def note(self, kind: str, subject: str, at: float) -> None:
        """See to it that the subject is asked at `at` or before."""
        key = Key(kind, subject)
        if at >= self._noted.get(key, math.inf):
            return
        self._noted[key] = at
        heapq.heappush(self._heap, (at, next(self._order), key))
        self._compact()
        if at < self.earliest:
            self.earliest = at
            self.on_earlier()

    def has(self, kind: str, subject: str) -> bool:
        """Whether the subject will be asked at all."""
        return (kind, subject) in self._noted

    def pop_due(self, now: float) -> tuple[float, Key] | None:
        """Take out the earliest entry that is due by `now`."""
        while self._heap and self._heap[0][0] <= now:
            at, _, key = heapq.heappop(self._heap)
            if self._noted.get(key) == at:
                del self._noted[key]
                self._look()
                return at, key
        self._look()
        return None

    def forget(self, kind: str, subject: str) -> None:
        """Drop the subject; its entry in the heap is skipped when it comes up, or swept before."""
        self._noted.pop(Key(kind, subject), None)
        self._compact()

    def items(self) -> list[tuple[Key, float]]:
        """Return every subject and when it will be asked, in no order."""
        return list(self._noted.items())

    def in_order(self) -> list[tuple[float, Key]]:
        """Return every subject and when it will be asked, in the order of that."""
        order: dict[Key, float] = {}
        for at, _, key in sorted(self._heap):
            if self._noted.get(key) == at:
                order.setdefault(key, at)
        return [(at, key) for key, at in order.items()]

    def refill(self, entries: Iterable[tuple[float, Key]]) -> None:
        """Ask these subjects, in this order, and no others; the caller arms the alarm."""
        self._heap, self._noted = [], {}
        for at, key in entries:
            if at < self._noted.get(key, math.inf):
                self._noted[key] = at
                self._heap.append((at, next(self._order), key))
        heapq.heapify(self._heap)
        self._look()

    def _compact(self) -> None:
        """Sweep the dead entries once they outnumber the live: each costs its share of one sweep.

        On a clock that stands still, nothing else would ever take them out.
        """
        if len(self._heap) <= 2 * len(self._noted) + DEAD_ENTRIES_MIN:
            return
        live: dict[Key, tuple[float, int, Key]] = {}
        for entry in sorted(self._heap):
            if self._noted.get(entry[2]) == entry[0]:
                live.setdefault(entry[2], entry)
        self._heap = list(live.values())  # sorted, hence a heap
        self._look()

    def _look(self) -> None:
        self.earliest = self._heap[0][0] if self._heap else math.inf
