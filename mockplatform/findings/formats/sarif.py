"""Owns findings as SARIF 2.1.0, the format in which tools hand their results to code hosts.

Source: OASIS, Static Analysis Results Interchange Format (SARIF) Version 2.1.0, Errata 01.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from mockplatform.durations import format_instant
from mockplatform.findings.formats.text import about, coming, headings, plain
from mockplatform.findings.kept import Occurrence
from mockplatform.findings.report import Report, Told, page
from mockplatform.findings.rule import About, Evidence
from mockplatform.wording import times

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
FINGERPRINT = "mockplatform/v1"
"""Rule and user: the same in the next run, in which his widgets have other names."""
LINE_HASH = "primaryLocationLineHash"
"""The one by which GitHub tells alerts apart. Its upload action fills it in where it is missing:
from the line of the file, which is the same for all clients, so they would be one alert."""


def sarif(report: Report, artifact: str = "") -> dict[str, Any]:
    """Return the report as a SARIF log.

    Args:
        report: What was found.
        artifact: A file that stands for the client: what is found has no line of code, and some
            who read SARIF refuse a result, or a step of its story, that has no file.
    """
    places = {rule.id: place for place, rule in enumerate(report.rules)}
    run = {
        "tool": {
            "driver": {
                "name": "mockplatform",
                "version": report.version,
                "semanticVersion": report.version,
                "shortDescription": _message("Reviews what clients of a contact center do."),
                "rules": [_rule(rule) for rule in report.rules],
            }
        },
        "automationDetails": {"id": f"mockplatform/findings/{plain(report.tenant)}/"},
        "invocations": [_invocation(report)],
        "results": [_result(report, one, places, artifact) for one in report.told],
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _message(text: str) -> dict[str, str]:
    return {"text": plain(text)}


def _rule(rule: About) -> dict[str, Any]:
    parts = {
        "It fires when": rule.when,
        "It does not when": rule.not_when,
        "Why it hurts": rule.why,
        "Instead": rule.remedy,
        "Source": rule.source,
    }
    return {
        "id": rule.id,
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.when},
        "help": {
            "text": "\n".join(f"{name}: {text}" for name, text in parts.items()),
            "markdown": "\n\n".join(f"**{name}:** {text}" for name, text in parts.items()),
        },
        "defaultConfiguration": {"level": rule.severity},
        "properties": {"page": page(rule.id)},
    }


def _invocation(report: Report) -> dict[str, Any]:
    doubts = [{"level": "warning", "message": _message(text)} for text in report.doubts()]
    return {
        "executionSuccessful": report.reviewing and not report.broken,
        **({"toolExecutionNotifications": doubts} if doubts else {}),
    }


def _result(report: Report, one: Told, places: dict[str, int], artifact: str) -> dict[str, Any]:
    it = one.finding
    new_or_known = {"baselineState": "unchanged" if one.is_known else "new"}
    return {
        "ruleId": it.about.id,
        "ruleIndex": places[it.about.id],
        "kind": "fail",
        "level": it.about.severity,
        "message": _message(
            f"{it.about.title}: {about(one)}, {times(it.count)}. {it.about.remedy}"
        ),
        "occurrenceCount": it.count,
        "partialFingerprints": _fingerprints(it.about.id, it.user, artifact),
        "locations": [_where(one, artifact)],
        "codeFlows": [
            _flow(heading, time, artifact)
            for heading, time in zip(headings(one), one.times, strict=True)
        ],
        # For all or for none, says section 3.27.23; the empty list: not suppressed.
        "suppressions": [_SUPPRESSED] if one.is_suppressed else [],
        **(new_or_known if report.has_baseline else {}),
        "properties": {"id": it.id, "conversationId": one.conversation_id},
    }


_SUPPRESSED = {"kind": "external", "justification": "The tenant's setting suppressFindings."}


def _fingerprints(rule: str, user: str, artifact: str) -> dict[str, str]:
    mark = _fingerprint(rule, user)
    return {FINGERPRINT: mark, **({LINE_HASH: f"{mark}:1"} if artifact else {})}


def _fingerprint(rule: str, user: str) -> str:
    return sha256(f"{rule}\0{user}".encode("utf-8", "replace")).hexdigest()


def _where(one: Told, artifact: str) -> dict[str, Any]:
    logical = [{"name": about(one), "kind": "client"}]
    if one.conversation_id:
        logical.append({"name": plain(one.conversation_id), "kind": "conversation"})
    return {"logicalLocations": logical, **_file(artifact)}


def _file(artifact: str) -> dict[str, Any]:
    """Return the file that stands for the client, as a part of a location; none, if none does."""
    if not artifact:
        return {}
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": artifact},
            "region": {"startLine": 1},
        }
    }


def _flow(heading: str, time: Occurrence, artifact: str) -> dict[str, Any]:
    steps = [_step(line, artifact) for line in time.evidence]
    told = heading if time.arrivals is None else f"{heading} {coming(time.arrivals)}"
    return {"message": _message(told), "threadFlows": [{"locations": steps}]}


def _step(line: Evidence, artifact: str) -> dict[str, Any]:
    entry = line.entry
    return {
        "location": {
            "message": _message(line.says),
            "logicalLocations": [{"name": f"journal entry {entry.id}", "kind": entry.kind}],
            **_file(artifact),
        },
        "executionTimeUtc": format_instant(entry.at),
    }
