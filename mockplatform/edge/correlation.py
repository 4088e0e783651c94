"""Owns correlation: each call has an id, its own or a new one, and so has its answer."""

from __future__ import annotations

from urllib.parse import quote

from aiohttp import web
from aiohttp.hdrs import SERVER
from multidict import istr

from mockplatform.edge.call import Call, Next
from mockplatform.edge.route import Auth, Route
from mockplatform.limits import LIMITS

HEADER = istr("X-Correlation-Id")
EXPLAIN = istr("X-Mockplatform-Explain")
_STEPS = (".", "..")
"""Segments that clients take out of a path before they ask, written as `%2E` too."""
_FIRST_VISIBLE, _LAST_VISIBLE = "!", "~"


def is_taken(asked: str) -> bool:
    """Whether a caller's id is taken over: it is 1 to 128 visible ASCII characters.

    `.` and `..` are not: no client asks for a URL that ends so, and the answer's is to be followed.
    """
    is_short = 0 < len(asked) <= LIMITS.correlation_id_chars_max
    return is_short and _is_visible(asked) and asked not in _STEPS


def _is_visible(text: str) -> bool:
    return all(_FIRST_VISIBLE <= char <= _LAST_VISIBLE for char in text)


def explain_url(call: Call) -> str:
    """Return where the chain that led to a call's answer is told."""
    id_ = call.correlation_id if call.is_numbered else quote(call.correlation_id, safe="")
    return f"{call.tenant.tenancy.issuers[-1]}/__admin/explain/{id_}"


def layer(route: Route, rest: Next) -> Next:
    """Give the call its id and write it on the answer.

    Who steers has numbers of its own, so that looking on changes nothing of what clients see.
    """
    steers = route.auth is Auth.OWN
    is_told = not route.hidden  # what the journal has, it can explain
    finish = route.dialect.finish

    async def correlate(call: Call) -> web.StreamResponse:
        asked = call.request.headers.get(HEADER)
        if asked is not None and is_taken(asked):
            call.correlation_id = asked
        else:
            call.is_numbered = True
            call.correlation_id = call.tenant.name_call(steers=steers)
        response = await rest(call)
        if not response.prepared:
            response.headers[HEADER] = call.correlation_id
            if is_told:
                response.headers[EXPLAIN] = explain_url(call)
            # The server library would name itself and its version.
            response.headers[SERVER] = "mockplatform"
            if finish is not None:
                finish(call, response)
        return response

    return correlate
