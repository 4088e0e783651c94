"""Owns findings as stories for people: in a terminal, and in the message of a test that fails."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from mockplatform import severities
from mockplatform.client.finding_answers import Finding, FindingList, Occurrence
from mockplatform.wording import BUCKETS_SHOWN, NOBODY_KNOWN, printable, time_of, times


def failure(
    told: FindingList, severity: str, where: str, rules: Sequence[str] | None = None
) -> str:
    """Return what a check says that fails; empty if it passes.

    It fails for what counts, and also where nobody looked: a rule is out of service, or the
    review is switched off.

    Args:
        told: What was found.
        severity: From which severity on it counts.
        where: Of whom it is, behind the number of findings.
        rules: Only these rules; all of them if left out.
    """
    found = at_least(told.findings, severity)
    if rules is not None:
        found = [one for one in found if one.rule in rules]
    if not found and told.reviewing and not unfit(told, rules):
        return ""
    said = [f"{count(found)} {where}", text(found)] if found else []
    return "\n\n".join([*said, *doubts(told)])


def unfit(told: FindingList, rules: Sequence[str] | None = None) -> list[str]:
    """Return which of these rules (of all, if none are given) are out of service."""
    return [one for one in told.broken if rules is None or one in rules]


def doubts(told: FindingList) -> list[str]:
    """Return what keeps a list of findings from being whole, for a terminal."""
    return [printable(one) for one in told.doubts]


def count(found: Sequence[Finding]) -> str:
    """Return how many there are, in words."""
    return "1 finding" if len(found) == 1 else f"{len(found)} findings"


def at_least(findings: Iterable[Finding], severity: str) -> list[Finding]:
    """Return the findings that are so bad or worse, and neither suppressed nor known.

    Raises:
        ValueError: It is no severity; the message has the nearest.
    """
    severities.rank(severity)
    return [one for one in findings if one.counts and severities.at_least(one.severity, severity)]


def text(findings: Iterable[Finding]) -> str:
    """Return findings as one text."""
    return "\n\n".join("\n".join(lines(one)) for one in findings)


def lines(one: Finding) -> Iterator[str]:
    """Yield a finding as lines: what, who, how often; the story of it; why, and what to do."""
    yield f"{one.severity}: {printable(one.title)} ({one.rule})"
    who = printable(one.subject) or NOBODY_KNOWN
    where = f", conversation {printable(one.conversation_id)}" if one.conversation_id else ""
    why_not = "".join(
        f", {name}"
        for name, is_so in (("suppressed", one.suppressed), ("known", one.baseline == "known"))
        if is_so
    )
    yield f"  {one.id}: {who}{where}, {times(one.count)}{why_not}"
    yield from _time("" if one.count == 1 else "The first time, ", one.first)
    if one.count > 1:
        yield from _time("The last time, ", one.last)
    yield f"  Why: {one.why}"
    yield f"  Instead: {one.advice}"
    yield f"  Source: {one.guide}"
    yield f"  More: mockplatform findings rules {one.rule}"


def _time(which: str, time: Occurrence) -> Iterator[str]:
    yield f"  {which or 'At '}{time.at}:"
    for line in time.story:
        at = time_of(str(line.entry["at"]))
        yield f"    #{line.entry['id']}  {at}  {line.entry['kind']:<6}  {printable(line.says)}"
    came = time.arrivals
    if came is not None:
        counts = " ".join(map(str, came.buckets[:BUCKETS_SHOWN]))
        more = " …" if len(came.buckets) > BUCKETS_SHOWN else ""
        yield f"    {came.total} calls after that, in each {came.bucket} from {came.from_} on:"
        yield f"    {counts}{more} (peak to mean {came.peak_to_mean:g})"
