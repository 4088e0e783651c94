"""Owns the admin route that tells what clients did wrong."""

from __future__ import annotations

from typing import Any

from msgspec import field

from mockplatform.admin.bodies import View
from mockplatform.durations import format_duration, format_instant
from mockplatform.edge.call import Answer, Call
from mockplatform.findings import About, Evidence, Finding
from mockplatform.findings.kept import Occurrence
from mockplatform.findings.rules import RULES
from mockplatform.histogram import Histogram


class EvidenceView(View, kw_only=True):
    """One line of a story: an entry of the journal, and what it shows."""

    says: str
    entry: dict[str, Any]


class ComingView(View, kw_only=True):
    """When calls came after their cause.

    Attributes:
        bucket: How long a bucket is.
        from_: How long after the cause the first bucket begins.
        buckets: How many came in each, from the first to the last one.
        total: How many came.
        peak: How many in the fullest bucket.
        mean: How many in a bucket on average.
        peak_to_mean: 1 where they came evenly; the higher, the more they came together.
    """

    bucket: str
    from_: str = field(name="from")
    buckets: list[int]
    total: int
    peak: int
    mean: float
    peak_to_mean: float


class OccurrenceView(View, kw_only=True):
    """One time that a client did it.

    Attributes:
        at: When, on the tenant's clock.
        story: What shows it, in order.
        arrivals: When its calls came; left out where the rule is not about that.
    """

    at: str
    story: list[EvidenceView]
    arrivals: ComingView | None = None


class FindingView(View, kw_only=True):
    """What one client did against one rule."""

    id: str
    rule: str
    severity: str
    title: str
    subject: str
    count: int
    evidence: list[int]
    first: OccurrenceView
    last: OccurrenceView
    advice: str
    guide: str


class RuleView(View, kw_only=True):
    """A rule's text."""

    id: str
    severity: str
    title: str
    when: str
    not_when: str
    why: str
    remedy: str
    source: str


class FindingsView(View, kw_only=True):
    """All that was found."""

    findings: list[FindingView]
    rules: list[RuleView]


async def get(call: Call) -> Answer:
    """Tell what was found until now."""
    reviewer = call.tenant.reviewer
    reviewer.settle()
    return Answer(
        200,
        FindingsView(
            findings=[_finding(one) for one in reviewer.findings],
            rules=[_rule(rule.about) for rule in RULES],
        ),
    )


def _finding(one: Finding) -> FindingView:
    times = (one.first,) if one.first is one.last else (one.first, one.last)
    return FindingView(
        id=one.id,
        rule=one.about.id,
        severity=one.about.severity,
        title=one.about.title,
        subject=one.subject,
        count=one.count,
        evidence=sorted({each.entry.id for time in times for each in time.evidence}),
        first=_occurrence(one.first),
        last=_occurrence(one.last),
        advice=one.about.remedy,
        guide=one.about.source,
    )


def _occurrence(one: Occurrence) -> OccurrenceView:
    return OccurrenceView(
        at=format_instant(one.at),
        story=[_line(each) for each in one.evidence],
        arrivals=None if one.arrivals is None else _coming(one.arrivals),
    )


def _coming(one: Histogram) -> ComingView:
    return ComingView(
        bucket=format_duration(one.bucket_s),
        from_=format_duration(one.first * one.bucket_s),
        buckets=[count for _, count in one.buckets()],
        total=one.total,
        peak=one.peak,
        mean=round(one.mean, 3),
        peak_to_mean=round(one.peak_to_mean, 3),
    )


def _line(one: Evidence) -> EvidenceView:
    return EvidenceView(says=one.says, entry=one.entry.render())


def _rule(about: About) -> RuleView:
    return RuleView(**about._asdict())
