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


class Finding(Answer, frozen=True, kw_only=True):
    """What one client did against one rule.

    Attributes:
        id: Its name within the tenant: `f1`.
        severity: `note`, `warning` or `error`.
        subject: Which client, or which conversation.
        count: How often.
        evidence: The ids of the journal's entries that show the first and the last time.
        advice: What to do instead.
        guide: The section of the guide, or what else says so.
    """

    id: str
    rule: str
    severity: str
    title: str
    subject: str
    count: int
    evidence: list[int]
    first: Occurrence
    last: Occurrence
    advice: str
    guide: str


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


class FindingList(Answer, frozen=True, kw_only=True):
    """All that was found, and by which rules."""

    findings: list[Finding]
    rules: list[FindingRule]
