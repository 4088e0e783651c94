"""Owns how a run under observation hears of requests: as they come, and as they are answered."""

from __future__ import annotations

from collections.abc import Awaitable

from aiohttp import web

from mockplatform.edge.call import Call, Next
from mockplatform.edge.route import Auth, Route
from mockplatform.tenant import Observer


def layer(route: Route, rest: Next) -> Next:
    """Tell the run of each request; whoever stages an earlier run may let it wait."""
    if route.auth is Auth.OWN:
        return rest

    def observe(call: Call) -> Awaitable[web.StreamResponse]:
        run = call.tenant.run
        return rest(call) if run is None else _observed(call, run, rest)

    return observe


async def _observed(call: Call, run: Observer, rest: Next) -> web.StreamResponse:
    if await run.arrived():
        # The clock may have been moved, or the tenant put back.
        await call.enter(call.platform.tenant(call.tenant.id))
    run.began()
    try:
        return await rest(call)
    finally:
        run.answered()
