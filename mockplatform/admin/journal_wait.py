"""Owns waiting for the journal: the answer comes when something is there so often."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from mockplatform.admin import journal_match
from mockplatform.admin.bodies import Body, Duration, duration, read
from mockplatform.admin.journal import begin, slices
from mockplatform.admin.journal_counts import ONCE_OR_MORE, Bounds, Times
from mockplatform.admin.journal_verify import EntryId, Tally
from mockplatform.edge.call import Answer, Call
from mockplatform.edge.leaving import when_gone
from mockplatform.errors import TooManyRequests
from mockplatform.journal import Entry, Journal
from mockplatform.limits import LIMITS


class WaitBody(Body, frozen=True, kw_only=True):
    """What is waited for.

    Attributes:
        match: The entry's members, each with what it must be.
        times: How often; once or more if left out.
        timeout: How long to wait in real time: 5 s if left out, a minute at most.
        since: Only entries behind this id count; those that are there already too.
    """

    match: dict[str, Any]
    times: Times | None = None
    timeout: Duration = LIMITS.journal_wait_s_default
    since: EntryId = 0

    def bounds(self) -> Bounds:
        """Return how often it must be there."""
        return ONCE_OR_MORE if self.times is None else self.times.bounds()


async def wait(call: Call) -> Answer:
    """Answer when the journal has it so often, or say after the timeout that it has not."""
    body = read(call, WaitBody)
    tally = Tally(journal_match.read(body.match), body.bounds())
    seconds = duration(body.timeout, "$.timeout", high=LIMITS.journal_wait_s_max)
    journal = call.tenant.journal
    refuse_too_many(journal)
    watch = _Watch(journal, tally, body.since)
    disarm = call.platform.around.alarm(seconds, watch.give_up)
    forget = when_gone(call.platform.around, call.request, watch.forget)
    try:
        await watch.catch_up()
        await watch.decided
    finally:
        disarm()
        forget()
        watch.stop()
    await watch.compare()
    return Answer(200, tally.view(journal, watch.seen))


def refuse_too_many(journal: Journal) -> None:
    """Refuse one more who watches a tenant's journal.

    Raises:
        TooManyRequests: As many watch as may.
    """
    if journal.watchers >= LIMITS.journal_watchers_max:
        raise TooManyRequests(
            f"{LIMITS.journal_watchers_max} wait for this tenant's journal already",
            hint="End streams that nobody reads, and wait for one thing at a time.",
        )


class _Watch:
    """Shows a tally each entry once, until it is decided.

    Hundreds may wait, and each is asked of every entry of its kinds: so it is asked only whether
    it matches, and how near the others came is looked up in the ring when the answer needs it.
    """

    def __init__(self, journal: Journal, tally: Tally, since: int) -> None:
        self.decided: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.seen = journal.last_id
        self._journal = journal
        self._tally = tally
        self._is_behind = True
        self._came_meanwhile: list[Entry] = []
        self._before = tally.begin(journal, since)
        self._since = since
        self._is_forgotten = False
        self.stop = journal.watch(self._came, self._over, tally.match.kinds)

    async def catch_up(self) -> None:
        """Look at what is there already; what comes meanwhile is looked at behind it."""
        match, tally = self._tally.match, self._tally
        async for part in slices(self._before):
            for entry in filter(match, part):
                tally.take(entry)
        self._before = ()
        self._is_behind = False
        if self._has_decided():
            self.decide()
        self._look(self._came_meanwhile)

    async def compare(self) -> None:
        """Where too few match, look how near the others come that the ring still has."""
        if self._tally.count < self._tally.bounds.least and not self._is_forgotten:
            behind = begin(self._journal, self._since)
            async for part in slices(self._journal.behind(behind)):
                self._tally.compare(one for one in part if one.id <= self.seen)

    def _came(self, entries: Sequence[Entry], missed: int) -> None:
        self._tally.missed += missed
        if self._is_behind:
            self._came_meanwhile += entries
        else:
            self._look(entries)

    def _over(self, reason: str) -> None:
        self._tally.ended = reason
        self._decide_by_all()

    def _look(self, entries: Sequence[Entry]) -> None:
        for entry in filter(self._tally.match, entries):
            if self.decided.done():
                return
            self._tally.take(entry)
            if self._has_decided():
                self.seen = entry.id
                self.decide()

    def _has_decided(self) -> bool:
        tally = self._tally
        return tally.holds or bool(tally.stale) or tally.bounds.is_over(tally.count)

    def give_up(self) -> None:
        """Let the answer go with all that there is: the time is over."""
        self._journal.tell()
        self._decide_by_all()

    def forget(self) -> None:
        """End at once: nobody hears the answer any more."""
        self._is_forgotten = True
        self.decide()

    def _decide_by_all(self) -> None:
        if not self.decided.done() and not self._is_behind:
            self.seen = self._journal.last_id
        self.decide()

    def decide(self) -> None:
        """Let the answer go, with what was seen so far."""
        if not self.decided.done():
            self.decided.set_result(None)
