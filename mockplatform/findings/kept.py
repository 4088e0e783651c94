"""Owns the findings of a tenant: one for each rule and subject, counted, with its evidence."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from mockplatform.findings.rule import About, Evidence
from mockplatform.limits import LIMITS


class Occurrence(NamedTuple):
    """One time that a client did it: when, on the tenant's clock, and what shows it."""

    at: float
    evidence: tuple[Evidence, ...]


class Finding:
    """What one client, or in one conversation, was done against one rule.

    Attributes:
        id: Its name within the tenant: `f1`.
        count: How often.
        first: The first time.
        last: The last time; the first one, if it happened once.
    """

    __slots__ = ("about", "count", "first", "id", "last", "subject")

    def __init__(self, id_: str, about: About, subject: str, first: Occurrence) -> None:
        self.id = id_
        self.about = about
        self.subject = subject
        self.count = 1
        self.first = self.last = first


class Findings:
    """All findings of a tenant, in the order in which they were first made.

    Attributes:
        dropped: How many more there were than are kept.
    """

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], Finding] = {}
        self.dropped = 0

    def __iter__(self) -> Iterator[Finding]:
        """Yield them, the oldest first."""
        return iter(self._kept.values())

    def __len__(self) -> int:
        """How many there are."""
        return len(self._kept)

    def add(self, about: About, subject: str, at: float, evidence: tuple[Evidence, ...]) -> Finding:
        """Count one more; return the finding that it belongs to."""
        occurrence = Occurrence(at, evidence)
        known = self._kept.get((about.id, subject))
        if known is not None:
            known.count += 1
            known.last = occurrence
            return known
        if len(self._kept) >= LIMITS.findings_max:
            self.dropped += 1
            return Finding("", about, subject, occurrence)
        made = Finding(f"f{len(self._kept) + 1}", about, subject, occurrence)
        self._kept[about.id, subject] = made
        return made
