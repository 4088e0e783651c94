"""Owns the journal: a ring of what happened, one causal timeline for each tenant.

To record is to put a tuple into a ring; an entry is rendered when somebody asks. What
the ring has dropped is counted, so no count can lie.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple

from mockplatform.clock import Wall
from mockplatform.durations import format_instant
from mockplatform.journal_fields import FIELDS, LINKS
from mockplatform.limits import LIMITS

_LINKED = {name: place for place, name in enumerate(LINKS)}
_DETAILED = {
    kind: {name: place for place, name in enumerate(names)} for kind, names in FIELDS.items()
}
Reader = Callable[["Entry"], Any]
"""Reads one member of an entry, as it is shown."""


def reader(kind: str, name: str) -> Reader | None:
    """Return what reads a member of entries of a kind; None if they have none by that name."""
    place = _LINKED.get(name)
    if place is not None:
        if LINKS[name] == "instant":
            return lambda entry: format_instant(entry[place])
        return lambda entry: entry[place] or None
    at = _DETAILED[kind].get(name)
    if at is None:
        return None
    if FIELDS[kind][name] == "instant":
        return lambda entry: _shown(entry.detail[at]) if at < len(entry.detail) else None
    return lambda entry: entry.detail[at] if at < len(entry.detail) else None


def _shown(at: float | None) -> str | None:
    return None if at is None else format_instant(at)


_READERS: dict[str, dict[str, Reader]] = {
    kind: {name: read for name in (*LINKS, *names) if (read := reader(kind, name)) is not None}
    for kind, names in FIELDS.items()
}


class Entry(NamedTuple):
    """One entry. `at` is the tenant's time, `wall_at` the real one; `detail` as in `FIELDS`.

    `deed` is what a client did with it, for the rules that review clients; it is not shown.
    """

    id: int
    at: float
    wall_at: float
    kind: str
    correlation_id: str
    subject: str
    conversation_id: str
    caused_by: int
    detail: tuple[Any, ...]
    deed: Any = None

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
        for (name, type_), value in zip(names.items(), self.detail, strict=False):
            if value is not None:
                shown[name] = format_instant(value) if type_ == "instant" else value
        return shown

    def member(self, name: str) -> Any:
        """Return a member as it is shown, by its name there; None if it has none by that name."""
        read = _READERS[self.kind].get(name)
        return None if read is None else read(self)

    def seconds(self, name: str) -> float | None:
        """Return an instant of the detail in epoch seconds; None if it has none by that name."""
        place = _DETAILED[self.kind].get(name)
        found = None if place is None or place >= len(self.detail) else self.detail[place]
        return None if found is None else float(found)


Came = Callable[[Sequence[Entry], int], None]
"""Hears of new entries, and how many the ring has dropped before they could be told."""
Over = Callable[[str], None]
"""Hears that no more entries will come, and why."""


class Journal:
    """The ring of one tenant.

    Who watches hears of a burst of entries at once, after whoever recorded them went on. To record
    costs the same however many watch; to tell costs each watcher of that kind a look at the entry,
    about a microsecond, and those of other kinds nothing.

    Attributes:
        ended: Why nothing more will be recorded; "" as long as something may be.
        cause: The correlation id of what moves the clock, to which events that fall due belong.
    """

    __slots__ = (
        "_dropped",
        "_events",
        "_hearing",
        "_is_telling",
        "_last_id",
        "_now",
        "_ring",
        "_told",
        "_wall",
        "_watchers",
        "cause",
        "ended",
    )

    def __init__(self, entries_max: int, now: Callable[[], float], wall: Wall) -> None:
        self._ring: deque[Entry] = deque(maxlen=entries_max)
        self._now = now
        self._wall = wall
        self._last_id = 0
        self._dropped = 0
        self._watchers: dict[object, tuple[Came, Over]] = {}
        self._hearing: dict[str, dict[object, Came]] = {kind: {} for kind in FIELDS}
        self._told = 0
        self._is_telling = False
        self._events: dict[str, tuple[int, int, int]] = {}
        self.ended = ""
        self.cause = ""

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
        deed: Any = None,
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
            deed,
        )
        # Past the constructor, which is slower than all the rest: each request comes here.
        self._ring.append(tuple.__new__(Entry, values))
        if self._watchers and not self._is_telling:
            self._is_telling = True
            asyncio.get_running_loop().call_soon(self.tell)
        return id_

    @property
    def evicted(self) -> int:
        """How many entries the ring has dropped since it was last cleared."""
        return self._last_id - self._dropped - len(self._ring)

    @property
    def last_id(self) -> int:
        """The id of the newest entry ever recorded."""
        return self._last_id

    def note_events(self, conversation_id: str, version: int, id_: int, count: int) -> None:
        """Remember where a conversation's newest events are told, the last of them by its id."""
        known = self._events
        if conversation_id not in known and len(known) >= LIMITS.journal_events_known_max:
            del known[next(iter(known))]
        known[conversation_id] = (version, id_, count)

    def event_of(self, conversation_id: str, version: int) -> int:
        """Return the entry of one of a conversation's newest events; 0 if it is not known."""
        latest, id_, count = self._events.get(conversation_id, (0, 0, 0))
        back = latest - version
        return id_ - back if 0 <= back < count else 0

    def missed(self, since: int) -> int:
        """Return how many entries behind an id the ring has dropped (and nobody cleared)."""
        return max(0, self._last_id - len(self._ring) - max(since, self._dropped))

    @property
    def watchers(self) -> int:
        """How many watch."""
        return len(self._watchers)

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
        for entry in self.behind(since):
            if (
                (not kind or entry.kind == kind)
                and (not conversation_id or entry.conversation_id == conversation_id)
                and (not subject or entry.subject == subject)
            ):
                yield entry

    def behind(self, since: int) -> Sequence[Entry]:
        """Return the entries behind an id, which stand at the end: ids have no gaps."""
        count = self._last_id - since
        if count >= len(self._ring):
            return tuple(self._ring)
        newest = list(islice(reversed(self._ring), max(count, 0)))
        newest.reverse()
        return newest

    def go_on(self, now: Callable[[], float], entries_max: int) -> None:
        """Go on by another clock, with another size: the tenant was put back to what it was."""
        self._now = now
        self.resize(entries_max)

    def next(self, since: int, at_most: int) -> Sequence[Entry]:
        """Return the next entries behind an id."""
        count = self._last_id - since
        if count <= at_most:
            return self.behind(since)
        start = max(0, len(self._ring) - count)
        return tuple(islice(self._ring, start, start + at_most))

    def resize(self, entries_max: int) -> None:
        """Give the ring another size; the newest entries stay."""
        self._ring = deque(self._ring, maxlen=entries_max)

    def clear(self) -> None:
        """Empty the ring; ids go on, and the dropped are no longer counted."""
        self._ring.clear()
        self._dropped = self._last_id

    def watch(
        self, came: Came, over: Over = lambda _: None, kinds: Iterable[str] = tuple(FIELDS)
    ) -> Callable[[], None]:
        """Have `came` called with what is recorded from now on; call what is returned to stop.

        Nobody who watches may raise, or wait: the others hear after him. Bursts without an entry
        of his kinds he is not told of; others he is told whole.
        """
        self.tell()  # so that what came before is not told to one who has just looked
        key = object()
        hearing = [self._hearing[kind] for kind in kinds]
        self._watchers[key] = (came, over)
        for ones in hearing:
            ones[key] = came

        def stop() -> None:
            self._watchers.pop(key, None)
            for ones in hearing:
                ones.pop(key, None)

        if self.ended:
            over(self.ended)
        return stop

    def end(self, reason: str) -> None:
        """Tell those who watch that nothing more will come."""
        self.tell()
        self.ended = reason
        for _, over in tuple(self._watchers.values()):
            over(reason)

    def tell(self) -> None:
        """Tell those who watch what is recorded, if they have not heard of it yet."""
        self._is_telling = False
        before, self._told = self._told, self._last_id
        if not self._watchers or before == self._last_id:
            return
        fresh, missed = self.behind(before), self.missed(before)
        for came in self._who_hears(fresh, missed):
            came(fresh, missed)

    def _who_hears(self, fresh: Sequence[Entry], missed: int) -> Iterable[Came]:
        if missed:  # of what kinds, nobody knows
            return [came for came, _ in self._watchers.values()]
        hearing: dict[object, Came] = {}
        for kind in {entry.kind for entry in fresh}:
            hearing.update(self._hearing[kind])
        return hearing.values()

    async def wait_for(self, match: Callable[[Entry], bool]) -> Entry:
        """Return the first entry that matches, now or when it comes."""
        found: asyncio.Future[Entry] = asyncio.get_running_loop().create_future()

        def look(entries: Iterable[Entry], missed: int) -> None:
            del missed
            for entry in entries:
                if not found.done() and match(entry):
                    found.set_result(entry)

        stop = self.watch(look)
        try:
            look(self.behind(0), 0)
            return await found
        finally:
            stop()
