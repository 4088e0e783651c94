"""Owns the calls about findings: what clients did wrong, and what of it is known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from mockplatform.client.calls.verbs import delete, put
from mockplatform.client.calls.verbs import get as _get
from mockplatform.client.finding_answers import Baseline, FindingList
from mockplatform.client.request import Request
from mockplatform.severities import Severity


def get(
    *,
    severity: Severity | None = None,
    rule: str | None = None,
    subject: str | None = None,
    since: int | None = None,
) -> Request[FindingList]:
    """Tell what clients did wrong until now.

    Args:
        severity: Only what is so bad, or worse.
        rule: Only findings of rules whose names fit this glob.
        subject: Only those about subjects that fit this glob.
        since: Only what happened again, or first, behind the journal's entry with this id.
    """
    query = {"severity": severity, "rule": rule, "subject": subject, "since": since}
    return _get("/findings", FindingList, query)


def report(
    format: Literal["json", "sarif", "junit", "markdown"],  # noqa: A002 - as the API calls it
    *,
    severity: Severity | None = None,
    rule: str | None = None,
    subject: str | None = None,
    since: int | None = None,
    fail_on: Severity | None = None,
    artifact: str | None = None,
) -> Request[bytes]:
    """Tell the same in a format that other tools read.

    Args:
        format: Which: SARIF 2.1.0, JUnit XML, or a page in Markdown.
        severity: As for `get`, and so are the next three.
        rule: As for `get`.
        subject: As for `get`.
        since: As for `get`.
        fail_on: From which severity on a finding is a failure in JUnit XML; `warning` if left out.
        artifact: A file that stands for the client in SARIF, such as `src/widget.ts`.
    """
    query = {
        "format": format,
        "severity": severity,
        "rule": rule,
        "subject": subject,
        "since": since,
        "failOn": fail_on,
        "artifact": artifact,
    }
    return _get("/findings", bytes, query)


def clear() -> Request[None]:
    """Forget what was found; the rules begin anew, and the baseline stays."""
    return delete("/findings")


def baseline() -> Request[Baseline]:
    """Show the findings that are known."""
    return _get("/findings/baseline", Baseline)


def accept(findings: Iterable[Mapping[str, str]] | None = None) -> Request[Baseline]:
    """Say which findings are known, and fail nobody from now on.

    Args:
        findings: Each with its `rule`, and perhaps a `subject` in which `*` stands for any text;
            all that were found until now, if left out.
    """
    listed = None if findings is None else [dict(one) for one in findings]
    return put("/findings/baseline", Baseline, {"findings": listed})


def forget_baseline() -> Request[None]:
    """Let every finding be new again."""
    return delete("/findings/baseline")
