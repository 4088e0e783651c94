"""Owns the place of a dialect's guard: before the token, the body and whatever may be told."""

from __future__ import annotations

from aiohttp import web

from mockplatform.edge.call import Call, Next
from mockplatform.edge.route import Route


def layer(route: Route, rest: Next) -> Next:
    """Let the call by if the dialect's guard does."""
    guard = route.dialect.guard
    if guard is None:
        return rest

    async def check(call: Call) -> web.StreamResponse:
        guard(call)
        return await rest(call)

    return check
