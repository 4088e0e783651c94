"""Owns how faults of the domain are performed on calls: what is staged for the work, what is done.

What is staged, the work itself heeds; what is done is done before it, for good.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from mockplatform import strikes
from mockplatform.edge.call import Call, Next
from mockplatform.faults import effects
from mockplatform.faults.plan import Firing
from mockplatform.faults.staged import Staged
from mockplatform.faults.where import Occasion
from mockplatform.strikes import Means
from mockplatform.tenant import Tenant

Stage = Callable[[Staged, Any, float], Staged]
"""Takes what is staged, an effect, and the tenant's time."""
Strike = Callable[[Means, Tenant, Any, Occasion], Awaitable[None]]


def _end_token(staged: Staged, effect: effects.EndToken, now: float) -> Staged:
    del effect, now
    return staged._replace(is_token_over=True)


def _skew(staged: Staged, effect: effects.SkewClock, now: float) -> Staged:
    del now
    return staged._replace(skew_s=effect.by_s)


def _read_stale(staged: Staged, effect: effects.ReadStale, now: float) -> Staged:
    return staged._replace(as_of=now - effect.by_s)


def _lose_write(staged: Staged, effect: effects.LoseWrite, now: float) -> Staged:
    del effect, now
    return staged._replace(keep=False)


def _truncate(staged: Staged, effect: effects.TruncateRouting, now: float) -> Staged:
    del now
    return staged._replace(routing_bytes_max=effect.bytes_max)


STAGES: dict[type[Any], Stage] = {
    effects.EndToken: _end_token,
    effects.SkewClock: _skew,
    effects.ReadStale: _read_stale,
    effects.LoseWrite: _lose_write,
    effects.TruncateRouting: _truncate,
}
STRIKES: dict[type[Any], Strike] = {
    effects.RevokeFamily: strikes.revoke,
    effects.RotateKey: strikes.rotate,
    effects.CloseConversation: strikes.close,
    effects.EvictContext: strikes.evict,
}


async def stage(call: Call, firing: Firing, effect: Any, rest: Next) -> web.StreamResponse:
    """Have the work heed what the fault wants."""
    del firing
    call.staged = STAGES[type(effect)](call.staged, effect, call.now)
    return await rest(call)


async def strike(call: Call, firing: Firing, effect: Any, rest: Next) -> web.StreamResponse:
    """Do what the fault wants to the platform itself, and let the call meet it."""
    platform, tenant = call.platform, call.tenant
    means = Means(platform.service, platform.tokens)
    await STRIKES[type(effect)](means, tenant, effect, firing.at)
    # What follows of it at once is not left to an alarm: a key that is forgotten is gone.
    await platform.timeline.settle(tenant)
    return await rest(call)
