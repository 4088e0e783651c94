"""Owns the turns: one task uses the store, appends that wait are committed as one group.

Callers only wait for an answer, so a caller that is cancelled disturbs nothing: its
append either was not begun, and is left out, or is committed with its group.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections import deque
from collections.abc import Awaitable, Callable, Generator, Sequence
from dataclasses import dataclass
from types import coroutine
from typing import Any, TypeVar

from mockplatform.errors import NotReady
from mockplatform.limits import LIMITS
from mockplatform.log.sql_group import Append, Draft
from mockplatform.log.sql_mirror import Mirror, Place
from mockplatform.log.sql_refusals import is_of_the_store, refusal
from mockplatform.log.sql_schema import FREE_KEY, FREE_SLICE, HEAD
from mockplatform.log.sql_store import SqlStore

ResultT = TypeVar("ResultT")


@dataclass(slots=True)
class Job:
    """Something else that is done in its turn."""

    run: Callable[[], Awaitable[Any]]
    done: asyncio.Future[Any]


class SqlWriter:
    """The one task that uses a store."""

    def __init__(self, store: SqlStore, mirror: Mirror) -> None:
        self.groups = 0
        self.freeing: deque[int] = deque()
        self._store = store
        self._mirror = mirror
        self._reads: deque[Job] = deque()
        self._writes: deque[Append | Job] = deque()
        self._in_hand: Sequence[Append | Job] = ()
        self._awake = asyncio.Event()
        self._closing = False
        self._task = asyncio.create_task(self._run(), name="sql-log-writer")

    def append(self, append: Append) -> None:
        """Queue an append behind all that was asked for before; `append.done` tells the end."""
        self._refuse_if_closing()
        self._writes.append(append)
        self._awake.set()

    async def read(self, run: Callable[[], Awaitable[ResultT]]) -> ResultT:
        """Run a reading job before the writing ones."""
        return await self._do(run, self._reads)

    async def write(self, run: Callable[[], Awaitable[ResultT]]) -> ResultT:
        """Run a writing job behind all that was asked for before."""
        return await self._do(run, self._writes)

    async def _do(self, run: Callable[[], Awaitable[ResultT]], queue: deque[Any]) -> ResultT:
        self._refuse_if_closing()
        done: asyncio.Future[ResultT] = asyncio.get_running_loop().create_future()
        queue.append(Job(run, done))
        self._awake.set()
        return await done

    def _refuse_if_closing(self) -> None:
        if self._closing:
            raise NotReady("The store is closed", hint="The server stops; start it again.")

    async def close(self) -> None:
        """Finish what was asked for, then let go of the store."""
        self._closing = True
        self._awake.set()
        await asyncio.shield(self._task)

    async def _run(self) -> None:
        try:
            while self._reads or self._writes or not self._closing:
                if not (self._reads or self._writes or self.freeing):
                    self._awake.clear()
                    await self._awake.wait()
                await self._round()
        finally:
            self._closing = True
            for waiting in (*self._in_hand, *self._reads, *self._writes):
                waiting.done.cancel()
            await self._store.close()

    async def _round(self) -> None:
        for _ in range(len(self._reads)):  # Those that come meanwhile let a write go first.
            await self._perform(self._reads.popleft())
        if self._writes:
            if isinstance(first := self._writes[0], Job):
                self._writes.popleft()
                await self._perform(first)
            else:
                await _turn()  # Whoever was just answered may ask again, and joins the group.
                await self._commit(self._next_group())
        self._in_hand = ()
        if self.freeing:
            await self._free_slice()

    async def _perform(self, job: Job) -> None:
        self._in_hand = (job,)
        if job.done.cancelled():
            return
        try:
            result = await job.run()
        except Exception as error:  # noqa: BLE001  # whoever asked gets it
            self._fail(job.done, error)
        else:
            if not job.done.done():
                job.done.set_result(result)

    def _next_group(self) -> list[Append]:
        group: list[Append] = []
        events = 0
        while self._writes and isinstance(append := self._writes[0], Append):
            events += len(append.events)
            if group and events > LIMITS.group_commit_events_max:
                break
            self._writes.popleft()
            if not append.done.cancelled():
                group.append(append)
        self._in_hand = group
        return group

    async def _commit(self, group: list[Append]) -> None:
        try:
            draft = await self._draft(group)
            if draft.rows:
                await self._store.add(draft)
                self.groups += 1
        except Exception as error:  # noqa: BLE001  # the appenders get it
            if len(group) > 1 and not is_of_the_store(error):
                for append in group:  # One of them is at fault; the others must not suffer.
                    await self._commit([append])
            else:
                for append in group:
                    self._fail(append.done, _told(error, append))
        else:
            self._settle(draft)

    async def _draft(self, group: list[Append]) -> Draft:
        draft = Draft(self._mirror.keys, self._mirror.next_key)
        for append in group:
            place = draft.place(append.stream)
            head = draft.heads.get(place)
            draft.add(append, place, await self._head(place, append) if head is None else head)
        return draft

    async def _head(self, place: Place, append: Append) -> int:
        held = self._mirror.events(place)
        if held is not None:
            return len(held)
        if not append.expected and append.encoded:
            return 0  # Version 1 is unique: if it is there, the insert will say so.
        return int((await self._store.rows(HEAD, **place._asdict()))[0][0])

    def _settle(self, draft: Draft) -> None:
        self._mirror.learn(draft.new_tenants())
        for append, place in draft.kept:
            if append.events:
                self._mirror.extend(place, append.expected, append.events)
            if not append.done.done():
                append.done.set_result(append.expected + len(append.events))
        for append, head in draft.late:
            self._fail(append.done, append.refused(f"is at {head}"))

    def _fail(self, done: asyncio.Future[Any], error: Exception) -> None:
        if isinstance(error, sqlite3.Error):
            error = refusal(error, self._store.file)
        if not done.done():
            done.set_exception(error)

    async def _free_slice(self) -> None:
        """Remove some rows of a dropped tenant: few, so that nobody waits long for a turn."""
        key, count = self.freeing[0], LIMITS.group_commit_events_max
        try:
            async with self._store.transaction():
                is_done = await self._store.run(FREE_SLICE, tenant=key, count=count) < count
                if is_done:
                    await self._store.run(FREE_KEY, tenant=key)
        except sqlite3.Error:
            is_done = True  # For now: whoever opens the file next finds the rest.
        if is_done:
            self.freeing.popleft()


@coroutine
def _turn() -> Generator[None]:
    """Let all else that is ready run once."""
    yield


def _told(error: Exception, append: Append) -> Exception:
    if isinstance(error, sqlite3.IntegrityError):
        return append.refused("has this version or a once-key of these events")
    return error
