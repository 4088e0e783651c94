"""Owns a log whose appends a test holds back, and that remembers which streams were read."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from mockplatform.core.aggregate import Event, StreamId
from mockplatform.log.memory import MemoryLog


class Held:
    """An append that waits.

    Attributes:
        come: Set when it is asked for.
        go: To be set by the test, so that it is done.
    """

    def __init__(self) -> None:
        self.come = asyncio.Event()
        self.go = asyncio.Event()


class WatchedLog(MemoryLog):
    """A log that waits where a test wants it, as a store does; tenants over it take turns.

    Attributes:
        asked: The ids of the streams that were read, in order, with where each was read from.
    """

    durable = True

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[tuple[str, int]] = []
        self._held: dict[type[Event], Held] = {}

    def hold(self, kind: type[Event]) -> Held:
        """Hold back the next append that begins with an event of a kind."""
        return self._held.setdefault(kind, Held())

    async def append(self, stream: StreamId, expected: int, events: Sequence[Event]) -> int:
        """Wait if a test wants that, and append."""
        held = self._held.pop(type(events[0]), None)
        if held is not None:
            held.come.set()
            await held.go.wait()
        return await super().append(stream, expected, events)

    async def read(self, stream: StreamId, after: int = 0) -> Sequence[Event]:
        """Read, and remember it."""
        self.asked.append((stream.id, after))
        return await super().read(stream, after)
