"""Owns the recorder: it follows a tenant's journal with a cursor and writes what is new.

It costs those who are recorded nothing but the journal's own line: lines are written after
a burst of entries is over, and what the journal has dropped by then is told as a gap.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from mockplatform.journal import Entry
from mockplatform.platform import Platform
from mockplatform.recording.lines import (
    ActLine,
    AnyLine,
    ClockMark,
    EndLine,
    EntryLine,
    GapLine,
    RunLine,
    write,
)
from mockplatform.recording.sinks import Sink
from mockplatform.redaction import may_hold_token, without_tokens
from mockplatform.settings import to_wire
from mockplatform.tenant import Tenant
from mockplatform.version import __version__

STOPPED = "stopped"
LIMIT = "limit"


class Recorder:
    """Writes the record of one tenant, from when it is made until it is stopped.

    Attributes:
        lines: How many lines it has written.
        size: How many bytes.
        missed: How many entries and acts it could not write.
        ended: Why it writes no more; "" as long as it does.
    """

    def __init__(
        self, platform: Platform, tenant: Tenant, sink: Sink, over: Callable[[], None]
    ) -> None:
        self.sink = sink
        self._over = over
        self.lines = 0
        self.size = 0
        self.missed = 0
        self.ended = ""
        self._ordinals: Counter[str] = Counter()
        self._refused = 0
        self._tenant = tenant
        self._cursor = tenant.journal.last_id
        self._unwatch = self._watch()
        self._put(beginning(platform, tenant))

    def _watch(self) -> Callable[[], None]:
        return self._tenant.journal.watch(self._came, self.stop)

    def _came(self, entries: Sequence[Entry], missed: int) -> None:
        del entries, missed  # it reads by its own cursor, since acts make it read before
        self.catch_up()

    def catch_up(self) -> None:
        """Write what the journal has behind the cursor."""
        journal = self._tenant.journal
        missed = journal.missed(self._cursor)
        entries = journal.behind(self._cursor)
        self._cursor = journal.last_id
        if missed:
            self.missed += missed
            self._put(GapLine(missed=missed, why="evicted"))
        for entry in entries:
            self._put(EntryLine(entry=entry.render(), ordinal=self._ordinal(entry)))

    def _ordinal(self, entry: Entry) -> int | None:
        if entry.kind != "http" and (entry.kind != "frame" or entry.detail[0] != "in"):
            return None
        self._ordinals[entry.subject] += 1
        return self._ordinals[entry.subject]

    def acted(self, act: ActLine) -> None:
        """Write an act, behind what was before it."""
        self.catch_up()
        self._put(act)

    def moved(self, tenant: Tenant) -> None:
        """Go on in the tenant that has taken the place of the one that was followed."""
        self.catch_up()
        self._unwatch()
        if tenant.journal is not self._tenant.journal:
            self._cursor = 0
        self._tenant = tenant
        if not self.ended:
            self._unwatch = self._watch()

    def stop(self, why: str = STOPPED) -> None:
        """Write what is left, and the last line. Stopped again, it stays as it is."""
        if self.ended:
            return
        self.catch_up()
        self._end(why)

    def _end(self, why: str) -> None:
        if self.ended:
            return
        self.ended = why
        self._unwatch()
        if self._refused:
            self._give(write(GapLine(missed=self._refused, why="slow")))
        self._give(write(EndLine(why=why)))
        self._over()

    def _put(self, line: AnyLine) -> None:
        if self.ended:
            return
        if self._refused and self._give(write(GapLine(missed=self._refused, why="slow"))):
            self._refused = 0
        data = _without_tokens(write(line))
        if self.size + len(data) > self.sink.bytes_max:
            self._end(LIMIT)
        elif not self._give(data):
            self._refused += 1
            self.missed += 1

    def _give(self, data: bytes) -> bool:
        if not self.sink.put(data):
            return False
        self.lines += 1
        self.size += len(data)
        return True


def _without_tokens(data: bytes) -> bytes:
    """Return a line without the tokens that a body, a header or a path may hold."""
    text = data.decode()
    return without_tokens(text).encode() if may_hold_token(text) else data


def beginning(platform: Platform, tenant: Tenant) -> RunLine:
    """Return the first line of a tenant's record."""
    clock, tenancy = tenant.clock, tenant.tenancy
    return RunLine(
        version=__version__,
        tenant=tenant.id,
        seed=tenancy.seed,
        server_seed=platform.around.seed,
        fixture=tenancy.fixture,
        fixture_hash=hash_of(tenant.config),
        settings=to_wire(tenant.settings),
        clock=ClockMark(
            now=clock.now(),
            rate=clock.state.rate,
            paused=clock.state.paused,
            offset=clock.offset_s,
        ),
        faults=[msgspec.to_builtins(armed.fault) for armed in tenant.faults],
        conversations=len(tenant.conversations),
    )


def hash_of(config: Any) -> str:
    """Return a hash of what a fixture says."""
    return hashlib.sha256(msgspec.json.encode(config, order="deterministic")).hexdigest()
