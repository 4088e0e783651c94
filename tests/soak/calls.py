"""Owns a customer's HTTP calls in a soak: each has a name, and what befell it is kept."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from tests.clients.api import Reply
from tests.clients.patience import Calls
from tests.soak.plan import LATENCY, RESET, STATUS
from tests.soak.seen import Seen

HUNG_S = 30.0
"""After that a call is given up; no fault of a soak takes that long, and no busy machine."""


@dataclass(kw_only=True)
class NamedCalls(Calls):
    """Calls with a correlation id each.

    Attributes:
        seen: The anomalies so far.
        made: How many calls were made.
    """

    seen: list[Seen]
    made: int = 0
    _numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    def name(self) -> str:
        """Return the next correlation id."""
        return f"{self.instance_id}-call-{next(self._numbers)}"

    async def once(
        self,
        method: str,
        path: str,
        *,
        token: str = "",
        json: Any = None,
        headers: Mapping[str, str] | None = None,
    ) -> Reply | None:
        """Make one attempt; None if there was no answer."""
        id_ = self.name()
        self.made += 1
        named = {**(headers or {}), "X-Correlation-Id": id_}
        try:
            async with asyncio.timeout(HUNG_S):
                reply = await self.api.call(method, path, token=token, json=json, headers=named)
        except (aiohttp.ClientConnectionError, ConnectionError):
            self.seen.append(Seen(RESET, id_))
            return None
        except TimeoutError:
            self.seen.append(Seen("error", id_, f"{method} {path} hung"))
            return None
        self._look_at(id_, f"{method} {path}", reply)
        return reply

    def _look_at(self, id_: str, what: str, reply: Reply) -> None:
        fault = reply.headers.get("X-Mockplatform-Fault", "")
        if reply.status == 503 and fault == STATUS:
            self.seen.append(Seen(STATUS, id_))
        elif reply.status < 300 and fault == LATENCY:
            self.seen.append(Seen(LATENCY, id_))
        elif reply.status >= 300 or fault:
            told = f"{reply.status} {fault} {str(reply.body)[:200]}"
            self.seen.append(Seen("error", id_, f"{what}: {told}"))
