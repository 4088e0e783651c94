"""Owns how the Digital API's routes are written."""

from __future__ import annotations

from mockplatform.dialects.cxone.agent import staff
from mockplatform.dialects.cxone.agent.errors import DFO
from mockplatform.dialects.cxone.agent.places import API
from mockplatform.edge.call import Call
from mockplatform.edge.route import Route
from mockplatform.edge.staffing import StaffApi

_NOTE_CHARS = 500


def _bare(name: str) -> str:
    """Return a parameter's name without the brackets of a list."""
    return name.partition("[")[0]


def _check(call: Call, route: Route) -> None:
    """Let staff by; what of the query nobody reads is noted."""
    staff.check(call)
    if not call.request.query:
        return
    known = {_bare(name) for name in route.query}
    unread = sorted({name for name in call.request.query if _bare(name) not in known})
    if unread:
        call.note(f"parameters that nobody reads: {', '.join(unread)[:_NOTE_CHARS]}")


route = StaffApi(DFO, _check, base=API, gives={204: None}).route
"""Makes a route of the Digital API, for staff only."""
