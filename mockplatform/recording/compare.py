"""Owns the comparison of two runs: where, for each subject, they first part. Pure."""

from __future__ import annotations

from itertools import zip_longest
from typing import NamedTuple

from mockplatform.recording.reading import Record
from mockplatform.recording.steps import Lane, Step, lanes

NOTHING = "nothing"


class Parting(NamedTuple):
    """Where two runs part, for one subject.

    Attributes:
        lane: In which of its lanes.
        ordinal: At the how-many-th step of that lane, from 1.
        expected: What it was then.
        got: What it is now.
    """

    subject: str
    lane: str
    ordinal: int
    expected: str
    got: str

    def __str__(self) -> str:
        whose = self.subject or "(no subject)"
        where = f"{whose}: {self.lane}, number {self.ordinal}"
        return f"{where}: expected {self.expected}, got {self.got}"


def compare(then: Record, now: Record) -> list[Parting]:
    """Return the first difference of each subject, in the order in which they come.

    Where the earlier record is not whole, what the later one has behind its end is no
    difference.
    """
    before, after = lanes(then.entries), lanes(now.entries)
    first: dict[str, tuple[tuple[bool, int], Parting]] = {}
    for lane in dict.fromkeys([*before, *after]):
        found = _difference(lane, before.get(lane, []), after.get(lane, []), is_whole=then.is_whole)
        if found is not None:
            key, parting = found
            if lane.subject not in first or key < first[lane.subject][0]:
                first[lane.subject] = (key, parting)
    return [parting for _, parting in sorted(first.values(), key=lambda one: one[0])]


def _difference(
    lane: Lane, then: list[Step], now: list[Step], *, is_whole: bool
) -> tuple[tuple[bool, int], Parting] | None:
    for ordinal, (expected, got) in enumerate(zip_longest(then, now), start=1):
        if expected is None and not is_whole:
            return None
        if expected is None or got is None or expected.what != got.what:
            # Places of the two records do not compare: what is only in the later one is last.
            step = expected or got
            assert step is not None  # one of the two is there
            key = (expected is None, step.place)
            names = (expected.what if expected else NOTHING, got.what if got else NOTHING)
            return key, Parting(lane.subject, lane.name, ordinal, *names)
    return None
