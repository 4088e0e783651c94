"""Owns verifying: whether something is in the journal so often, and nothing else.

What the ring has dropped may have mattered, and then it is said: a count that cannot be
known is never ok.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Annotated, Any

from msgspec import Meta

from mockplatform.admin import journal_match
from mockplatform.admin.bodies import Body, View, read
from mockplatform.admin.journal import ID_MAX, begin, slices
from mockplatform.admin.journal_counts import ONCE_OR_MORE, Bounds, Times
from mockplatform.admin.journal_match import Match
from mockplatform.admin.journal_near import Nearest, NearMiss
from mockplatform.edge.call import Answer, Call
from mockplatform.journal import Entry, Journal
from mockplatform.limits import LIMITS

EntryId = Annotated[int, Meta(ge=0, le=ID_MAX)]
SCOPE = ("kind", "subject", "conversationId", "correlationId", "channelId")
"""The members of a match that say whose entries it is about: `nothingElse` looks at those."""


class VerifyBody(Body, frozen=True, kw_only=True):
    """What must be in the journal.

    Attributes:
        match: The entry's members, each with what it must be.
        times: How often; once or more if left out.
        nothing_else: Whether nothing else may be there of that kind, subject, conversation,
            correlation id and channel, as far as the match names them.
        since: Only entries behind this id count.
    """

    match: dict[str, Any]
    times: Times | None = None
    nothing_else: bool = False
    since: EntryId = 0

    def bounds(self) -> Bounds:
        """Return how often it must be there."""
        return ONCE_OR_MORE if self.times is None else self.times.bounds()


class VerifyView(View, kw_only=True):
    """Whether it is so.

    Attributes:
        ok: Whether it is certain that it is.
        count: How many entries match.
        evicted: How many entries the ring has dropped since it was last cleared.
        last_id: The id of the newest entry looked at: `since` for what comes next.
        entries: The first that match.
        near_misses: Those that match nearly, the nearest first, where too few match.
        others: The first that `nothingElse` forbids.
        other_count: How many those are.
        hint: The next step, where it is not ok.
    """

    ok: bool
    count: int
    evicted: int
    last_id: int
    entries: list[dict[str, Any]]
    near_misses: list[NearMiss]
    others: list[dict[str, Any]] | None = None
    other_count: int | None = None
    hint: str | None = None


class Tally:
    """Counts what matches, and what else there is, of all entries that it is shown.

    Attributes:
        missed: How many entries could not be shown: the ring had dropped them.
        stale: The id to begin behind where it is still to come, from before a reset; else 0.
        ended: Why nothing more comes; "" as long as something may.
    """

    def __init__(self, match: Match, bounds: Bounds, *, nothing_else: bool = False) -> None:
        self.match = match
        self.bounds = bounds
        self.count = 0
        self.missed = 0
        self.stale = 0
        self.ended = ""
        self.other_count = 0
        self._entries: list[Entry] = []
        self._others: list[Entry] = []
        self._nearest = Nearest(match)
        self._scope = match.only(SCOPE)
        self._nothing_else = nothing_else

    def look(self, entries: Iterable[Entry]) -> None:
        """Look at entries that come behind those before."""
        for entry in entries:
            if self.match(entry):
                self.take(entry)
                continue
            if self.count < max(1, self.bounds.least):
                self._nearest.look(entry)
            if self._nothing_else and self._scope(entry):
                self.other_count += 1
                if self.other_count <= LIMITS.matched_entries_shown:
                    self._others.append(entry)

    def take(self, entry: Entry) -> None:
        """Count an entry that matches."""
        self.count += 1
        if self.count <= LIMITS.matched_entries_shown:
            self._entries.append(entry)

    def compare(self, entries: Iterable[Entry]) -> None:
        """Look how near those come that do not match."""
        for entry in entries:
            if not self.match(entry):
                self._nearest.look(entry)

    def begin(self, journal: Journal, since: int) -> Sequence[Entry]:
        """Return the entries behind an id; what they cannot tell is remembered."""
        first = begin(journal, since)
        self.stale = since if first != since else 0
        self.missed = journal.missed(first)
        return journal.behind(first)

    @property
    def holds(self) -> bool:
        """Whether it is certainly so, by what was looked at."""
        if self.stale:
            return False
        is_sure = not self.missed or (self.bounds.most is None and not self._nothing_else)
        return is_sure and self.bounds.hold(self.count) and not self.other_count

    def view(self, journal: Journal, last_id: int) -> VerifyView:
        """Return what there is to say."""
        too_few = self.count < self.bounds.least
        return VerifyView(
            ok=self.holds,
            count=self.count,
            evicted=journal.evicted,
            last_id=last_id,
            entries=[one.render() for one in self._entries],
            near_misses=self._nearest.best() if too_few else [],
            others=[one.render() for one in self._others] if self._nothing_else else None,
            other_count=self.other_count if self._nothing_else else None,
            hint=None if self.holds else self._hint(too_few=too_few),
        )

    def _hint(self, *, too_few: bool) -> str:
        if self.stale:
            return (
                f"No entry {self.stale} was there yet: `since` is from before a reset, or another "
                "tenant's. Leave it out, or take `lastId` of this answer."
            )
        if self.ended:
            return f"Nothing more comes into this journal: {self.ended}."
        if self.missed and not self.bounds.is_over(self.count):
            return (
                f"{self.missed} entries that may have mattered were dropped before this could "
                "look: give `since`, empty the journal first, or raise the setting journalEntries."
            )
        if too_few:
            return f"{self.count} match, {self.bounds.least} must: see `nearMisses`."
        if self.bounds.is_over(self.count):
            return f"{self.count} match, at most {self.bounds.most} may: see `entries`."
        return f"{self.other_count} others are there that do not match: see `others`."


async def verify(call: Call) -> Answer:
    """Tell whether the journal has what is asked for, so often, and nothing else."""
    body = read(call, VerifyBody)
    tally = Tally(journal_match.read(body.match), body.bounds(), nothing_else=body.nothing_else)
    journal = call.tenant.journal
    entries, last_id = tally.begin(journal, body.since), journal.last_id
    async for part in slices(entries):
        tally.look(part)
    return Answer(200, tally.view(journal, last_id))
