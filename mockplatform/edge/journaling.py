"""Owns the journal's line for each request: what was asked, what was answered, by when."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from aiohttp import web
from multidict import istr

from mockplatform.edge import deeds
from mockplatform.edge.call import Call, Next
from mockplatform.edge.cutting import NoAnswer
from mockplatform.edge.faults import repeats
from mockplatform.edge.route import Auth, Route
from mockplatform.redaction import may_hold_token, without_tokens

FINDINGS = istr("X-Mockplatform-Findings")
"""On an answer: what its request was found to do wrong (a list of RFC 9651, with the rules)."""


def layer(route: Route, rest: Next) -> Next:
    """Record the request once it is answered (a socket: once its handshake is)."""
    if route.hidden:
        return rest

    op = "" if route.auth is Auth.OWN else f"{route.method} {route.path}"
    has_instances, is_url_given = route.dialect.has_instances, route.is_url_given
    aim = route.aim

    async def journal(call: Call) -> web.StreamResponse:
        call.op, call.aim = op, aim
        call.has_instances, call.is_url_given = has_instances, is_url_given
        call.began, call.came_at = call.platform.around.stopwatch(), call.now
        if call.tenant.unanswered:
            call.retry_of = repeats.find(call)
        response = await rest(call)
        if not isinstance(response, web.WebSocketResponse):
            entry = record(call, response.status, response.headers)
            if op:
                _tell_findings(call, entry, response)
            if call.fault is not None and isinstance(response, NoAnswer):
                repeats.remember(call, entry)
        return response

    return journal


def _tell_findings(call: Call, entry: int, response: web.StreamResponse) -> None:
    """Write on the answer which rules of a good client the request has broken."""
    found = call.tenant.reviewer.review()
    if not found or response.prepared:
        return
    raised = [one for one in found if one.last.evidence[-1].entry.id == entry]
    if raised:
        response.headers[FINDINGS] = ", ".join(f"{one.id};rule={one.about.id}" for one in raised)


def record(call: Call, status: int, headers: Mapping[str, str] | None = None) -> int:
    """Put the request's line into its tenant's journal; return the entry's id."""
    elapsed_ms = round((call.platform.around.stopwatch() - call.began) * 1000, 3)
    access = call.access
    claims = None if access is None else access.claims
    path = call.path
    if may_hold_token(path):
        path = without_tokens(path)
    entry = call.tenant.journal.record(
        "http",
        (
            call.request.method,
            path,
            status or None,
            elapsed_ms,
            call.error_code,
            without_tokens(call.hint) if call.hint else None,
            call.notes and [without_tokens(note) for note in call.notes],
            call.fault,
            call.retry_of,
            claims and claims.jti,
            access and access.shown,
            claims and claims.exp,
        ),
        at=call.now,
        correlation_id=call.correlation_id,
        subject=call.subject,
        conversation_id=without_tokens(call.conversation_id),
        caused_by=call.cause,
        deed=deeds.of(call, status, headers) if call.op and call.tenant.reviewer.is_on else None,
    )
    if call.platform.around.log_requests:
        _log(call, path, status, elapsed_ms)
    return entry


def _log(call: Call, path: str, status: int, elapsed_ms: float) -> None:
    """Write the line that `--log-requests` asks for; the journal has it anyway."""
    about = {
        "method": call.request.method,
        "path": path,
        "status": status,
        "elapsed_ms": elapsed_ms,
        "tenant": call.tenant.id,
        "correlation_id": call.correlation_id,
    }
    logging.getLogger("mockplatform.requests").info("request", extra=about)
