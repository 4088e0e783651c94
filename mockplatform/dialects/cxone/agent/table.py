"""Owns how the Digital API's routes are written."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from aiohttp import web

from mockplatform.dialects.cxone.agent import staff
from mockplatform.dialects.cxone.agent.errors import DFO
from mockplatform.dialects.cxone.agent.places import API
from mockplatform.edge.call import Answer, Call
from mockplatform.edge.route import Route
from mockplatform.edge.staffing import behind
from mockplatform.faults.where import Does, Phase
from mockplatform.findings.deeds import Aim

Handler = Callable[[Call], Awaitable[Answer | web.StreamResponse]]


def _bare(name: str) -> str:
    """Return a parameter's name without the brackets of a list."""
    return name.partition("[")[0]


def route(
    method: str,
    path: str,
    handler: Handler,
    summary: str,
    *,
    takes: Any = None,
    gives: Mapping[int, Any] | None = None,
    query: Mapping[str, str] | None = None,
    does: Does = "",
    aim: Aim = "",
    inner: Phase | None = None,
) -> Route:
    """Return a route of the Digital API, for staff only."""
    known = {_bare(name) for name in query or {}}

    def check(call: Call) -> None:
        staff.check(call)
        unread = sorted({name for name in call.request.query if _bare(name) not in known})
        if unread:
            call.note(f"parameters that nobody reads: {', '.join(unread)[:500]}")

    told = Route(
        method=method,
        path=API + path,
        handler=handler,
        dialect=DFO,
        summary=summary,
        takes=takes,
        gives=gives or {204: None},
        query=query or {},
        does=does,
        aim=aim,
        inner=inner,
    )
    return behind(check, told)
