"""Owns the inner phases on sockets: where a frame's token is judged, or its routing data placed.

Of a call they are asked in the edge's order; of a frame only its dialect knows what it brings.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from typing import Any

from mockplatform import injection
from mockplatform.edge import auth
from mockplatform.edge.cutting import tear_down
from mockplatform.edge.faults.domain import STAGES, STRIKES
from mockplatform.edge.faults.harm import Harm
from mockplatform.edge.faults.holding import hold
from mockplatform.edge.faults.stakes import stake
from mockplatform.edge.harmable import HarmableSocket
from mockplatform.errors import InjectedFault, Unauthorized
from mockplatform.faults import effects
from mockplatform.faults.plan import Firing
from mockplatform.faults.where import Occasion, Phase
from mockplatform.strikes import Means
from mockplatform.tenant import Tenant
from mockplatform.tokens import Access


async def judged(socket: HarmableSocket, tenant: Tenant, token: str, frame: str) -> Access:
    """Recognise and judge a token that came in a frame, as faults of phase `token` will have it.

    Raises:
        Unauthorized: The token is not good now.
        InjectedFault: A fault answers with a status.
        ConnectionResetError: A fault has cut the connection.
    """
    if "token" in tenant.faults.by_phase:
        at = _token_occasion(socket, tenant, token, frame)
        if at is not None:
            await _ask(socket, tenant, "token", at)
    return auth.judged(
        socket.platform.tokens,
        tenant,
        token,
        correlation_id=socket.correlation_id,
        staged=socket.staged,
    )


def _token_occasion(
    socket: HarmableSocket, tenant: Tenant, token: str, frame: str
) -> Occasion | None:
    try:
        access: Access = socket.platform.tokens.recognise(tenant, token)
    except Unauthorized:
        return None  # it is refused by itself
    claims = access.claims
    return replace(
        socket.occasion("token", frame),
        now=tenant.clock.now(),
        subject=claims.sub,
        deployment_id=claims.deployment_id,
        client_id=claims.client_id,
        instance_id=claims.instance_id,
        token=stake(access),
    )


async def ask_routing(socket: HarmableSocket, frame: str) -> None:
    """Ask the faults of phase `routing` of a frame that writes routing data.

    Raises:
        InjectedFault: A fault answers with a status.
        ConnectionResetError: A fault has cut the connection.
    """
    if "routing" in socket.tenant.faults.by_phase:
        await _ask(socket, socket.tenant, "routing", socket.occasion("routing", frame))


async def _ask(socket: HarmableSocket, tenant: Tenant, phase: Phase, at: Occasion) -> None:
    firing = injection.ask(tenant, phase, at)
    if firing is None:
        return
    effect = firing.effect
    if type(effect) in STAGES:
        socket.staged = STAGES[type(effect)](socket.staged, effect, at.now)
    elif type(effect) in STRIKES:
        means = Means(socket.platform.service, socket.platform.tokens)
        await STRIKES[type(effect)](means, tenant, effect, at)
        await socket.platform.timeline.settle(tenant)
    else:
        await _PERFORMERS[type(effect)](socket, firing, effect)


async def _respond(socket: HarmableSocket, firing: Firing, effect: effects.Respond) -> None:
    del socket
    raise InjectedFault(effect.status, firing.armed.id, effect.retry_after_s, effect.code)


async def _wait(socket: HarmableSocket, firing: Firing, effect: effects.Wait) -> None:
    await _hold(socket, firing, effect.seconds)


async def _hang(socket: HarmableSocket, firing: Firing, effect: effects.Hang) -> None:
    del effect
    await _hold(socket, firing, None)


async def _hold(socket: HarmableSocket, firing: Firing, seconds: float | None) -> None:
    """Hold the socket's reader, as a service does that does not answer."""

    def is_gone() -> bool:
        return socket.transport is None

    around = socket.platform.around
    await Harm.of(socket).slowly(partial(hold, around, firing.armed, seconds, is_gone))


async def _reset(socket: HarmableSocket, firing: Firing, effect: effects.Reset) -> None:
    del firing, effect
    tear_down(socket.transport)


async def _say_close(socket: HarmableSocket, firing: Firing, effect: effects.SayClose) -> None:
    del firing
    socket.close_at_once(effect.code, effect.reason)


_PERFORMERS: dict[type[Any], Callable[[HarmableSocket, Firing, Any], Awaitable[None]]] = {
    effects.Respond: _respond,
    effects.Wait: _wait,
    effects.Hang: _hang,
    effects.Reset: _reset,
    effects.SayClose: _say_close,
}
