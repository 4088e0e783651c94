"""Owns the journal: a ring of what happened, one causal timeline for each tenant.

To record is to put a tuple into a ring; an entry is rendered when somebody asks. What
the ring has dropped is counted, so no count can lie.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple

from mockplatform.clock import Wall
from mockplatform.durations import format_instant

FIELDS: dict[str, tuple[str, ...]] = {
    "http": (
        "method",
        "path",
        "status",
        "elapsedMs",
        "errorCode",
        "hint",
        "notes",
        "fault",
        "retryOf",
    ),
    "frame": ("direction", "channelId", "type", "bytes", "seq"),
    "event": ("stream", "version", "type"),
    "auth": ("verdict", "jti", "token", "expiresAt", "client"),
    "clock": ("verb", "now", "fired"),
    "admin": ("act", "what"),
    "agent": ("act", "agentId"),
    "socket": ("act", "channelId", "code", "reason"),
    "note": ("code", "text"),
    "fault": (
        "faultId",
        "faultKind",
        "phase",
        "draw",
        "ordinal",
        "effect",
        "what",
        "channelId",
        "clientMessageId",
    ),
}
"""What the detail of an entry holds, by kind. Every kind has a row."""


class Entry(NamedTuple):
    """One entry. `at` is the tenant's time, `wall_at` the real one; `detail` as in `FIELDS`."""

    id: int
    at: float
    wall_at: float
    kind: str
    correlation_id: str
    subject: str
    conversation_id: str
    caused_by: int
    detail: tuple[Any, ...]

    def render(self) -> dict[str, Any]:
        """Return the entry as the admin API shows it."""
        shown: dict[str, Any] = {
            "id": self.id,
            "at": format_instant(self.at),
            "wallAt": format_instant(self.wall_at),
            "kind": self.kind,
        }
        links = {
            "correlationId": self.correlation_id,
            "subject": self.subject,
            "conversationId": self.conversation_id,
            "causedBy": self.caused_by,
        }
        shown.update((name, value) for name, value in links.items() if value)
        names = FIELDS[self.kind]
        shown.update((n, v) for n, v in zip(names, self.detail, strict=False) if v is not None)
        return shown


class Journal:
    """The ring of one tenant."""

    __slots__ = ("_dropped", "_last_id", "_now", "_ring", "_waiters", "_wall")

    def __init__(self, entries_max: int, now: Callable[[], float], wall: Wall) -> None:
        self._ring: deque[Entry] = deque(maxlen=entries_max)
        self._now = now
        self._wall = wall
        self._last_id = 0
        self._dropped = 0
        self._waiters: list[asyncio.Future[None]] = []

    def record(
        self,
        kind: str,
        detail: tuple[Any, ...],
        *,
        at: float | None = None,
        correlation_id: str = "",
        subject: str = "",
        conversation_id: str = "",
        caused_by: int = 0,
    ) -> int:
        """Put an entry into the ring and return its id; O(1)."""
        self._last_id = id_ = self._last_id + 1
        values = (
            id_,
            self._now() if at is None else at,
            self._wall(),
            kind,
            correlation_id,
            subject,
            conversation_id,
            caused_by,
            detail,
        )
        # Past the constructor, which is slower than all the rest: each request comes here.
        self._ring.append(tuple.__new__(Entry, values))
        if self._waiters:
            self._wake()
        return id_

    @property
    def evicted(self) -> int:
        """How many entries the ring has dropped since it was last cleared."""
        return self._last_id - self._dropped - len(self._ring)

    @property
    def last_id(self) -> int:
        """The id of the newest entry ever recorded."""
        return self._last_id

    def __len__(self) -> int:
        """How many entries the ring holds."""
        return len(self._ring)

    def select(
        self,
        *,
        kind: str = "",
        conversation_id: str = "",
        subject: str = "",
        since: int = 0,
    ) -> Iterator[Entry]:
        """Yield the entries behind id `since` that match what is given, oldest first."""
        for entry in self._behind(since):
            if (
                (not kind or entry.kind == kind)
                and (not conversation_id or entry.conversation_id == conversation_id)
                and (not subject or entry.subject == subject)
            ):
                yield entry

    def _behind(self, since: int) -> Sequence[Entry]:
        """Return the entries behind an id, which stand at the end: ids have no gaps."""
        count = self._last_id - since
        if count >= len(self._ring):
            return tuple(self._ring)
        newest = list(islice(reversed(self._ring), max(count, 0)))
        newest.reverse()
        return newest

    def resize(self, entries_max: int) -> None:
        """Give the ring another size; the newest entries stay."""
        self._ring = deque(self._ring, maxlen=entries_max)

    def clear(self) -> None:
        """Empty the ring; ids go on, and the dropped are no longer counted."""
        self._ring.clear()
        self._dropped = self._last_id

    async def wait_for(self, match: Callable[[Entry], bool]) -> Entry:
        """Return the first entry that matches, now or when it comes."""
        seen = 0
        while True:
            for entry in self.select(since=seen):
                if match(entry):
                    return entry
            seen = self._last_id
            waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._waiters.append(waiter)
            await waiter

    def _wake(self) -> None:
        waiters, self._waiters = self._waiters, []
        for waiter in waiters:
            if not waiter.done():
                waiter.set_result(None)
