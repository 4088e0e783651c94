"""Owns how a route of the admin API is written down: a verb, what it does, what it gives."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from aiohttp import web

from mockplatform.admin.bodies import Nothing, read
from mockplatform.admin.context import record
from mockplatform.admin.problems import ADMIN
from mockplatform.edge.call import Answer, Call
from mockplatform.edge.route import Auth, Dialect, Route
from mockplatform.errors import UnknownMember
from mockplatform.limits import LIMITS
from mockplatform.redaction import without_tokens

PREFIX = "/__admin"
Handler = Callable[[Call], Awaitable[Answer | web.StreamResponse]]


def route(
    verb: str,
    handler: Handler,
    summary: str,
    gives: Mapping[int, Any],
    *,
    takes: Any = None,
    query: Mapping[str, str] | None = None,
    choices: Mapping[str, Sequence[str]] | None = None,
    also: Sequence[str] = (),
    noted: bool = False,
    body_bytes_max: int = LIMITS.body_bytes_max,
    dialect: Dialect = ADMIN,
    prefix: str = PREFIX,
    hidden: bool = True,
    settles: bool = True,
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
        if method != "GET" and call.tenant.run is not None:
            await call.tenant.run.acting(method, call.path, call.body)
        answered = await handler(call)
        if method != "GET" and call.tenant.run is not None:
            call.tenant.run.acted(method, call.path, call.body)
        if method != "GET" and not noted:
            record(call, "admin", (summary, without_tokens(f"{method} {call.path}")))
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
        choices=choices or {},
        also=also,
        body_bytes_max=body_bytes_max,
        # Not as a request: who looks at the journal is not to fill it. Acts are told above.
        hidden=hidden,
        settles=settles,
    )
