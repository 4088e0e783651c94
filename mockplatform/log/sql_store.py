"""Owns the one connection to a SQLite file: opening it safely, transactions, statements.

SQLAlchemy opens the store and writes the SQL. Statements then run on the driver's own
connection, one hop into its thread each: through SQLAlchemy's asyncio layer a statement
takes three hops more, and a cancelled caller would cost the connection.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

import aiosqlite
from sqlalchemy import URL, Connection, insert, inspect, make_url, select
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from mockplatform.core.kinds import SCHEMA_NUMBER
from mockplatform.errors import StoreRefused
from mockplatform.log.sql_group import Draft
from mockplatform.log.sql_refusals import refusal
from mockplatform.log.sql_schema import (
    ADD_EVENT,
    ADD_TENANT,
    KEYS,
    METADATA,
    SCHEMA,
    VOID,
    Statement,
)

_ROWS_AT_ONCE = 64
_FILE_MODE = 0o600
"""The store holds private keys and what customers wrote."""


class SqlStore:
    """An open file. Only one task may use it, and that task must not be cancelled midway.

    Attributes:
        file: Its path, for messages.
        tenants: Key and name of each tenant when it was opened; a dropped one has no name.
    """

    def __init__(self, file: str, engine: AsyncEngine, connection: AsyncConnection) -> None:
        self.file = file
        self._engine = engine
        self._connection = connection
        self._driver: aiosqlite.Connection
        self.tenants: Sequence[tuple[int, str | None]] = ()

    @classmethod
    async def open(cls, url: str, *, pages_max: int | None = None) -> SqlStore:
        """Open or make the file, hold it for this process alone, check that it is ours.

        `pages_max` bounds the file in pages of SQLite, as a full disk would.

        Raises:
            StoreRefused: It is another process's, another schema's, no store, or unreachable.
        """
        target = target_of(url)
        file = target.database or ""
        await asyncio.to_thread(_make_private, file)
        engine = await asyncio.to_thread(  # It looks at the working directory.
            create_async_engine,
            target,
            poolclass=NullPool,
            async_creator=partial(_connect, file),
        )
        try:
            store = cls(file, engine, await engine.connect())
        except (sqlite3.Error, DBAPIError) as error:
            await engine.dispose()
            raise refusal(error, file) from error
        try:
            await store._prepare(pages_max)
        except BaseException as error:
            await store.close()
            if isinstance(error, sqlite3.Error | DBAPIError):
                raise refusal(error, file) from error
            raise
        return store

    async def _prepare(self, pages_max: int | None) -> None:
        # The hold comes first and the file's mode last: what is refused must stay untouched.
        await self._pragmas("locking_mode=EXCLUSIVE")
        await self._connection.exec_driver_sql("BEGIN IMMEDIATE")
        is_new = await self._connection.run_sync(_check_is_ours, self.file)
        await self._connection.rollback()
        await self._pragmas("journal_mode=WAL", "synchronous=FULL")
        if pages_max is not None:
            await self._pragmas(f"max_page_count={pages_max}")
        if is_new:
            await self._connection.exec_driver_sql("BEGIN IMMEDIATE")
            await self._connection.run_sync(METADATA.create_all)
            await self._connection.execute(insert(SCHEMA).values(number=SCHEMA_NUMBER))
            await self._connection.commit()
        driver = (await self._connection.get_raw_connection()).driver_connection
        assert isinstance(driver, aiosqlite.Connection)
        self._driver = driver
        self.tenants = await self.rows(KEYS)

    async def _pragmas(self, *pragmas: str) -> None:
        for pragma in pragmas:
            await self._connection.exec_driver_sql(f"PRAGMA {pragma}")

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[None]:
        """Hold a write transaction; it is on disk when this ends, or gone if anything raises."""
        if self._driver.in_transaction:  # A rollback failed before this.
            await self._driver.rollback()
        await self._driver.execute("BEGIN IMMEDIATE")
        try:
            yield
            await self._driver.commit()
        except BaseException:
            await self._driver.rollback()
            raise

    async def rows(self, statement: Statement, **values: Any) -> Sequence[Any]:
        """Return what a query finds."""
        found = await self._driver.execute_fetchall(statement.sql, statement.values(values))
        return list(found)

    async def run(self, statement: Statement, **values: Any) -> int:
        """Run a change inside a transaction; return how many rows it touched."""
        cursor = await self._driver.execute(statement.sql, statement.values(values))
        return cursor.rowcount

    async def add(self, draft: Draft) -> None:
        """Keep what a draft holds, all or none."""
        async with self.transaction():
            await self.insert(draft)

    async def insert(self, draft: Draft) -> None:
        """Do what `add` does inside a transaction."""
        if tenants := draft.new_tenants():
            await self._driver.executemany(ADD_TENANT.sql, tenants)
        await self._driver.executemany(ADD_EVENT.sql, draft.rows)
        if draft.voided:
            void = [
                VOID.values({**place._asdict(), "before": before, "stand_in": stand_in})
                for place, before, stand_in in draft.voided
            ]
            await self._driver.executemany(VOID.sql, void)

    async def close(self) -> None:
        """Let go of the file. SQLite then moves what its write-ahead log holds into it."""
        await self._connection.close()
        await self._engine.dispose()


async def _connect(file: str) -> aiosqlite.Connection:
    """Open the file, and then begin the driver's thread on it.

    Where a file does not open, the driver stops a thread that it has begun, and waits for nobody:
    the thread may then answer a loop that has ended.
    """
    opened = await asyncio.to_thread(
        sqlite3.connect, file, isolation_level=None, timeout=0, check_same_thread=False
    )
    connection = aiosqlite.Connection(lambda: opened, iter_chunk_size=_ROWS_AT_ONCE)
    # As SQLAlchemy does where it connects itself: who forgets to close can still end.
    connection._thread.daemon = True  # noqa: SLF001
    return await connection


def target_of(url: str) -> URL:
    """Return the address of the file that a store's URL names.

    Raises:
        StoreRefused: It names no file, or a kind of store that there is not.
    """
    hint = "Write sqlite:///file.db, or sqlite:////path/to/file.db for an absolute path."
    try:
        target = make_url(url)
    except ArgumentError:
        raise StoreRefused(f"No store can be at {url!r}", hint=hint) from None
    if target.drivername not in {"sqlite", "sqlite+aiosqlite"}:
        raise StoreRefused(f"No store is of the kind {target.drivername!r}", hint=hint)
    if target.host or target.query or target.database in {None, "", ":memory:"}:
        hint += " Without a store the platform keeps everything in memory."
        raise StoreRefused(f"{url!r} does not name just a file", hint=hint)
    return target.set(drivername="sqlite+aiosqlite")


def _make_private(file: str) -> None:
    """Make the file if it does not exist, for its owner alone; SQLite would let all read it.

    Its write-ahead log takes the mode over. What exists is not opened even: closing it would
    let go of a hold that this process has.
    """
    with suppress(OSError, RuntimeError):  # SQLite refuses it next, and tells why.
        Path(file).resolve().touch(_FILE_MODE, exist_ok=False)


def _check_is_ours(connection: Connection, file: str) -> bool:
    """Return whether the file is empty; refuse it if it is neither that nor a store."""
    tables = inspect(connection).get_table_names()
    if not tables:
        return True
    if SCHEMA.name not in tables:
        raise StoreRefused(
            f"The store {file} is a database of something else: it has the table {tables[0]!r}",
            hint="Name another file; one that does not exist yet is made.",
        )
    number = connection.execute(select(SCHEMA.c.number)).scalar()
    if number != SCHEMA_NUMBER:
        raise StoreRefused(
            f"The store {file} has schema number {number}, and this version of mockplatform"
            f" reads number {SCHEMA_NUMBER}",
            hint="Start the version that wrote it, or name another file; none is changed for you.",
        )
    return False
