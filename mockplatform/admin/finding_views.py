"""Owns how findings look in the admin API's JSON."""

from __future__ import annotations

from typing import Any

from msgspec import field

from mockplatform.admin.bodies import View
from mockplatform.durations import format_duration, format_instant
from mockplatform.findings import About, Evidence
from mockplatform.findings.kept import Occurrence
from mockplatform.findings.report import Report, Told, console, page
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


class DocsView(View, kw_only=True):
    """Where a rule is explained: on this server's console, and in the docs' file."""

    url: str
    page: str


class FindingView(View, kw_only=True):
    """What one client did against one rule.

    Attributes:
        id: Its name within the tenant: `f1`.
        severity: `note`, `warning` or `error`.
        subject: Which client: the user, and which of his widgets.
        conversation_id: The one conversation in which it happened, if it is one.
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
    first: OccurrenceView
    last: OccurrenceView
    suppressed: bool
    baseline: str
    known_as: str
    why: str
    advice: str
    guide: str
    docs: DocsView


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


class FindingCounts(View, kw_only=True):
    """How many findings count, by severity, and how many do not; of those that are listed."""

    error: int
    warning: int
    note: int
    suppressed: int
    known: int


class FindingsView(View, kw_only=True):
    """What was found, and by which rules.

    Attributes:
        reviewing: Whether clients are reviewed at all: the setting `findings`.
        doubts: What keeps this from being whole, in sentences; while there are any, that nothing
            was found proves less.
        missed: How many entries of the journal were dropped before a rule saw them.
        dropped: How often rules were broken by subjects beyond those that are kept of each.
        broken: Rules that are out of service, each with its error.
    """

    findings: list[FindingView]
    counts: FindingCounts
    reviewing: bool
    doubts: list[str]
    missed: int
    dropped: int
    broken: dict[str, str]
    rules: list[RuleView]


def view(report: Report) -> FindingsView:
    """Return a report as JSON shows it."""
    return FindingsView(
        findings=[_finding(one, report) for one in report.told],
        counts=_counts(report),
        reviewing=report.reviewing,
        doubts=list(report.doubts()),
        missed=report.missed,
        dropped=sum(report.dropped.values()),
        broken=dict(report.broken),
        rules=[_rule(about) for about in report.rules],
    )


def _counts(report: Report) -> FindingCounts:
    that_count = [one.finding.about.severity for one in report.told if one.counts]
    return FindingCounts(
        error=that_count.count("error"),
        warning=that_count.count("warning"),
        note=that_count.count("note"),
        suppressed=sum(one.is_suppressed for one in report.told),
        known=sum(one.is_known and not one.is_suppressed for one in report.told),
    )


def _finding(told: Told, report: Report) -> FindingView:
    one = told.finding
    return FindingView(
        id=one.id,
        rule=one.about.id,
        severity=one.about.severity,
        title=one.about.title,
        subject=one.subject,
        conversation_id=told.conversation_id or None,
        count=one.count,
        evidence=sorted({each.entry.id for time in told.times for each in time.evidence}),
        first=_occurrence(one.first),
        last=_occurrence(one.last),
        suppressed=told.is_suppressed,
        baseline="known" if told.is_known else "new",
        known_as=one.known_as,
        why=one.about.why,
        advice=one.about.remedy,
        guide=one.about.source,
        docs=DocsView(url=console(report.url, one.about.id), page=page(one.about.id)),
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
