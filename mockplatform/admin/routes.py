"""Owns the table of the admin API's routes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from aiohttp import web

from mockplatform.admin import clock, server, tenants
from mockplatform.admin.bodies import Nothing, read
from mockplatform.admin.context import record
from mockplatform.admin.problems import ADMIN, HEALTH
from mockplatform.edge.call import Answer, Call
from mockplatform.edge.route import Auth, Dialect, Route
from mockplatform.errors import UnknownMember

PREFIX = "/__admin"
Handler = Callable[[Call], Awaitable[Answer | web.StreamResponse]]


def _route(
    verb: str,
    handler: Handler,
    summary: str,
    gives: Mapping[int, Any],
    *,
    takes: Any = None,
    query: Mapping[str, str] | None = None,
    noted: bool = False,
    dialect: Dialect = ADMIN,
    prefix: str = PREFIX,
) -> Route:
    """Return one route; `noted`: the handler itself tells the journal what was done."""
    method, _, path = verb.partition(" ")
    known = query or {}
    body = takes or (Nothing if method == "POST" else None)

    async def answer(call: Call) -> Answer | web.StreamResponse:
        for name in call.request.query:
            if name not in known:
                raise UnknownMember("query", name, known)
        if body is Nothing:
            read(call, Nothing)
        answered = await handler(call)
        if method != "GET" and not noted:
            record(call, "admin", (summary, f"{method} {call.path}"))
        return answered

    return Route(
        method=method,
        path=prefix + path,
        handler=answer,
        dialect=dialect,
        summary=summary,
        auth=Auth.OWN,
        takes=body,
        gives=gives,
        query=known,
        # Its reads are not journaled: who looks at the journal is not to fill it.
        hidden=True,
    )


SERVER = (
    _route("GET /live", server.live, "Is it alive?", {200: server.StatusView}, dialect=HEALTH),
    _route("GET /ready", server.ready, "Is it ready?", {200: server.StatusView}, dialect=HEALTH),
    _route("GET /version", server.version, "What is it?", {200: server.VersionView}),
    _route("GET /openapi.json", server.openapi, "Describe the HTTP API", {200: dict[str, Any]}),
    _route("GET /asyncapi.json", server.asyncapi, "Describe the socket", {200: dict[str, Any]}),
    _route("POST /shutdown", server.shutdown, "End the server", {202: server.StatusView}),
    _route("GET /echo", server.echo, "A socket that echoes text and binary", {101: None}),
)

TENANTS = (
    _route(
        "POST /tenants",
        tenants.create,
        "Make a tenant",
        {201: tenants.TenantView},
        takes=tenants.TenantBody,
    ),
    _route("GET /tenants", tenants.listing, "List the tenants", {200: tenants.TenantList}),
    _route("GET /tenants/{id}", tenants.get, "Show a tenant", {200: tenants.TenantView}),
    _route("DELETE /tenants/{id}", tenants.delete, "Take a tenant away", {204: None}),
    *(
        _route(
            f"POST {of}/reset{part}",
            tenants.reset,
            summary,
            {200: tenants.TenantView},
            noted=True,
        )
        for of in ("", "/tenants/{id}")
        for part, summary in (("", "Put a tenant back"), ("/{part}", "Put a part of it back"))
    ),
)

CLOCK = (
    _route("GET /clock", clock.get, "Show the clock", {200: clock.ClockView}),
    _route(
        "POST /clock/advance",
        clock.advance,
        "Move the clock forward, and do what falls due",
        {200: clock.AdvanceView},
        takes=clock.AdvanceBody,
        noted=True,
    ),
    _route(
        "POST /clock/pause",
        clock.pause,
        "Stop the clock, now or at an instant",
        {200: clock.ClockView},
        takes=clock.PauseBody,
        noted=True,
    ),
    _route(
        "POST /clock/resume",
        clock.resume,
        "Let the clock run",
        {200: clock.ClockView},
        takes=clock.ResumeBody,
        noted=True,
    ),
    _route(
        "POST /clock/reset", clock.reset, "Return to real time", {200: clock.ClockView}, noted=True
    ),
)

ROUTES = (*SERVER, *TENANTS, *CLOCK)
