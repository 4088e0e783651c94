"""Owns near misses: entries that are nearly like a match, and in what they differ."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from typing import Any

from mockplatform.admin.bodies import View
from mockplatform.admin.journal_match import Condition, Match
from mockplatform.journal import Entry
from mockplatform.limits import LIMITS

_COMPARED_CHARS = 200
_OTHER_NUMBER = 0.9
"""The same call with another status is nearer than one of another path."""


class Difference(View, kw_only=True):
    """A member that is otherwise; `actual` is left out where the entry has none by that name."""

    field: str
    expected: Any
    actual: Any = None


class NearMiss(View, kw_only=True):
    """An entry that nearly matches."""

    entry: dict[str, Any]
    differs: list[Difference]


class Nearest:
    """Keeps the entries that differ in the fewest members from a match, of all that it is shown.

    What has nothing in common with the match is no near miss.
    """

    def __init__(self, match: Match) -> None:
        self._match = match
        self._kept: list[tuple[int, int, Entry]] = []

    def look(self, entry: Entry) -> None:
        """Look at an entry that does not match."""
        differing = len(self._match.failing(entry))
        if differing == len(self._match.conditions):
            return
        item = (-differing, entry.id, entry)
        if len(self._kept) < LIMITS.near_misses_compared:
            heapq.heappush(self._kept, item)
        else:
            heapq.heappushpop(self._kept, item)

    def best(self) -> list[NearMiss]:
        """Return the nearest: fewest members differ, then the likest members, then the newest."""
        rated = [
            (-minus, -likeness(failing, entry), -entry.id, entry, failing)
            for minus, _, entry in self._kept
            for failing in (self._match.failing(entry),)
        ]
        rated.sort(key=lambda one: one[:3])
        return [
            NearMiss(entry=entry.render(), differs=_differences(failing, entry))
            for *_, entry, failing in rated[: LIMITS.near_misses_shown]
        ]


def likeness(failing: Sequence[Condition], entry: Entry) -> float:
    """Return how like the members are that differ, from 0 to 1 for each."""
    return sum(_ratio(one.expected, entry.member(one.name)) for one in failing)


def _ratio(expected: Any, actual: Any) -> float:
    if actual is None:
        return 0.0
    if not isinstance(expected, str) or not isinstance(actual, str):
        return _OTHER_NUMBER
    pair = expected[:_COMPARED_CHARS], actual[:_COMPARED_CHARS]
    return SequenceMatcher(None, *pair, autojunk=False).ratio()


def _differences(failing: Iterable[Condition], entry: Entry) -> list[Difference]:
    return [
        Difference(field=one.name, expected=one.expected, actual=entry.member(one.name))
        for one in failing
    ]
