"""Owns the findings of a tenant: one for each rule and subject, counted, with its evidence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from mockplatform.findings.deeds import NOBODY, Who
from mockplatform.findings.rule import About, Evidence
from mockplatform.histogram import Histogram
from mockplatform.limits import LIMITS

ANYBODY = "*"
"""In a baseline's subject, any text."""
_SEVERAL = 2


class Occurrence(NamedTuple):
    """One time that a client did it: when, on the tenant's clock, and what shows it.

    Attributes:
        arrivals: When its calls came, in seconds after the cause, where that is what shows it.
        found_at: The journal's entry at which it was found; the one to come, if time showed it.
    """

    at: float
    evidence: tuple[Evidence, ...]
    arrivals: Histogram | None = None
    found_at: int = 0

    @property
    def conversations(self) -> set[str]:
        """The conversations in which it happened."""
        return {line.entry.conversation_id for line in self.evidence} - {""}


class Finding:
    """What one client, or in one conversation, was done against one rule.

    Attributes:
        id: Its name within the tenant: `f1`.
        user: For whom the client speaks; the subject, where no user has several widgets.
        count: How often.
        first: The first time.
        last: The last time; the first one, if it happened once.
        conversations: In which it happened; two of them, if it was in more.
    """

    __slots__ = ("about", "conversations", "count", "first", "id", "last", "subject", "user")

    def __init__(
        self, id_: str, about: About, subject: str, first: Occurrence, who: Who = NOBODY
    ) -> None:
        self.id = id_
        self.about = about
        self.subject = subject
        self.user = _user(subject, who, first.evidence)
        self.count = 1
        self.first = self.last = first
        self.conversations = first.conversations

    def again(self, occurrence: Occurrence) -> None:
        """Count one more."""
        self.count += 1
        self.last = occurrence
        if len(self.conversations) < _SEVERAL:
            self.conversations |= occurrence.conversations

    @property
    def known_as(self) -> str:
        """By what a baseline knows it in each run: a good widget has another name in each."""
        return self.subject if self.user == self.subject else f"{self.user}/{ANYBODY}"


def _user(subject: str, who: Who, evidence: Iterable[Evidence]) -> str:
    """Return for whom the client speaks that a finding is about.

    What was refused before its token was judged has no subject in the journal, but a deed.
    """
    users = (who.user, *(line.entry.subject for line in evidence))
    return next((user for user in users if user and subject.startswith(f"{user}/")), subject)


class Findings:
    """All findings of a tenant, in the order in which they were first made.

    Of each rule so many are kept, so that a herd that breaks one hides no other.

    Attributes:
        dropped: By rule, how often it was broken by subjects beyond those that are kept.
    """

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], Finding] = {}
        self._of_rule: Counter[str] = Counter()
        self._numbered = 0
        self.dropped: Counter[str] = Counter()

    def clear(self) -> None:
        """Forget them all; the next one has a number that none had before."""
        self._kept.clear()
        self._of_rule.clear()
        self.dropped.clear()

    def __iter__(self) -> Iterator[Finding]:
        """Yield them, the oldest first."""
        return iter(self._kept.values())

    def __len__(self) -> int:
        """How many there are."""
        return len(self._kept)

    def add(
        self, about: About, subject: str, occurrence: Occurrence, who: Who = NOBODY
    ) -> Finding | None:
        """Count one more; return the finding that it belongs to, None if that is not kept.

        Args:
            about: The rule.
            subject: Who broke it.
            occurrence: How, this time.
            who: Whose deed showed it; NOBODY if time did.
        """
        known = self._kept.get((about.id, subject))
        if known is not None:
            known.again(occurrence)
            return known
        if self._of_rule[about.id] >= LIMITS.findings_of_rule_max:
            self.dropped[about.id] += 1
            return None
        self._of_rule[about.id] += 1
        self._numbered += 1
        made = Finding(f"f{self._numbered}", about, subject, occurrence, who)
        self._kept[about.id, subject] = made
        return made
