"""Owns findings as JUnit XML: a test suite in which each rule is a test case."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from xml.etree import ElementTree as ET

from mockplatform.findings.formats.text import (
    STORIES_OF_RULE,
    about,
    headings,
    plain,
    some,
    standing,
    story,
)
from mockplatform.findings.report import Report, Told, page
from mockplatform.findings.rule import About
from mockplatform.severities import Severity, at_least
from mockplatform.wording import times

SUITE = "mockplatform.findings"
_NAMED = 5
"""So many clients stand in a case's message, which is a line."""


def junit(report: Report, fail_on: Severity) -> bytes:
    """Return the report as JUnit XML, in which findings from a severity on are failures.

    A case whose findings are all suppressed or known is skipped, one whose rule is out of service
    an error; what is found below the severity stands in the output of a case that passes. While
    nothing is reviewed, a case of which nothing was found is skipped: it has not passed.
    """
    root = ET.Element("testsuites", {"name": SUITE})
    suite = ET.SubElement(root, "testsuite", {"name": SUITE})
    properties = ET.SubElement(suite, "properties")
    told = {"tenant": report.tenant, "version": report.version, "fail-on": fail_on}
    for name, value in told.items():
        ET.SubElement(properties, "property", {"name": name, "value": plain(value)})
    for rule in report.rules:
        _case(suite, rule, report, fail_on)
    doubts = "\n".join(report.doubts())
    if doubts:
        ET.SubElement(suite, "system-err").text = plain(doubts)
    _count(root, suite)
    ET.indent(root)
    document: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return document + b"\n"


def _case(suite: ET.Element, rule: About, report: Report, fail_on: Severity) -> None:
    case = ET.SubElement(suite, "testcase", {"classname": SUITE, "name": rule.id, "time": "0"})
    told = report.of(rule.id)
    open_ = [one for one in told if one.counts]
    if rule.id in report.broken:
        about_it = {"message": plain(report.broken[rule.id]), "type": "broken-rule"}
        ET.SubElement(case, "error", about_it)
    elif open_ and at_least(rule.severity, fail_on):
        about_it = {"message": _message(rule, open_), "type": rule.severity}
        ET.SubElement(case, "failure", about_it).text = _text(rule, open_)
        open_ = []
    elif told and not open_:
        why = sorted({standing(one) for one in told})
        ET.SubElement(case, "skipped", {"message": f"{' and '.join(why)}: {_message(rule, told)}"})
    elif not (told or report.reviewing):
        ET.SubElement(case, "skipped", {"message": "nothing is reviewed"})
    if open_:
        ET.SubElement(case, "system-out").text = _text(rule, open_)


def _message(rule: About, told: Sequence[Told]) -> str:
    shown, rest = some(told, _NAMED)
    who = [f"{about(one)} ({times(one.finding.count)})" for one in shown]
    return f"{rule.title}: {', '.join([*who, f'{rest} more'] if rest else who)}"


def _text(rule: About, told: Sequence[Told]) -> str:
    shown, rest = some(told, STORIES_OF_RULE)
    lines = [line for one in shown for line in _finding(rule, one)]
    return "\n".join([*lines, f"And {rest} more."] if rest else lines)


def _finding(rule: About, one: Told) -> Iterator[str]:
    yield f"{one.finding.id}: {about(one)}, {times(one.finding.count)}"
    for heading, time in zip(headings(one), one.times, strict=True):
        yield f"  {heading}"
        yield from (f"    {line}" for line in story(time))
    yield f"  Why it hurts: {rule.why}"
    yield f"  Instead: {rule.remedy}"
    yield f"  Source: {rule.source}; the rule's page: {page(rule.id)}"


def _count(root: ET.Element, suite: ET.Element) -> None:
    tags = {"failures": "failure", "errors": "error", "skipped": "skipped"}
    counts = {name: str(len(suite.findall(f"testcase/{tag}"))) for name, tag in tags.items()}
    counts = {"tests": str(len(suite.findall("testcase"))), **counts, "time": "0"}
    for name, value in counts.items():
        suite.set(name, value)
        if name != "skipped":
            root.set(name, value)
