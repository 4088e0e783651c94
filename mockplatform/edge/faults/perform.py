"""Owns how the effect of a fault on a call is performed. One function for each effect.

What a real edge does with a client that gives up while it waits is done here as well: before
the work, nothing is done for somebody who has left; behind it, the work stays done.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web
from aiohttp.hdrs import WWW_AUTHENTICATE
from multidict import CIMultiDict

from mockplatform.edge.answers import JSON_TYPE, closes, respond
from mockplatform.edge.call import Call, Next
from mockplatform.edge.cutting import NoAnswer
from mockplatform.edge.faults import domain
from mockplatform.edge.faults.harming import Dripped, Truncated, body_of, malformed
from mockplatform.edge.faults.holding import hold
from mockplatform.errors import FAULT, InjectedFault, NotReady, PlatformError, Unauthorized
from mockplatform.faults import effects
from mockplatform.faults.plan import Firing
from mockplatform.limits import LIMITS

Performer = Callable[[Call, Firing, Any, Next], Awaitable[web.StreamResponse]]
"""Takes the call, what fired, its effect, and the rest of the call's way."""

_TEXT_TYPE = "text/plain; charset=utf-8"
_BUSY = 503


async def perform(call: Call, firing: Firing, rest: Next) -> web.StreamResponse:
    """Do to a call what a fault wants done; the answer tells which fault it was.

    Where several have acted on one call, that is the last of them on its way.
    """
    before = call.fault, call.cause
    call.fault = id_ = firing.armed.id
    call.cause = firing.armed.last_entry  # nobody has run since it fired
    try:
        response = await _PERFORMERS[type(firing.effect)](call, firing, firing.effect, rest)
    except PlatformError as error:
        error.headers.setdefault(FAULT, id_)
        raise
    if not _has_harmed(call):
        call.fault, call.cause = before
    elif not response.prepared:
        response.headers.setdefault(FAULT, id_)
    return response


def _has_harmed(call: Call) -> bool:
    """Whether the fault has found something to harm: `_whole` takes its name off where not."""
    return call.fault is not None


async def _respond(
    call: Call, firing: Firing, effect: effects.Respond, rest: Next
) -> web.StreamResponse:
    del rest
    error = InjectedFault(effect.status, firing.armed.id, effect.retry_after_s, effect.code)
    headers = CIMultiDict(error.headers)
    if effect.status == Unauthorized.status:
        headers[WWW_AUTHENTICATE] = f'Bearer realm="{call.tenant.id}", error="invalid_token"'
    headers.update(effect.headers)
    headers[FAULT] = firing.armed.id
    call.is_readable = effect.cors
    if effect.body is None and effect.status not in effects.BODILESS:
        error.headers = dict(headers)
        raise error
    is_text = isinstance(effect.body, str)
    body = effect.body.encode() if is_text else effect.body
    content_type = _TEXT_TYPE if is_text else JSON_TYPE
    is_head = call.request.method == "HEAD"
    response = respond(effect.status, body, headers, content_type, head=is_head)
    if closes(headers):
        response.force_close()
    return response


async def _wait(call: Call, firing: Firing, effect: effects.Wait, rest: Next) -> web.StreamResponse:
    return await _hold(call, firing, effect.seconds, rest)


async def _hang(call: Call, firing: Firing, effect: effects.Hang, rest: Next) -> web.StreamResponse:
    del effect
    return await _hold(call, firing, None, rest)


async def _hold(
    call: Call, firing: Firing, seconds: float | None, rest: Next
) -> web.StreamResponse:
    """Hold the call, and let it go on as of then, if its tenant is still the same."""
    armed = firing.armed
    _check_room(call, firing)

    def is_gone() -> bool:
        return call.request.transport is None or call.request.transport.is_closing()

    await hold(call.platform.around, armed, seconds, is_gone)
    is_done = armed.fault.phase == "reply"
    if is_gone():
        work = "the work was done before" if is_done else "nothing was done"
        call.note(f"the client left while fault {armed.id!r} held its call: {work}")
        return NoAnswer(reset=False)
    if not is_done:
        _check_is_same(call)
        await call.enter(call.tenant)
    return await rest(call)


def _check_is_same(call: Call) -> None:
    """Refuse what was held in a tenant that began anew.

    That is another run: this one is not to touch its state, and as little its luck.

    Raises:
        UnknownThing: The tenant is gone.
        NotReady: It was reset, rewound or replaced while the call was held.
    """
    if call.platform.tenant(call.tenant.id) is not call.tenant:
        raise NotReady(
            "The tenant began anew while a fault held this call; nothing was done",
            hint="Send it again.",
        )


def _check_room(call: Call, firing: Firing) -> None:
    """Answer at once where the tenant's faults hold as many as they may.

    Raises:
        InjectedFault: They do.
    """
    if sum(one.held for one in call.tenant.faults) < LIMITS.fault_held_max:
        return
    error = InjectedFault(_BUSY, firing.armed.id, 1.0)
    error.hint = (
        f"Faults of a tenant hold at most {LIMITS.fault_held_max} calls and sockets; "
        f"DELETE /__admin/faults/{firing.armed.id} lets go what this one holds."
    )
    raise error


async def _reset(
    call: Call, firing: Firing, effect: effects.Reset, rest: Next
) -> web.StreamResponse:
    del call, firing, effect, rest
    return NoAnswer(reset=True)


async def _finish(
    call: Call, firing: Firing, effect: effects.Finish, rest: Next
) -> web.StreamResponse:
    del call, firing, effect, rest
    return NoAnswer(reset=False)


async def _truncate(
    call: Call, firing: Firing, effect: effects.Truncate, rest: Next
) -> web.StreamResponse:
    whole, body = await _whole(call, firing, rest)
    return whole if body is None else Truncated(whole, body, effect.fraction)


async def _malform(
    call: Call, firing: Firing, effect: effects.Malform, rest: Next
) -> web.StreamResponse:
    del effect
    whole, body = await _whole(call, firing, rest)
    return whole if body is None else malformed(whole, body)


async def _drip(call: Call, firing: Firing, effect: effects.Drip, rest: Next) -> web.StreamResponse:
    whole, body = await _whole(call, firing, rest)
    if body is None:
        return whole
    around, rate = call.platform.around, effect.bytes_per_second
    return Dripped(whole, body, around=around, armed=firing.armed, bytes_per_second=rate)


async def _whole(call: Call, firing: Firing, rest: Next) -> tuple[web.StreamResponse, bytes | None]:
    """Return the answer as it would be, and its body.

    Where it has none the fault has changed nothing: then it is None, and the call says so.
    """
    whole = await rest(call)
    body = body_of(call.request, whole)
    if body is None:
        call.note(f"fault {firing.armed.id!r} had no body to harm")
        call.fault = None
    return whole, body


_PERFORMERS: dict[type[Any], Performer] = {
    effects.Respond: _respond,
    effects.Wait: _wait,
    effects.Hang: _hang,
    effects.Reset: _reset,
    effects.Finish: _finish,
    effects.Truncate: _truncate,
    effects.Malform: _malform,
    effects.Drip: _drip,
    **dict.fromkeys(domain.STAGES, domain.stage),
    **dict.fromkeys(domain.STRIKES, domain.strike),
}
