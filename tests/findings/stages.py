"""Owns the server on which small client programs are reviewed."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from tests.clients.stage import Stage
from tests.support.server import serving

QUIET = {"botsAct": False}


@asynccontextmanager
async def platform(**settings: Any) -> AsyncIterator[Callable[[str], Stage]]:
    """Run a platform; what is given makes a customer on it by his name."""
    stages: list[Stage] = []
    async with serving(settings=QUIET | settings) as server:

        def customer(user: str) -> Stage:
            stages.append(Stage(http=server.http, url=server.url, user=user))
            return stages[-1]

        yield customer
        for one in stages:
            await one.leave()
