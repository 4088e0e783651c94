"""Owns findings as a page in Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from mockplatform.findings.formats.text import (
    STORIES_OF_RULE,
    about,
    headings,
    line,
    some,
    standing,
    story,
)
from mockplatform.findings.report import Report, Told, page
from mockplatform.wording import times

ROWS_OF_RULE = 20
"""So many findings of a rule stand in the table."""
_BAR = "\N{BROKEN BAR}"
"""For a pipe in a table, where it ends even code, and its escape can be escaped by the name."""
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~&])")


def markdown(report: Report) -> str:
    """Return the report as a page."""
    return "\n".join(_lines(report)) + "\n"


def _lines(report: Report) -> Iterator[str]:
    open_ = [one for one in report.told if one.counts]
    yield "# Findings"
    yield ""
    yield _verdict(report, len(open_))
    for doubt in report.doubts():
        yield ""
        yield f"**Not whole:** {_safe(doubt)}"
    if report.told:
        yield ""
        yield "| finding | severity | rule | who | how often | |"
        yield "|---|---|---|---|---|---|"
        for rule in report.rules:
            yield from _rows(report.of(rule.id))
    for rule in report.rules:
        yield from _stories([one for one in open_ if one.finding.about.id == rule.id])


def _rows(told: Sequence[Told]) -> Iterator[str]:
    shown, rest = some(told, ROWS_OF_RULE)
    yield from map(_row, shown)
    if rest:
        about_it = told[0].finding.about
        yield f"| … | {about_it.severity} | {_code(about_it.id)} | {rest} more | | |"


def _stories(told: Sequence[Told]) -> Iterator[str]:
    shown, rest = some(told, STORIES_OF_RULE)
    for one in shown:
        yield ""
        yield from _finding(one)
    if rest:
        yield ""
        yield f"{rest} more findings of {_code(told[0].finding.about.id)} are not told here."


def _verdict(report: Report, count: int) -> str:
    rest = len(report.told) - count
    nothing = "Nothing was found" if report.reviewing else "Nothing was reviewed"
    what = nothing if not count else f"{count} finding{'s' * (count > 1)}"
    also = f"; {rest} more suppressed or known" if rest else ""
    by = f"{len(report.rules)} rules of mockplatform {report.version}"
    return f"{what}{also}, by {by} in the tenant {_code(report.tenant)}."


def _row(one: Told) -> str:
    it = one.finding
    cells = (it.id, it.about.severity, _code(it.about.id), _who(one, _BAR), times(it.count))
    return f"| {' | '.join(cells)} | {standing(one)} |"


def _finding(one: Told) -> Iterator[str]:
    it = one.finding.about
    yield f"## {one.finding.id}: {_safe(it.title)}"
    yield ""
    yield f"{it.severity}, rule {_code(it.id)}, {_who(one)}, {times(one.finding.count)}"
    for heading, time in zip(headings(one), one.times, strict=True):
        yield ""
        yield heading
        yield ""
        yield "```text"
        yield from map(line, story(time))
        yield "```"
    for title, text in (("Why it hurts", it.why), ("Instead", it.remedy), ("Source", it.source)):
        yield ""
        yield f"**{title}:** {text}"
    yield ""
    yield f"The rule's page: {_code(page(it.id))}"


def _who(one: Told, pipe: str = "|") -> str:
    """Return whom a finding is about, as code: nobody is notified who is mentioned there."""
    return _code(one.finding.subject, pipe) if one.finding.subject else about(one)


def _safe(text: str) -> str:
    """Return a text in which nothing is markup."""
    return _SPECIAL.sub(r"\\\1", line(text))


def _code(text: str, pipe: str = "|") -> str:
    """Return a name as code."""
    name = line(text).replace("`", "'").replace("|", pipe)
    return f"`{name.strip() or '?'}`"
