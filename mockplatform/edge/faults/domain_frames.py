"""Owns how faults of the domain are performed on frames."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Protocol

from mockplatform.edge.faults.domain import STAGES, STRIKES
from mockplatform.edge.faults.line import Turn
from mockplatform.errors import InjectedFault
from mockplatform.faults import effects
from mockplatform.faults.plan import Firing
from mockplatform.faults.staged import AS_IT_IS, Staged
from mockplatform.platform import Platform
from mockplatform.strikes import Means
from mockplatform.tenant import Tenant


class Socket(Protocol):
    """A socket that acts for the holder of a token."""

    platform: Platform
    tenant: Tenant
    staged: Staged

    def sever(self, reason: str) -> None:
        """End as at the end of the token."""


class Frame(Protocol):
    """A frame on its way through faults."""

    is_sent: bool

    @property
    def socket(self) -> Any:
        """Whose frame it is: a `Socket` where the fault claims a token or a conversation."""

    async def act(self, turn: Turn) -> None:
        """Let it go on."""

    async def pass_(self, act: Callable[[Turn], Awaitable[None]] | None = None) -> None:
        """Let it go on when it is its turn; or do something else then."""


async def stage(frame: Frame, firing: Firing, effect: Any) -> None:
    """Have the frame's work heed what the fault wants."""
    await _with(frame, STAGES[type(effect)](AS_IT_IS, effect, firing.at.now))


async def _with(frame: Frame, wanted: Staged) -> None:
    """Let a frame go on with something staged for whoever hears it."""
    socket: Socket = frame.socket

    async def act(turn: Turn) -> None:
        socket.staged = wanted
        try:
            await frame.act(turn)
        finally:
            socket.staged = AS_IT_IS

    await frame.pass_(act)


async def refuse(frame: Frame, firing: Firing, effect: effects.Respond) -> None:
    """Have the frame's dialect refuse it in its own words; nothing is done."""
    error = InjectedFault(effect.status, firing.armed.id, effect.retry_after_s, effect.code)
    if effect.retry_after_s is not None:
        error.hint = f"Send it again in {error.headers['Retry-After']} s."
    await _with(frame, AS_IT_IS._replace(refusal=error))


async def strike(frame: Frame, firing: Firing, effect: Any) -> None:
    """Do what the fault wants to the platform itself, and let the frame meet it."""
    socket: Socket = frame.socket
    platform, tenant = socket.platform, socket.tenant
    means = Means(platform.service, platform.tokens)
    await STRIKES[type(effect)](means, tenant, effect, firing.at)
    await frame.pass_()


async def end_token(frame: Frame, firing: Firing, effect: effects.EndToken) -> None:
    """Sever the socket; what is being sent still goes, and what was heard is not."""
    del firing, effect
    socket: Socket = frame.socket
    socket.sever("the access token has expired")
    if frame.is_sent:
        await frame.pass_()


PERFORMERS: dict[type[Any], Callable[[Any, Firing, Any], Awaitable[None]]] = {
    effects.Respond: refuse,
    effects.LoseWrite: stage,
    effects.CloseConversation: strike,
    effects.EndToken: end_token,
}
