"""Owns the log in a SQLite file: what was answered is on disk, and outlives kill -9.

Streams in use are read from memory; nothing is visible there before its commit.
"""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Mapping, Sequence

import msgspec

from mockplatform.core.aggregate import Event, StreamId
from mockplatform.core.kinds import decode
from mockplatform.errors import StoreRefused, WrongExpectedVersion
from mockplatform.limits import LIMITS
from mockplatform.log.sql_group import Append, Draft
from mockplatform.log.sql_mirror import Mirror
from mockplatform.log.sql_schema import BODIES, DROP, FORGET, STREAMS, TENANTS
from mockplatform.log.sql_store import SqlStore
from mockplatform.log.sql_writer import SqlWriter


class SqlLog:
    """Streams as rows. Make it with `SqlLog.open`, and close it."""

    durable = True

    def __init__(self, store: SqlStore, mirror: Mirror, writer: SqlWriter) -> None:
        self._store = store
        self._mirror = mirror
        self._writer = writer

    @classmethod
    async def open(
        cls,
        url: str,
        *,
        streams_max: int = LIMITS.loaded_streams_max,
        pages_max: int | None = None,
    ) -> SqlLog:
        """Open a file, for this process alone; make it if it does not exist.

        Args:
            url: `sqlite:///file.db`, or `sqlite:////path/to/file.db`.
            streams_max: How many streams are kept in memory too.
            pages_max: Bounds the file in pages of SQLite, as a full disk would.

        Raises:
            StoreRefused: It is another process's, another schema's, no store, or unreachable.
        """
        store = await SqlStore.open(url, pages_max=pages_max)
        mirror = Mirror(streams_max)
        mirror.learn(store.tenants)
        writer = SqlWriter(store, mirror)
        writer.freeing.extend(key for key, name in store.tenants if name is None)
        return cls(store, mirror, writer)

    @property
    def groups(self) -> int:
        """How many transactions have kept events since the file was opened."""
        return self._writer.groups

    async def append(self, stream: StreamId, expected: int, events: Sequence[Event]) -> int:
        """Append as `Log.append` says. If cancelled, it was kept whole or not at all."""
        append = Append(stream, expected, events)
        self._writer.append(append)
        return await append.done

    async def read(self, stream: StreamId, after: int = 0) -> Sequence[Event]:
        """Read as `Log.read` says."""
        place = self._mirror.place(stream)
        if place is None:
            return ()
        held = self._mirror.events(place)
        if held is not None:
            return held[after:]
        loaded = await self._writer.read(lambda: self._load(stream))
        return loaded[after:]

    async def _load(self, stream: StreamId) -> Sequence[Event]:
        place = self._mirror.place(stream)
        if place is None:
            return ()
        if (held := self._mirror.events(place)) is not None:
            return held
        bodies = await self._store.rows(BODIES, **place._asdict())
        try:
            events = [decode(body) for (body,) in bodies]
        except msgspec.MsgspecError as error:
            raise StoreRefused(
                f"The store {self._store.file} holds an event of {stream.kind} {stream.id}"
                f" that cannot be read: {error}",
                hint="Start the version of mockplatform that wrote it, or name another file.",
            ) from error
        return self._mirror.hold(place, events) if events else ()

    async def tenants(self) -> Sequence[str]:
        """List as `Log.tenants` says."""
        return [name for (name,) in await self._writer.read(lambda: self._store.rows(TENANTS))]

    async def streams(self, tenant: str) -> AsyncIterator[StreamId]:
        """List as `Log.streams` says, page by page."""
        key, after = self._mirror.keys.get(tenant), 0
        while key is not None and (page := await self._page(key, after)):
            for position, kind, id_ in page:
                yield StreamId(tenant, kind, id_)
                after = position
            if self._mirror.keys.get(tenant) != key:  # It was dropped meanwhile.
                break

    async def _page(self, key: int, after: int) -> Sequence[tuple[int, str, str]]:
        count = LIMITS.group_commit_events_max
        return await self._writer.read(
            lambda: self._store.rows(STREAMS, tenant=key, after=after, count=count)
        )

    async def forget(self, stream: StreamId) -> None:
        """Forget as `Log.forget` says."""
        await self._writer.write(lambda: self._forget(stream))

    async def _forget(self, stream: StreamId) -> None:
        place = self._mirror.place(stream)
        if place is None:
            return
        async with self._store.transaction():
            await self._store.run(FORGET, **place._asdict())
        self._mirror.release(place)

    async def drop(self, tenant: str) -> None:
        """Drop as `Log.drop` says: at once for all who look; rows are freed in slices later."""
        await self._writer.write(lambda: self._drop(tenant))

    async def _drop(self, tenant: str) -> None:
        key = self._mirror.keys.get(tenant)
        if key is None:
            return
        async with self._store.transaction():
            await self._store.run(DROP, tenant=key)
        del self._mirror.keys[tenant]
        self._writer.freeing.append(key)

    async def replace(self, tenant: str, streams: Mapping[StreamId, Sequence[Event]]) -> None:
        """Replace as `Log.replace` says: in one transaction."""
        appends = [Append(stream, 0, events) for stream, events in streams.items()]
        await self._writer.write(lambda: self._replace(tenant, appends))

    async def _replace(self, name: str, appends: Sequence[Append]) -> None:
        old = self._mirror.keys.get(name)
        others = {other: key for other, key in self._mirror.keys.items() if other != name}
        draft = Draft(others, self._mirror.next_key)
        for append in appends:
            draft.add(append, draft.place(append.stream), 0)
        try:
            async with self._store.transaction():
                if old is not None:
                    await self._store.run(DROP, tenant=old)
                await self._store.insert(draft)
        except sqlite3.IntegrityError as error:
            raise WrongExpectedVersion(f"{name}: two events have one once-key") from error
        if old is not None:
            del self._mirror.keys[name]
            self._writer.freeing.append(old)
        self._mirror.learn(draft.new_tenants())
        for append, place in draft.kept:
            self._mirror.extend(place, 0, append.events)

    async def close(self) -> None:
        """Close as `Log.close` says."""
        await self._writer.close()
