"""Owns where a client program finds its platform: the environment, as `mockplatform exec` sets it.

The programs keep the tenant's clock still and move it themselves, by the admin API: what
they wait for passes at once, and a run does not depend on how fast the machine is.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

import aiohttp

from tests.clients.api import Api


@dataclass(frozen=True, kw_only=True)
class Place:
    """One tenant of one platform, and the client's own credentials."""

    url: str
    ws_url: str
    deployment_id: str
    client_secret: str
    admin_token: str
    seed: int

    @classmethod
    def told(cls) -> Self:
        """Return what the environment says."""

        def told(name: str) -> str:
            return os.environ.get(f"MOCKPLATFORM_{name}", "")

        return cls(
            url=told("URL"),
            ws_url=told("WS_URL"),
            deployment_id=told("DEPLOYMENT_ID"),
            client_secret=told("CLIENT_SECRET"),
            admin_token=told("ADMIN_TOKEN"),
            seed=int(told("SEED") or 0),
        )


class Steering:
    """The tenant's admin API, as far as a client program needs it: its clock, and the truth.

    Attributes:
        now: The tenant's time, which stands still between two moves.
    """

    def __init__(self, http: aiohttp.ClientSession, place: Place) -> None:
        self._api = Api(http, f"{place.url}/__admin")
        self._token = place.admin_token
        self.now = 0.0

    async def stop_clock(self) -> None:
        """Have the tenant's time stand still from now on."""
        await self._act("/clock/pause", {})

    async def advance(self, by_s: float) -> None:
        """Move the tenant's time; what falls due is done when this returns."""
        await self._act("/clock/advance", {"by": by_s})

    async def _act(self, path: str, body: dict[str, Any]) -> None:
        clock = await self._api.must("POST", path, token=self._token, json=body)
        self.now = datetime.fromisoformat(clock["now"]).timestamp()

    async def conversations(self) -> list[dict[str, Any]]:
        """Return all that was ever opened here, each with its transcript."""
        listed = await self._api.must("GET", "/conversations", token=self._token)
        return [
            await self._api.must("GET", f"/conversations/{one['id']}", token=self._token)
            for one in listed["conversations"]
        ]
