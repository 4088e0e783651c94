"""Owns the admin routes that tell what clients did wrong, and that forget it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from urllib.parse import quote

import msgspec

from mockplatform.admin.finding_views import view
from mockplatform.admin.journal import ID_MAX
from mockplatform.edge.call import Answer, Call
from mockplatform.edge.urls import base_url
from mockplatform.errors import InvalidValue, nearest
from mockplatform.findings import Finding
from mockplatform.findings.acceptance import suppressed
from mockplatform.findings.report import Report, Told
from mockplatform.findings.rules import BY_ID, RULES
from mockplatform.globs import glob
from mockplatform.severities import SEVERITIES, Severity, at_least
from mockplatform.version import __version__

FILTERS = {
    "severity": "Only findings so bad, or worse: note, warning or error",
    "rule": "Only those of rules whose names fit this glob",
    "subject": "Only those about subjects that fit this glob",
    "since": "Only what happened again, or first, behind the journal's entry with this id",
}
HOW = {
    "format": "json, if left out; sarif, junit or markdown",
    "failOn": "junit: from which severity on a finding is a failure; warning, if left out",
    "artifact": "sarif: a file of yours that stands for the client, such as src/widget.ts",
}
FORMATS = {
    "json": "application/json",
    "sarif": "application/sarif+json",
    "junit": "application/xml",
    "markdown": "text/markdown; charset=utf-8",
}
"""Each with its content type."""
ALSO = tuple(type_.partition(";")[0] for name, type_ in FORMATS.items() if name != "json")
CHOICES = {"severity": SEVERITIES, "failOn": SEVERITIES, "format": tuple(FORMATS)}
FAIL_ON: Severity = "warning"
_ARTIFACT_CHARS_MAX = 500
_URI_SAFE = "/:@!$&'()*+,;=-._~%?#"
"""What may stand in a URI; the rest is escaped."""


async def get(call: Call) -> Answer:
    """Tell what was found until now."""
    format_ = _one_of(call, "format", FORMATS) or "json"
    fail_on = _severity(call, "failOn") or FAIL_ON
    artifact = _artifact(call)
    report = _report(call)
    if format_ == "json":
        return Answer(200, view(report))
    return _written(report, format_, fail_on, artifact)


async def clear(call: Call) -> Answer:
    """Forget what was found; the rules begin anew, and the baseline stays."""
    call.tenant.reviewer.clear()
    return Answer(204)


def _report(call: Call) -> Report:
    """Return what was found until now, as far as the query's filters want it."""
    tenant, reviewer = call.tenant, call.tenant.reviewer
    wanted = list(_filters(call))
    reviewer.settle()
    let_be, known = suppressed(tenant.settings), reviewer.baseline
    return Report(
        tenant=tenant.id,
        version=__version__,
        url=base_url(call),
        rules=[rule.about for rule in RULES],
        told=[
            Told(
                one,
                is_suppressed=let_be.has(one.about.id, one.subject),
                is_known=known is not None and known.has(one.about.id, one.subject),
            )
            for one in reviewer.findings
            if all(wants(one) for wants in wanted)
        ],
        has_baseline=known is not None,
        reviewing=tenant.settings.findings,
        missed=reviewer.missed,
        dropped=dict(reviewer.findings.dropped),
        broken=dict(reviewer.broken),
    )


def _filters(call: Call) -> Iterator[Callable[[Finding], bool]]:
    query = call.request.query
    least = _severity(call, "severity")
    if least is not None:
        yield lambda one: at_least(one.about.severity, least)
    if "rule" in query:
        rule_fits = _rules(query["rule"])
        yield lambda one: rule_fits(one.about.id)
    if "subject" in query:
        subject_fits = glob(query["subject"])
        yield lambda one: subject_fits(one.subject)
    since = call.query_int("since", 0, 0, ID_MAX)
    if since:
        yield lambda one: one.last.found_at > since


def _rules(wanted: str) -> Callable[[str], bool]:
    """Return which rules fit a glob; an empty one wants none, and just their texts.

    Raises:
        InvalidValue: None does: a typo is not to look as if nothing had been found.
    """
    fits = glob(wanted)
    if wanted and not any(map(fits, BY_ID)):
        shown = wanted[:40]
        raise InvalidValue("rule", f"no rule fits {shown!r}", hint=nearest(shown, BY_ID))
    return fits


def _severity(call: Call, name: str) -> Severity | None:
    told = _one_of(call, name, SEVERITIES)
    return next((one for one in SEVERITIES if one == told), None)


def _artifact(call: Call) -> str:
    told = call.request.query.get("artifact", "")
    if len(told) > _ARTIFACT_CHARS_MAX:
        raise InvalidValue("artifact", f"has at most {_ARTIFACT_CHARS_MAX} characters")
    return str(quote(told, safe=_URI_SAFE))


def _one_of(call: Call, name: str, known: Collection[str]) -> str | None:
    told = call.request.query.get(name)
    if told is None or told in known:
        return told
    raise InvalidValue(name, f"no {name} {told[:40]!r}", hint=nearest(told[:40], known))


def _written(report: Report, format_: str, fail_on: Severity, artifact: str) -> Answer:
    """Return the report in a format other than the house's own; most runs need none of them."""
    if format_ == "sarif":
        from mockplatform.findings.formats.sarif import sarif

        body = msgspec.json.format(msgspec.json.encode(sarif(report, artifact)), indent=2)
    elif format_ == "junit":
        from mockplatform.findings.formats.junit import junit

        body = junit(report, fail_on)
    else:
        from mockplatform.findings.formats.markdown import markdown

        body = markdown(report).encode()
    return Answer(200, body, {"Content-Type": FORMATS[format_]})
