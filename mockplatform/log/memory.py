"""Owns the log in memory: the default; nothing outlives the process.

Nothing in it ever suspends, so a command that runs over it is atomic. It leaves the
uniqueness of once-keys to the core, which sees the whole stream when it decides.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence

from mockplatform.core.aggregate import Event, StreamId
from mockplatform.errors import WrongExpectedVersion
from mockplatform.log.base import thin


class MemoryLog:
    """Streams as lists, by tenant, so that a tenant goes in one step."""

    durable = False

    def __init__(self) -> None:
        self._tenants: dict[str, dict[StreamId, list[Event]]] = {}

    async def append(self, stream: StreamId, expected: int, events: Sequence[Event]) -> int:
        """Append as `Log.append` says."""
        streams = self._tenants.get(stream.tenant)
        kept = streams.get(stream) if streams is not None else None
        version = len(kept) if kept is not None else 0
        if version != expected:
            raise WrongExpectedVersion(
                f"{stream.kind} {stream.id} is at {version}; expected {expected}"
            )
        if kept is not None:
            kept.extend(events)
        elif events:
            kept = self._tenants.setdefault(stream.tenant, {})[stream] = list(events)
        if kept is not None:
            thin(kept, version)
        return version + len(events)

    async def read(self, stream: StreamId, after: int = 0) -> Sequence[Event]:
        """Read as `Log.read` says."""
        kept = self._tenants.get(stream.tenant, {}).get(stream)
        return kept[after:] if kept else ()

    async def tenants(self) -> Sequence[str]:
        """List as `Log.tenants` says."""
        return tuple(self._tenants)

    async def streams(self, tenant: str) -> AsyncIterator[StreamId]:
        """List as `Log.streams` says."""
        for stream in tuple(self._tenants.get(tenant, {})):
            yield stream

    async def forget(self, stream: StreamId) -> None:
        """Forget as `Log.forget` says."""
        streams = self._tenants.get(stream.tenant, {})
        streams.pop(stream, None)
        if not streams:
            self._tenants.pop(stream.tenant, None)

    async def drop(self, tenant: str) -> None:
        """Drop as `Log.drop` says."""
        self._tenants.pop(tenant, None)

    async def replace(self, tenant: str, streams: Mapping[StreamId, Sequence[Event]]) -> None:
        """Replace as `Log.replace` says."""
        kept = {stream: list(events) for stream, events in streams.items()}
        for events in kept.values():
            thin(events, 0)
        self._tenants.pop(tenant, None)
        if kept:
            self._tenants[tenant] = kept

    async def close(self) -> None:
        """Close as `Log.close` says: there is nothing to do."""
