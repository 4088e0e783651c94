"""Owns waiting for the journal: the answer comes when something is there so often."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from mockplatform.admin import journal_match
from mockplatform.admin.bodies import Body, Duration, duration, read
from mockplatform.admin.journal import slices
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
    disarm = call.platform.around.alarm(seconds, watch.decide)
    forget = when_gone(call.platform.around, call.request, watch.decide)
    try:
        await watch.catch_up()
        await watch.decided
    finally:
        disarm()
        forget()
        watch.stop()
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
    """Shows a tally each entry once, until it is decided."""

    def __init__(self, journal: Journal, tally: Tally, since: int) -> None:
        self.decided: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.seen = journal.last_id
        self._tally = tally
        self._is_behind = True
        self._came_meanwhile: list[Entry] = []
        self._before = tally.begin(journal, since)
        self.stop = journal.watch(self._came, self._over)

    async def catch_up(self) -> None:
        """Look at what is there already; what comes meanwhile is looked at behind it."""
        async for part in slices(self._before):
            self._tally.look(part)
        self._before = ()
        self._is_behind = False
        self._look(self._came_meanwhile)

    def _came(self, entries: Sequence[Entry], missed: int) -> None:
        self._tally.missed += missed
        if self._is_behind:
            self._came_meanwhile += entries
        else:
            self._look(entries)

    def _over(self, reason: str) -> None:
        self._tally.ended = reason
        self.decide()

    def _look(self, entries: Sequence[Entry]) -> None:
        if self.decided.done():
            return
        for entry in entries:
            if self._has_decided():
                break
            self._tally.look((entry,))
            self.seen = entry.id
        if self._has_decided():
            self.decide()

    def _has_decided(self) -> bool:
        tally = self._tally
        return tally.holds or bool(tally.stale) or tally.bounds.is_over(tally.count)

    def decide(self) -> None:
        """Let the answer go, with what was seen so far."""
        if not self.decided.done():
            self.decided.set_result(None)
