"""Owns what several formats have in common: how a time, a line and a count are written."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from mockplatform.durations import format_duration, format_instant
from mockplatform.findings.kept import Occurrence
from mockplatform.findings.report import Told
from mockplatform.histogram import Histogram
from mockplatform.wording import BUCKETS_SHOWN, NOBODY_KNOWN, printable, time_of

STORIES_OF_RULE = 10
"""So many findings of a rule are told in full: the rest say nothing new, and what reads a report
has its bounds (a job's summary at GitHub: 1 MiB)."""
_NO_XML = re.compile(
    "[^\t\n\r\x20-\x7e\x85\xa0-\u2029\u202f-\u2065\u206a-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
)
"""What XML 1.0 cannot hold, what would steer a terminal, and what turns a line around."""


def plain(text: str) -> str:
    """Return a text without control characters: what clients send stands in it."""
    return _NO_XML.sub("\N{REPLACEMENT CHARACTER}", text)


def line(text: str) -> str:
    """Return a text as part of one line: also without what some take for a line's end."""
    return printable(" ".join(plain(text).splitlines()))


def some(told: Sequence[Told], most: int) -> tuple[list[Told], int]:
    """Return the findings that are shown, those that count first, and how many are not."""
    shown = sorted(told, key=lambda one: not one.counts)[:most]
    return shown, len(told) - len(shown)


def story(time: Occurrence) -> list[str]:
    """Return the lines of one time that it happened, each with its journal entry."""
    lines = [
        f"#{each.entry.id} {time_of(format_instant(each.entry.at))}  {plain(each.says)}"
        for each in time.evidence
    ]
    return lines if time.arrivals is None else [*lines, coming(time.arrivals)]


def coming(arrivals: Histogram) -> str:
    """Return when calls came after their cause, in a line."""
    counts = [str(count) for _, count in islice(arrivals.buckets(), BUCKETS_SHOWN)]
    more = " …" if arrivals.size > BUCKETS_SHOWN else ""
    bucket, first = arrivals.bucket_s, arrivals.first * arrivals.bucket_s
    return (
        f"{arrivals.total} calls came after that, in each {format_duration(bucket)} "
        f"from {format_duration(first)} on: {' '.join(counts)}{more} "
        f"(peak {arrivals.peak}, mean {arrivals.mean:.3g}, "
        f"peak to mean {arrivals.peak_to_mean:.3g})"
    )


def headings(one: Told) -> list[str]:
    """Return what stands above the story of each of a finding's times."""
    if len(one.times) == 1:
        return [f"At {format_instant(one.finding.first.at)}:"]
    return [
        f"The first of {one.finding.count} times, {format_instant(one.finding.first.at)}:",
        f"The last time, {format_instant(one.finding.last.at)}:",
    ]


def about(one: Told) -> str:
    """Return whom a finding is about."""
    return plain(one.finding.subject) or NOBODY_KNOWN


def standing(one: Told) -> str:
    """Return why a finding does not count; empty if it does."""
    if one.is_suppressed:
        return "suppressed"
    return "known" if one.is_known else ""
