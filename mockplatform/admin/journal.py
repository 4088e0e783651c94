"""Owns the journal's admin routes: read and emptied. Queries, waiting and streams come here too."""

from __future__ import annotations

from collections import deque
from itertools import islice
from typing import Any

from mockplatform.admin.bodies import View
from mockplatform.edge.call import Answer, Call
from mockplatform.errors import InvalidValue, nearest
from mockplatform.journal import FIELDS
from mockplatform.limits import LIMITS


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
    """Show entries: behind `since` the next ones, without it the newest."""
    query, journal = call.request.query, call.tenant.journal
    kind = query.get("kind", "")
    if kind and kind not in FIELDS:
        raise InvalidValue("kind", f"no kind {kind[:40]!r}", hint=nearest(kind[:40], FIELDS))
    since = call.query_int("since", 0, 0, 2**53)
    most = LIMITS.journal_entries_default
    limit = call.query_int("limit", LIMITS.page_size_max, 1, most)
    found = journal.select(
        kind=kind,
        conversation_id=query.get("conversationId", ""),
        subject=query.get("subject", ""),
        since=since,
    )
    shown = islice(found, limit) if "since" in query else deque(found, limit)
    return Answer(
        200,
        JournalView(
            entries=[one.render() for one in shown],
            evicted=journal.evicted,
            last_id=journal.last_id,
        ),
    )


async def clear(call: Call) -> Answer:
    """Empty the journal; ids go on."""
    call.tenant.journal.clear()
    return Answer(204)
