"""Owns what every log is: streams of events to which one appends at an expected version.

A log keeps events and knows nothing of what they mean.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Protocol

from mockplatform.core.aggregate import Event, StreamId


def thin(kept: list[Event], since: int) -> None:
    """Put stand-ins where events behind version `since` make the ones before them void."""
    for n in range(max(since, 1), len(kept)):
        stand_in = kept[n].stand_in()
        if stand_in is not None:
            kept[n - 1] = stand_in


class Log(Protocol):
    """Append-only streams. The n-th event of a stream has version n."""

    durable: bool
    """Whether what was appended outlives the process (and an append may therefore wait)."""

    async def append(self, stream: StreamId, expected: int, events: Sequence[Event]) -> int:
        """Append events behind version `expected`, all or none; return the new version.

        Of an event that the next one makes void, only the stand-in is kept.

        When it returns, the events are as safe as the log makes them.

        Raises:
            WrongExpectedVersion: Another writer was first, or an event's `once_key` is taken.
            StorageFull: The store cannot take more; nothing was kept.
        """
        ...

    async def read(self, stream: StreamId, after: int = 0) -> Sequence[Event]:
        """Return the events behind version `after`, oldest first; empty for unknown streams."""
        ...

    async def tenants(self) -> Sequence[str]:
        """Return the ids of the tenants that have streams."""
        ...

    def streams(self, tenant: str) -> AsyncIterator[StreamId]:
        """Yield the streams of a tenant, in the order of their first events."""
        ...

    async def forget(self, stream: StreamId) -> None:
        """Remove one stream."""
        ...

    async def drop(self, tenant: str) -> None:
        """Remove a tenant's streams, all of them."""
        ...

    async def replace(self, tenant: str, streams: Mapping[StreamId, Sequence[Event]]) -> None:
        """Drop a tenant, and begin it again with these streams of its: both or neither.

        The streams come in the order in which they are given; none of them is empty.

        Raises:
            WrongExpectedVersion: Two events of a stream have the same `once_key`, where the log
                guards that too; all is as it was.
            StorageFull: The store cannot take more; all is as it was.
        """
        ...

    async def close(self) -> None:
        """Finish what was begun and release what is held."""
        ...
