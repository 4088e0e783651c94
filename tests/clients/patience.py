"""Owns how a good client waits and calls: bounded, backing off, with a token that is alive."""

from __future__ import annotations

import asyncio
import itertools
import random
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import aiohttp

from tests.clients.api import REFRESH, TOKEN, Api, Refused, Reply, claims_of
from tests.clients.place import Place

CALL_S = 0.5
"""How long a call may take, in real time."""
FIRST_S, CAP_S = 1.0, 30.0
GIVE_UP_S = 12 * 60.0
"""How much of the tenant's time it is patient for, for one and the same thing."""
ROTATE_BEFORE_S = 5 * 60.0
"""It renews so long before a token's end, or when a quarter of its life is left."""
UNWELL = (408, 425, 429)


class GaveUp(Exception):
    """The platform did not come back in all the time that a customer waits."""


class Pace(Protocol):
    """The tenant's time, and how some of it passes."""

    @property
    def now(self) -> float:
        """The tenant's time."""

    async def advance(self, by_s: float) -> None:
        """Let so much of it pass."""


@dataclass(kw_only=True)
class Backoff:
    """Capped exponential waits with jitter, on the tenant's clock.

    Attributes:
        waits: How often it has waited.
    """

    steering: Pace
    luck: random.Random
    waits: int = 0

    async def wait(self, attempt: int, at_least_s: float = 0.0) -> None:
        """Let some time pass before the next attempt, and never less than was asked for.

        Raises:
            GaveUp: There were so many that it is no use.
        """
        if attempt * CAP_S > GIVE_UP_S:
            raise GaveUp(f"after {attempt} attempts")
        self.waits += 1
        most = min(CAP_S, FIRST_S * 2 ** min(attempt, 16))
        await self.steering.advance(max(most * self.luck.uniform(0.5, 1.0), at_least_s))


@dataclass(kw_only=True)
class Calls:
    """HTTP calls that last until they succeed, or are refused for good.

    Attributes:
        user_id: For whom it logs in.
    """

    api: Api
    backoff: Backoff
    place: Place
    instance_id: str
    user_id: str = "user-7"
    access: str = ""
    refresh: str = ""
    exp: float = 0.0
    renew_at: float = 0.0
    rotations: int = 0
    swapped: Callable[[], Awaitable[None]] | None = None
    _swapping: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def call(
        self, method: str, path: str, *, json: Any = None, headers: Mapping[str, str] | None = None
    ) -> Reply:
        """Make a call with a live token until it is answered; each call here may be repeated.

        Raises:
            Refused: The platform does not want it, however often.
        """
        for attempt in itertools.count():
            token = await self.token()
            reply = await self.once(method, path, token=token, json=json, headers=headers)
            if reply is not None and reply.status < 400:
                return reply
            if reply is not None and reply.status == 401:
                await self._renew(token)
            elif reply is not None and not _is_unwell(reply):
                raise Refused(f"{method} {path}", reply)
            if attempt or reply is None or reply.status != 401:
                await self.backoff.wait(attempt, _retry_after(reply))
        raise AssertionError

    async def once(
        self,
        method: str,
        path: str,
        *,
        token: str = "",
        json: Any = None,
        headers: Mapping[str, str] | None = None,
    ) -> Reply | None:
        """Make one attempt; None if there was no answer, or none that can be read."""
        try:
            async with asyncio.timeout(CALL_S):
                reply = await self.api.call(method, path, token=token, json=json, headers=headers)
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError):
            return None
        is_empty = reply.status == 200 and reply.body is None
        return None if is_empty else reply

    # ------------------------------------------------------------------ tokens

    async def token(self) -> str:
        """Return an access token that is good for a while; refresh it well before its end."""
        if self.backoff.steering.now >= self.renew_at:
            await self._renew(self.access)
        return self.access

    async def renew(self) -> None:
        """Get the next pair now."""
        await self._renew(self.access)

    async def _renew(self, stale: str) -> None:
        """Get the next pair, one at a time: who waited finds that it is done."""
        async with self._swapping:
            if self.access != stale:
                return
            if not await self._rotate():
                await self._log_in()
        if self.swapped is not None and stale:
            await self.swapped()

    async def _rotate(self) -> bool:
        """Refresh while the token lives; return whether there is a new pair."""
        body = {"grant_type": "refresh_token", "refresh_token": self.refresh}
        for attempt in itertools.count():
            if self.backoff.steering.now >= self.exp:
                return False  # the edge would refuse the refresh itself
            reply = await self.once("POST", REFRESH, token=self.access, json=body)
            if reply is not None and reply.status == 200:
                self._keep(reply.body)
                self.rotations += 1
                return True
            if reply is not None and not _is_unwell(reply):
                return False
            await self.backoff.wait(attempt, _retry_after(reply))
        raise AssertionError

    async def _log_in(self) -> None:
        body = {
            "deploymentId": self.place.deployment_id,
            "userId": self.user_id,
            "instanceId": self.instance_id,
        }
        for attempt in itertools.count():
            reply = await self.once("POST", TOKEN, json=body)
            if reply is not None and reply.status in (200, 201):
                self._keep(reply.body)
                return
            if reply is not None and not _is_unwell(reply) and reply.status != 401:
                raise Refused("log in", reply)
            await self.backoff.wait(attempt, _retry_after(reply))

    def _keep(self, pair: dict[str, Any]) -> None:
        self.access, self.refresh = pair["access_token"], pair["refresh_token"]
        claims = claims_of(self.access)
        self.exp = float(claims["exp"])
        self.renew_at = self.exp - min(ROTATE_BEFORE_S, (self.exp - claims["iat"]) / 4)


def _is_unwell(reply: Reply) -> bool:
    """Whether the platform may well answer otherwise in a while."""
    return reply.status >= 500 or reply.status in UNWELL


def _retry_after(reply: Reply | None) -> float:
    """Return how many seconds the platform asks to be left alone."""
    text = "" if reply is None else reply.headers.get("Retry-After", "")
    return float(text) if text.replace(".", "", 1).isdecimal() else 0.0
