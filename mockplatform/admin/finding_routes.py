"""Owns the table of the findings' admin routes."""

from __future__ import annotations

from mockplatform.admin import finding_baseline, findings
from mockplatform.admin.finding_views import FindingsView
from mockplatform.admin.table import route
from mockplatform.limits import LIMITS

_PATH = "/findings/baseline"
_SHOWN = {200: finding_baseline.BaselineView}

ROUTES = (
    route(
        "GET /findings",
        findings.get,
        "Tell what clients did wrong",
        {200: FindingsView},
        query={**findings.FILTERS, **findings.HOW},
        choices=findings.CHOICES,
        also=findings.ALSO,
    ),
    route("DELETE /findings", findings.clear, "Forget what was found", {204: None}),
    route(f"GET {_PATH}", finding_baseline.get, "Show the findings that are known", _SHOWN),
    route(
        f"PUT {_PATH}",
        finding_baseline.put,
        "Say which findings are known",
        _SHOWN,
        takes=finding_baseline.BaselineBody,
        body_bytes_max=LIMITS.baseline_bytes_max,
    ),
    route(f"DELETE {_PATH}", finding_baseline.remove, "Let no finding be known", {204: None}),
)
