"""Owns what the calls about findings answer."""

from __future__ import annotations

from typing import Any

from msgspec import field

from mockplatform.client.answers import Answer


class FindingEvidence(Answer, frozen=True, kw_only=True):
    """One line of a story: an entry of the journal, and what it shows."""

    says: str
    entry: dict[str, Any]


class FindingArrivals(Answer, frozen=True, kw_only=True):
    """When calls came after their cause.

    Attributes:
        bucket: How long a bucket is.
        from_: How long after the cause the first bucket begins; `from` on the wire.
        buckets: How many came in each, from the first to the last one.
        peak_to_mean: 1 where they came evenly; the higher, the more they came together.
    """

    bucket: str
    from_: str = field(name="from")
    buckets: list[int]
    total: int
    peak: int
    mean: float
    peak_to_mean: float


class Occurrence(Answer, frozen=True, kw_only=True):
    """One time that a client did it: when, on the tenant's clock, and what shows it.

    Attributes:
        arrivals: When its calls came, where the rule is about that; else None.
    """

    at: str
    story: list[FindingEvidence]
    arrivals: FindingArrivals | None = None


class FindingDocs(Answer, frozen=True, kw_only=True):
    """Where a rule is explained: on the server's console, and in the docs' file."""

    url: str
    page: str


class Finding(Answer, frozen=True, kw_only=True):
    """What one client did against one rule.

    Attributes:
        id: Its name within the tenant: `f1`.
        severity: `note`, `warning` or `error`.
        subject: Which client: the user, and which of his widgets.
        conversation_id: The one conversation in which it happened; None if there is none, or
            several.
        count: How often.
        evidence: The ids of the journal's entries that show the first and the last time.
        suppressed: Whether the setting `suppressFindings` lets it fail nobody.
        baseline: `known` if the baseline has it, else `new`.
        known_as: The subject by which a baseline knows it in the next run as well: of a user with
            widgets all of them, `user-7/*`.
        why: What it costs, and whom.
        advice: What to do instead.
        guide: The section of the guide, or what else says so.
    """

    id: str
    rule: str
    severity: str
    title: str
    subject: str
    conversation_id: str | None = None
    count: int
    evidence: list[int]
    first: Occurrence
    last: Occurrence
    suppressed: bool
    baseline: str
    known_as: str
    why: str
    advice: str
    guide: str
    docs: FindingDocs

    @property
    def counts(self) -> bool:
        """Whether it may fail somebody: it is neither suppressed nor known."""
        return not self.suppressed and self.baseline == "new"


class FindingRule(Answer, frozen=True, kw_only=True):
    """A rule's text: when it fires, when not, what it costs, what to do instead."""

    id: str
    severity: str
    title: str
    when: str
    not_when: str
    why: str
    remedy: str
    source: str


class FindingCounts(Answer, frozen=True, kw_only=True):
    """How many findings count, by severity, and how many do not; of those that are listed."""

    error: int
    warning: int
    note: int
    suppressed: int
    known: int


class FindingList(Answer, frozen=True, kw_only=True):
    """What was found, and by which rules.

    Attributes:
        reviewing: Whether clients are reviewed at all: the setting `findings`.
        doubts: What keeps this from being whole, in sentences; while there are any, that nothing
            was found proves less.
        missed: How many entries of the journal were dropped before a rule saw them.
        dropped: How often rules were broken by subjects beyond those that are kept of each.
        broken: Rules that are out of service, each with its error.
    """

    findings: list[Finding]
    counts: FindingCounts
    reviewing: bool
    doubts: list[str]
    missed: int
    dropped: int
    broken: dict[str, str]
    rules: list[FindingRule]


class KnownFinding(Answer, frozen=True, kw_only=True):
    """A finding that is known; `*` in its subject stands for any text."""

    rule: str
    subject: str


class Baseline(Answer, frozen=True, kw_only=True):
    """The findings that are known; `is_set` is false where nobody has said which."""

    is_set: bool
    findings: list[KnownFinding]
