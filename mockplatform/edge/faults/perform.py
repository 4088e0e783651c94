"""Owns how the effect of a fault on a call is performed. One function for each effect."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from mockplatform.edge.answers import respond
from mockplatform.edge.call import Call, Next
from mockplatform.edge.faults.cutting import NoAnswer
from mockplatform.edge.faults.holding import hold
from mockplatform.errors import FAULT, InjectedFault
from mockplatform.faults import effects
from mockplatform.faults.plan import Firing

Performer = Callable[[Call, Firing, Any, Next], Awaitable[web.StreamResponse]]
"""Takes the call, what fired, its effect, and the rest of the call's way."""


async def perform(call: Call, firing: Firing, rest: Next) -> web.StreamResponse:
    """Do to a call what a fault wants done; the answer tells which fault it was."""
    call.fault = firing.armed.id
    response = await _PERFORMERS[type(firing.effect)](call, firing, firing.effect, rest)
    if not response.prepared:
        response.headers[FAULT] = firing.armed.id
    return response


async def _respond(
    call: Call, firing: Firing, effect: effects.Respond, rest: Next
) -> web.StreamResponse:
    del call, rest
    error = InjectedFault(effect.status, firing.armed.id, effect.retry_after_s)
    error.headers.update(effect.headers)
    if effect.body is None:
        raise error
    body = effect.body.encode() if isinstance(effect.body, str) else effect.body
    return respond(effect.status, body, error.headers)


async def _wait(call: Call, firing: Firing, effect: effects.Wait, rest: Next) -> web.StreamResponse:
    await _hold(call, firing, effect.seconds)
    return await rest(call)


async def _hang(call: Call, firing: Firing, effect: effects.Hang, rest: Next) -> web.StreamResponse:
    del effect
    await _hold(call, firing, None)
    return await rest(call)


async def _hold(call: Call, firing: Firing, seconds: float | None) -> None:
    """Hold the call; whoever left meanwhile is not served any more, as on a real edge."""

    def is_gone() -> bool:
        return call.request.transport is None or call.request.transport.is_closing()

    await hold(call.platform.around, firing.armed, seconds, is_gone)
    # What was held goes on as of now, in the tenant that is there by now.
    await call.enter(call.platform.tenant(call.tenant.id))


async def _reset(
    call: Call, firing: Firing, effect: effects.Reset, rest: Next
) -> web.StreamResponse:
    del call, firing, effect, rest
    return NoAnswer(reset=True)


_PERFORMERS: dict[type[Any], Performer] = {
    effects.Respond: _respond,
    effects.Wait: _wait,
    effects.Hang: _hang,
    effects.Reset: _reset,
}
