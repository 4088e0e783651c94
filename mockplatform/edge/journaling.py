"""Owns the journal's line for each request: what was asked, what was answered, by when."""

from __future__ import annotations

from aiohttp import web

from mockplatform.edge.call import Call, Next
from mockplatform.edge.route import Route


def layer(route: Route, rest: Next) -> Next:
    """Record the request once it is answered (a socket: once its handshake is)."""
    if route.hidden:
        return rest

    async def journal(call: Call) -> web.StreamResponse:
        call.began = call.platform.around.stopwatch()
        response = await rest(call)
        if not isinstance(response, web.WebSocketResponse):
            record(call, response.status)
        return response

    return journal


def record(call: Call, status: int) -> None:
    """Put the request's line into its tenant's journal."""
    elapsed_ms = round((call.platform.around.stopwatch() - call.began) * 1000, 3)
    call.tenant.journal.record(
        "http",
        (
            call.request.method,
            call.path,
            status,
            elapsed_ms,
            call.error_code,
            call.hint or None,
            call.notes,
        ),
        at=call.now,
        correlation_id=call.correlation_id,
        subject=call.subject,
        conversation_id=call.conversation_id,
    )
