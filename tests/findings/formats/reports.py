"""Owns reports for the tests of formats: made by hand, with all that a report may hold."""

from __future__ import annotations

from typing import Any

from mockplatform.findings.kept import Finding, Occurrence
from mockplatform.findings.report import Report, Told
from mockplatform.findings.rule import About, Evidence
from mockplatform.histogram import histogram
from mockplatform.journal import Entry
from mockplatform.severities import Severity

NASTY = "ann\x1b[31m|<b>`&\x00\ud800"
"""A user's name as a hostile client has it."""


def about(id_: str, severity: Severity = "warning") -> About:
    """Return the text of a rule."""
    return About(
        id=id_,
        severity=severity,
        title=f"The title of {id_}",
        when="It is < 3 & more.",
        not_when="Never.",
        why="Because.",
        remedy="Do `it`.",
        source="Guide, section 2",
    )


def entry(id_: int, conversation_id: str = "") -> Entry:
    """Return an entry of the journal."""
    detail = ("GET", "/", 200, 1.0)
    return Entry(id_, 1_000.0 + id_, 0.0, "http", "c", "ann", conversation_id, 0, detail)


def occurrence(*entries: Entry, arrivals: Any = None) -> Occurrence:
    """Return one time that it happened."""
    lines = tuple(Evidence(one, f"says {one.id}") for one in entries)
    return Occurrence(entries[-1].at, lines, arrivals)


def found(
    rule: About, subject: str = "ann", *times: Occurrence, known: bool = False, hushed: bool = False
) -> Told:
    """Return a finding, of the times that are given."""
    given = times or (occurrence(entry(1), entry(2)),)
    finding = Finding("f1", rule, subject, given[0])
    finding.last, finding.count = given[-1], len(given)
    return Told(finding, is_suppressed=hushed, is_known=known)


def report(*told: Told, **more: Any) -> Report:
    """Return a report of findings; all rules that they name are in it."""
    rules = {one.finding.about.id: one.finding.about for one in told}
    said = {
        "tenant": "shop",
        "version": "1.2.3",
        "url": "http://x/t/shop",
        "rules": list(rules.values()),
        "told": told,
        "has_baseline": False,
        "reviewing": True,
        "missed": 0,
        "dropped": {},
        "broken": {},
    }
    return Report(**{**said, **more})


HERD = histogram([0.0, 0.05, 0.11, 0.35], 0.1)
"""When calls came that an outage had driven away."""


def whole() -> Report:
    """Return a report with one of everything."""
    return report(
        found(about("plain-one")),
        found(
            about("bad-one", "error"),
            NASTY,
            occurrence(entry(3, "conv-1")),
            occurrence(entry(5, "conv-1"), arrivals=HERD),
        ),
        found(about("hushed-one", "note"), "ben", hushed=True),
        found(about("known-one"), "cy", known=True),
        has_baseline=True,
        missed=3,
        dropped={"plain-one": 2},
        broken={"broken-one": "KeyError: 'x'"},
        rules=[
            about("plain-one"),
            about("bad-one", "error"),
            about("hushed-one", "note"),
            about("known-one"),
            about("broken-one"),
            about("quiet-one"),
        ],
    )
