"""Owns the journal's stream: entries as they come, as Server-Sent Events.

A reader holds no queue, only a cursor into the ring: what the ring dropped before he took it
is told him as a number. Who takes nothing for a while is cut; nobody ever waits for him.

Source: HTML Living Standard, 9.2 (Server-sent events).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

import msgspec
from aiohttp import web

from mockplatform.admin.journal import ID_MAX, begin, filtered
from mockplatform.admin.journal_match import Match
from mockplatform.admin.journal_wait import refuse_too_many
from mockplatform.edge import wallclock
from mockplatform.edge.call import Call
from mockplatform.edge.correlation import HEADER as CORRELATION
from mockplatform.errors import InvalidValue
from mockplatform.journal import Entry, Journal
from mockplatform.limits import LIMITS

CONTENT_TYPE = "text/event-stream"
LAST_ID = "Last-Event-ID"
_BEAT = b":\n\n"
_encode = msgspec.json.Encoder().encode


async def stream(call: Call) -> web.StreamResponse:
    """Tell entries as they come, until the reader leaves or `limit` entries were told."""
    journal = call.tenant.journal
    wanted, cursor = filtered(call), _begin(call)
    limit = call.query_int("limit", 0, 0, ID_MAX)
    refuse_too_many(journal)
    response = web.StreamResponse(headers={"Cache-Control": "no-store"})
    response.content_type = CONTENT_TYPE
    # The layers write their headers on what leaves them; this leaves here.
    response.headers[CORRELATION] = call.correlation_id
    response.headers["Server"] = "mockplatform"
    await response.prepare(call.request)
    if call.request.method != "HEAD":
        reader = _Reader(call, response, wanted, cursor, left=limit or ID_MAX)
        with suppress(ConnectionError):  # he left, or was cut
            await reader.run()
    return response


def _begin(call: Call) -> int:
    """Return the id behind which to begin: now, unless the caller says what he has seen."""
    journal = call.tenant.journal
    told = call.request.headers.get(LAST_ID, "")
    if told:
        if not (told.isascii() and told.isdecimal() and len(told) <= len(str(ID_MAX))):
            raise InvalidValue(LAST_ID, f"{told[:40]!r} is no entry's id", hint="Leave it out.")
        since = int(told)
    else:
        since = call.query_int("since", journal.last_id, 0, ID_MAX)
    return begin(journal, since)


class _Reader:
    """One who reads a journal as it grows."""

    def __init__(
        self, call: Call, response: web.StreamResponse, wanted: Match, cursor: int, *, left: int
    ) -> None:
        self._journal: Journal = call.tenant.journal
        self._alarm = call.platform.around.alarm
        self._request = call.request
        self._response = response
        self._wanted = wanted
        self._cursor = cursor
        self._left = left
        self._news = asyncio.Event()

    async def run(self) -> None:
        """Tell what there is, and what comes, until there is nothing more to tell."""
        stop = self._journal.watch(self._came, self._over)
        try:
            await self._write(_BEAT)  # so that the reader knows that he is heard
            while await self._tell() and not self._journal.ended:
                await self._wait()
            if self._journal.ended:
                await self._write(_event({"reason": self._journal.ended}, name="end"))
        finally:
            stop()

    def _came(self, entries: Sequence[Entry], missed: int) -> None:
        del entries, missed  # they are in the ring, for as long as it keeps them
        self._news.set()

    def _over(self, reason: str) -> None:
        del reason
        self._news.set()

    async def _tell(self) -> bool:
        """Tell what lies between the cursor and the newest; return whether more is wanted."""
        self._news.clear()
        while self._left and self._cursor < self._journal.last_id:
            await self._write(self._next())
            await wallclock.breathe()
        return self._left > 0

    def _next(self) -> bytes:
        """Return what comes next, and move the cursor behind it."""
        journal = self._journal
        missed = journal.missed(self._cursor)
        parts = []
        if missed:
            self._cursor += missed
            told = {"missed": missed, "evicted": journal.evicted}
            parts.append(_event(told, id_=self._cursor, name="evicted"))
        for entry in journal.next(self._cursor, LIMITS.journal_stream_entries_at_once):
            self._cursor = entry.id
            if self._wanted(entry):
                shown = {"entry": entry.render(), "evicted": journal.evicted}
                parts.append(_event(shown, id_=entry.id))
                self._left -= 1
                if not self._left:
                    break
        if not len(journal):
            self._cursor = journal.last_id  # it was cleared: what was there is not to be told
        return b"".join(parts)

    async def _wait(self) -> None:
        """Wait for news; meanwhile, let the line know now and then that it is alive."""
        while not self._news.is_set():
            is_quiet = False

            def beat() -> None:
                nonlocal is_quiet
                is_quiet = True
                self._news.set()

            disarm = self._alarm(LIMITS.journal_stream_beat_s, beat)
            await self._news.wait()
            disarm()
            if is_quiet:
                self._news.clear()
                await self._write(_BEAT)
                if self._cursor < self._journal.last_id or self._journal.ended:
                    return

    async def _write(self, data: bytes) -> None:
        """Write; cut the line if the reader takes nothing for too long."""
        if not data:
            return
        disarm: Callable[[], None] = self._alarm(LIMITS.journal_stream_send_s_max, self._cut)
        try:
            await self._response.write(data)
        finally:
            disarm()

    def _cut(self) -> None:
        if self._request.transport is not None:
            self._request.transport.abort()


def _event(data: dict[str, Any], *, id_: int | None = None, name: str = "") -> bytes:
    """Return one event; without a name it is what browsers call a message."""
    lines = []
    if id_ is not None:
        lines.append(b"id: %d" % id_)
    if name:
        lines.append(f"event: {name}".encode())
    lines.append(b"data: " + _encode(data))
    return b"\n".join(lines) + b"\n\n"
