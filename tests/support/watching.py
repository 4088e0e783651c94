"""Owns who watches a conversation for tests, as the agents' side does: who types, as it comes."""

from __future__ import annotations

import asyncio
from typing import Any

from mockplatform.core.aggregate import StreamId
from mockplatform.core.signals import Typing
from mockplatform.tenant import Tenant
from tests.support.talk import PATIENCE_S


class Watcher:
    """Whoever watches a conversation.

    Attributes:
        heard: Who typed, or has stopped: his id, and whether he does.
    """

    def __init__(self, tenant: Tenant, conversation_id: str) -> None:
        self.heard: list[tuple[str, bool]] = []
        self._news = asyncio.Event()
        tenant.hub.watch(StreamId(tenant.id, "conversation", conversation_id), self)

    def grown(self, stream: Any) -> None:
        """Hear that it has grown."""

    def signalled(self, stream: Any, signal: Any) -> None:
        """Hear what is not kept."""
        del stream
        if isinstance(signal, Typing):
            self.heard.append((signal.sender.id, signal.on))
            self._news.set()

    async def wait(self, count: int) -> None:
        """Return when so much was heard."""
        async with asyncio.timeout(PATIENCE_S):
            while len(self.heard) < count:
                self._news.clear()
                await self._news.wait()
