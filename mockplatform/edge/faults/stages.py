"""Owns where faults of a call stand: before its token is looked at, before its work, after it.

With no fault set, a stage is a look-up and no coroutine.
"""

from __future__ import annotations

from collections.abc import Awaitable

from aiohttp import web

from mockplatform import injection
from mockplatform.edge.auth import recognised
from mockplatform.edge.call import Call, Next
from mockplatform.edge.errors import refuse
from mockplatform.edge.faults.occasions import of_call
from mockplatform.edge.faults.perform import perform
from mockplatform.edge.route import Auth, Route
from mockplatform.errors import PlatformError
from mockplatform.faults.where import Phase


def first_layer(route: Route, rest: Next) -> Next:
    """Ask the faults of phase `edge`, or of `handshake` where the route is a socket's."""
    if route.auth is Auth.OWN:
        return rest
    phase: Phase = "handshake" if route.auth is Auth.SOCKET else "edge"

    def ask(call: Call) -> Awaitable[web.StreamResponse]:
        if phase not in call.tenant.faults.by_phase:
            return rest(call)
        return _before(call, route, (phase,), rest)

    return ask


def token_layer(route: Route, rest: Next) -> Next:
    """Ask the faults of phase `token` where a token of ours is about to be judged."""
    if route.auth is Auth.OWN:
        return rest

    def ask(call: Call) -> Awaitable[web.StreamResponse]:
        if "token" not in call.tenant.faults.by_phase:
            return rest(call)
        access = recognised(call, route)
        if access is None:
            return rest(call)
        call.subject = access.claims.sub
        return _before(call, route, ("token",), rest)

    return ask


def work_layer(route: Route, rest: Next) -> Next:
    """Ask the faults of phase `service` and of what is behind it; then, of phase `reply`."""
    if route.auth is Auth.OWN:
        return rest
    phases: tuple[Phase, ...] = ("service",) if route.inner is None else ("service", route.inner)

    def ask(call: Call) -> Awaitable[web.StreamResponse]:
        if not call.tenant.faults.by_phase:
            return rest(call)
        # Where a token came along, `token` was asked when it was judged.
        was_asked = route.inner == "token" and call.access is not None
        return _around(call, route, ("service",) if was_asked else phases, rest)

    return ask


async def _before(
    call: Call, route: Route, phases: tuple[Phase, ...], rest: Next
) -> web.StreamResponse:
    """Ask each phase in turn; what fires in an earlier one stands around the later ones."""
    if not phases:
        return await rest(call)
    phase, later = phases[0], phases[1:]

    async def go_on(call: Call) -> web.StreamResponse:
        return await _before(call, route, later, rest)

    if phase not in call.tenant.faults.by_phase:
        return await go_on(call)
    firing = injection.ask(call.tenant, phase, await of_call(call, route))
    if firing is None:
        return await go_on(call)
    call.presented = call.presented or recognised(call, route)  # whom it befalls
    return await perform(call, firing, go_on)


async def _around(
    call: Call, route: Route, phases: tuple[Phase, ...], rest: Next
) -> web.StreamResponse:
    try:
        response = await _before(call, route, phases, rest)
    except PlatformError as error:
        if "reply" not in call.tenant.faults.by_phase:
            raise
        response = refuse(route, call, error)
    if "reply" not in call.tenant.faults.by_phase or response.prepared:
        return response

    async def done(call: Call) -> web.StreamResponse:
        del call
        return response

    return await _before(call, route, ("reply",), done)
