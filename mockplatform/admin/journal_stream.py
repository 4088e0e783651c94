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
from mockplatform.edge.leaving import when_gone
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
        self._around = call.platform.around
        self._request = call.request
        self._response = response
        self._wanted = wanted
        self._cursor = cursor
        self._left = left
        self._woken = asyncio.Event()
        self._is_idle = False
        self._is_quiet = False
        self._is_gone = False
        self._disarm_beat: Callable[[], None] = lambda: None

    async def run(self) -> None:
        """Tell what there is, and what comes, until there is nothing more to tell."""
        stop = self._journal.watch(self._came, self._over, self._wanted.kinds)
        forget = when_gone(self._around, self._request, self._go)
        try:
            await self._write(_BEAT)  # so that the reader knows that he is heard
            while await self._tell() and not self._is_over:
                await self._wait()
            if self._journal.ended:
                await self._write(_event({"reason": self._journal.ended}, name="end"))
        finally:
            stop()
            forget()
            self._disarm_beat()

    @property
    def _is_over(self) -> bool:
        return self._is_gone or bool(self._journal.ended)

    def _go(self) -> None:
        self._is_gone = True
        self._woken.set()

    def _came(self, entries: Sequence[Entry], missed: int) -> None:
        """Wake the reader for what he wants, and for nothing else: there may be hundreds."""
        if not self._is_idle:
            return  # he reads on by himself, up to the end
        if missed:
            behind = self._journal.last_id - len(entries) - missed
        else:
            ids = (one.id for one in entries if self._wanted(one))
            behind = next(ids, 0) - 1
        if behind >= 0:
            self._cursor = max(self._cursor, behind)
            self._is_idle = False
            self._woken.set()

    def _over(self, reason: str) -> None:
        del reason
        if self._is_idle:
            self._cursor = self._journal.last_id  # nothing of what came was wanted
        self._woken.set()

    async def _tell(self) -> bool:
        """Tell what lies between the cursor and the newest; return whether more is wanted."""
        while self._left and not self._is_gone and self._cursor < self._journal.last_id:
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
        self._is_idle = True
        while self._is_idle and not self._is_over:
            if self._is_quiet:
                await self._write(_BEAT)
            else:
                self._woken.clear()
                await self._woken.wait()

    def _fall_quiet(self) -> None:
        self._is_quiet = True
        self._woken.set()

    async def _write(self, data: bytes) -> None:
        """Write; cut the line if the reader takes nothing for too long.

        Raises:
            ConnectionError: The line is closed.
        """
        if not data:
            return
        self._disarm_beat()
        self._is_quiet = False
        disarm = self._around.alarm(LIMITS.journal_stream_send_s_max, self._cut)
        try:
            await self._response.write(data)
        finally:
            disarm()
        self._disarm_beat = self._around.alarm(LIMITS.journal_stream_beat_s, self._fall_quiet)

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
