"""Owns the order of the edge: one list, outermost first.

CORS wraps errors, and errors wrap everything that may refuse, so that a browser can
read every refusal. The token is judged before the body is even read, and long before a
service is asked for anything; faults of the edge stand before it, as a real outage would.
"""

from __future__ import annotations

from aiohttp import web

from mockplatform.edge import (
    auth,
    correlation,
    cors,
    either,
    errors,
    guarding,
    handshake,
    journaling,
    limits,
    observing,
)
from mockplatform.edge.answers import write
from mockplatform.edge.call import Call, Next
from mockplatform.edge.faults import stages
from mockplatform.edge.route import Layer, Route

LAYERS: tuple[Layer, ...] = (
    correlation.layer,
    journaling.layer,
    cors.layer,
    errors.layer,
    guarding.layer,
    observing.layer,  # where a run is recorded: before any fault is asked
    stages.first_layer,  # faults of the phases `edge` and `handshake`
    handshake.layer,
    stages.token_layer,  # of `token`, as the token is judged
    auth.token_layer,
    auth.scope_layer,
    limits.layer,
    stages.work_layer,  # of `service` and what is behind it; around the dialect, of `reply`
)


FAULTS: frozenset[Layer] = frozenset({stages.first_layer, stages.token_layer, stages.work_layer})


def compose(route: Route, *, has_faults: bool = True) -> Next:
    """Return the edge for one route, with the layers that it needs and no others.

    Args:
        route: The route.
        has_faults: Whether the tenant's faults act on it.
    """

    async def answer(call: Call) -> web.StreamResponse:
        return write(call, await route.handler(call))

    rest: Next = answer
    for layer in reversed(LAYERS):
        if has_faults or layer not in FAULTS:
            rest = layer(route, rest)
    if route.staff is not None:
        staff = compose(route.staff, has_faults=has_faults)
        rest = either.by_token(route, customers=rest, staff=staff, nobody=rest)
    return rest
