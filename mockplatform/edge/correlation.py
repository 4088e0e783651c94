"""Owns correlation: each call has an id, its own or a new one, and so has its answer."""

from __future__ import annotations

from itertools import count

from aiohttp import web
from aiohttp.hdrs import SERVER
from multidict import istr

from mockplatform.edge.call import Call, Next
from mockplatform.edge.route import Route
from mockplatform.limits import LIMITS

HEADER = istr("X-Correlation-Id")
_FIRST_VISIBLE, _LAST_VISIBLE = "!", "~"
_numbers = count(1)


def choose(asked: str | None, seed: int) -> str:
    """Return the caller's id where it is 1 to 128 visible ASCII characters, else a new one.

    New ids are numbered, not drawn: they cost no luck and stand in the order of arrival.
    """
    if asked and len(asked) <= LIMITS.correlation_id_chars_max and _is_visible(asked):
        return asked
    return f"{seed & 0xFFFFFFFF:08x}-0000-4000-8000-{next(_numbers):012x}"


def _is_visible(text: str) -> bool:
    return all(_FIRST_VISIBLE <= char <= _LAST_VISIBLE for char in text)


def layer(route: Route, rest: Next) -> Next:
    """Give the call its id and write it on the answer."""
    del route

    async def correlate(call: Call) -> web.StreamResponse:
        asked = call.request.headers.get(HEADER)
        call.correlation_id = choose(asked, call.tenant.tenancy.seed)
        response = await rest(call)
        if not response.prepared:
            response.headers[HEADER] = call.correlation_id
            # The server library would name itself and its version.
            response.headers[SERVER] = "mockplatform"
        return response

    return correlate
