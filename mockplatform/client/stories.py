"""Owns findings as stories for people: in a terminal, and in the message of a test that fails."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mockplatform.client.finding_answers import Finding, Occurrence

SEVERITIES = ("note", "warning", "error")
_TIME = slice(11, 23)
"""The hours to milliseconds of an instant."""
_BUCKETS_SHOWN = 60


def at_least(findings: Iterable[Finding], severity: str) -> list[Finding]:
    """Return the findings that are so bad or worse, and neither suppressed nor known."""
    least = SEVERITIES.index(severity)
    return [one for one in findings if one.counts and SEVERITIES.index(one.severity) >= least]


def text(findings: Iterable[Finding]) -> str:
    """Return findings as one text."""
    return "\n\n".join("\n".join(lines(one)) for one in findings)


def lines(one: Finding) -> Iterator[str]:
    """Yield a finding as lines: what, who, how often; the story of it; why, and what to do."""
    yield f"{one.severity}: {_plain(one.title)} ({one.rule})"
    often = "once" if one.count == 1 else f"{one.count} times"
    who = _plain(one.subject) or "somebody without a token"
    where = f", conversation {_plain(one.conversation_id)}" if one.conversation_id else ""
    why_not = "".join(
        f", {name}"
        for name, is_so in (("suppressed", one.suppressed), ("known", one.baseline == "known"))
        if is_so
    )
    yield f"  {one.id}: {who}{where}, {often}{why_not}"
    yield from _time("" if one.count == 1 else "The first time, ", one.first)
    if one.count > 1:
        yield from _time("The last time, ", one.last)
    yield f"  Instead: {one.advice}"
    yield f"  Source: {one.guide}"
    yield f"  More: {one.docs.url}, {one.docs.page}"


def _time(which: str, time: Occurrence) -> Iterator[str]:
    yield f"  {which or 'At '}{time.at}:"
    for line in time.story:
        at = str(line.entry["at"])[_TIME]
        yield f"    #{line.entry['id']}  {at}  {line.entry['kind']:<6}  {_plain(line.says)}"
    came = time.arrivals
    if came is not None:
        counts = " ".join(map(str, came.buckets[:_BUCKETS_SHOWN]))
        more = " …" if len(came.buckets) > _BUCKETS_SHOWN else ""
        yield f"    {came.total} calls after that, in each {came.bucket} from {came.from_} on:"
        yield f"    {counts}{more} (peak to mean {came.peak_to_mean:g})"


def _plain(told: str) -> str:
    """Return a text without what would steer a terminal: what clients send stands in it."""
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in told)
