"""Owns the journal's admin routes that read and empty it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any

from mockplatform.admin import journal_match
from mockplatform.admin.bodies import View
from mockplatform.admin.journal_match import Match
from mockplatform.edge import wallclock
from mockplatform.edge.call import Answer, Call
from mockplatform.journal import Entry, Journal
from mockplatform.limits import LIMITS

ID_MAX = 2**53
FILTERS = {
    "kind": "Only entries of this kind",
    "conversationId": "Only those of this conversation",
    "subject": "Only those about this user or stream",
    "correlationId": "Only those of this request or socket",
    "path": "Only requests whose path fits this glob, such as /api/v2/widget/*",
    "status": "Only what was answered with this status",
    "faultId": "Only what this fault did: its firings, and the answers that it changed",
    "causedBy": "Only what the entry with this id led to",
}
"""The filters of queries and streams, each with its help."""


class JournalView(View, kw_only=True):
    """Entries of the journal, the oldest first.

    Attributes:
        evicted: How many entries the ring has dropped since it was last cleared.
        last_id: The id of the newest entry: `since` for the next look.
    """

    entries: list[dict[str, Any]]
    evicted: int
    last_id: int


async def get(call: Call) -> Answer:
    """Show entries: behind `since` the next ones, without it the newest (before `before`)."""
    query, journal = call.request.query, call.tenant.journal
    wanted = filtered(call)
    since = begin(journal, call.query_int("since", 0, 0, ID_MAX))
    limit = call.query_int("limit", LIMITS.page_size_max, 1, LIMITS.journal_entries_default)
    before = call.query_int("before", ID_MAX, 1, ID_MAX)
    asked = journal.behind(since)
    found = await scan(asked[: bisect_left(asked, before, key=lambda one: one.id)], wanted)
    shown = found[:limit] if "since" in query else found[-limit:]
    return Answer(
        200,
        JournalView(
            entries=[one.render() for one in shown],
            evicted=journal.evicted,
            last_id=journal.last_id,
        ),
    )


def begin(journal: Journal, since: int) -> int:
    """Return the id behind which to begin for one who asks for what is behind an id.

    An id that is still to come is another journal's, from before a reset: all of this one is new.
    """
    return since if since <= journal.last_id else 0


async def clear(call: Call) -> Answer:
    """Empty the journal; ids go on."""
    call.tenant.journal.clear()
    return Answer(204)


def filtered(call: Call) -> Match:
    """Return what the query's filters ask for.

    Raises:
        InvalidValue: There is no such kind, or the status is no number.
    """
    query = call.request.query
    match: dict[str, Any] = {
        name: {"is": query[name]}
        for name in ("kind", "conversationId", "subject", "correlationId")
        if query.get(name)
    }
    if "kind" in match:
        journal_match.check_kind(query["kind"], "kind")
    if query.get("path"):
        match["path"] = query["path"]
    if "status" in query:
        match["status"] = call.query_int("status", 0, 0, 999)
    if "causedBy" in query:
        match["causedBy"] = call.query_int("causedBy", 0, 1, ID_MAX)
    made = journal_match.read(match, "query")
    fault = query.get("faultId")
    return made if not fault else _Of(made, fault)


class _Of(Match):
    """What a fault did: it has another name in its own entries than in those of answers."""

    def __init__(self, match: Match, fault: str) -> None:
        super().__init__(match.conditions)
        self._fault = fault
        self.kinds &= {"fault", "http"}

    def __call__(self, entry: Entry) -> bool:
        """Whether an entry is like that, and the fault's."""
        is_its = self._fault in (entry.member("faultId"), entry.member("fault"))
        return is_its and super().__call__(entry)


async def scan(entries: Sequence[Entry], keep: Callable[[Entry], bool]) -> list[Entry]:
    """Return the entries to keep; everybody else runs on while many are looked at."""
    found: list[Entry] = []
    async for part in slices(entries):
        found += filter(keep, part)
    return found


async def slices(entries: Sequence[Entry]) -> AsyncIterator[Sequence[Entry]]:
    """Yield entries in parts, letting everybody else run in between."""
    size = LIMITS.journal_looks_at_once
    yield entries[:size]
    for start in range(size, len(entries), size):
        await wallclock.breathe()
        yield entries[start : start + size]
