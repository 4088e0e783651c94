"""Owns findings as a page in Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mockplatform.findings.formats.text import about, headings, plain, standing, story, times
from mockplatform.findings.report import Report, Told, page

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~])")


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
        yield from map(_row, report.told)
    for one in open_:
        yield ""
        yield from _finding(one)


def _verdict(report: Report, count: int) -> str:
    rest = len(report.told) - count
    what = "Nothing was found" if not count else f"{count} finding{'s' * (count > 1)}"
    also = f"; {rest} more suppressed or known" if rest else ""
    by = f"{len(report.rules)} rules of mockplatform {report.version}"
    return f"{what}{also}, by {by} in the tenant {_code(report.tenant)}."


def _row(one: Told) -> str:
    it = one.finding
    cells = (it.id, it.about.severity, _code(it.about.id), _safe(about(one)), times(it.count))
    return f"| {' | '.join(cells)} | {standing(one)} |"


def _finding(one: Told) -> Iterator[str]:
    it = one.finding.about
    yield f"## {one.finding.id}: {_safe(it.title)}"
    yield ""
    yield f"{it.severity}, rule {_code(it.id)}, {_safe(about(one))}, {times(one.finding.count)}"
    for heading, time in zip(headings(one), one.times, strict=True):
        yield ""
        yield heading
        yield ""
        yield from (f"- {_safe(line)}" for line in story(time))
    for title, text in (("Why it hurts", it.why), ("Instead", it.remedy), ("Source", it.source)):
        yield ""
        yield f"**{title}:** {text}"
    yield ""
    yield f"The rule's page: {_code(page(it.id))}"


def _safe(text: str) -> str:
    """Return a text in which nothing is markup: names are the clients'."""
    return _SPECIAL.sub(r"\\\1", plain(text).replace("\n", " "))


def _code(text: str) -> str:
    """Return a name as code."""
    return f"`{plain(text).replace('`', chr(39))}`"
