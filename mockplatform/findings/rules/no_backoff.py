"""Owns the rule `no-backoff`: retries whose gaps do not grow."""

from __future__ import annotations

from collections.abc import Mapping

from mockplatform.findings.deeds import Deed
from mockplatform.findings.pace import (
    HANDSHAKE_DONE,
    Moment,
    Sockets,
    answer,
    answered,
    arrivals,
    came,
    ended,
    is_failure,
    path_of,
    positions,
)
from mockplatform.findings.rule import About, Evidence, Ground, Hook, Recent, Report, Rule, Seen
from mockplatform.journal import Entry
from mockplatform.limits import LIMITS

Key = tuple[str, str, str]
"""A client, an operation, and on what."""

GAPS_MIN = 9
"""So many gaps are judged, the first ones of a run: later ones may all be as long as the cap."""
BAND = 1.8
"""Gaps do not grow where the longest is shorter than so many times the shortest."""
SHORT_S = 0.1
"""Shorter gaps count as so long: what such a gap has of noise is not growth."""
CALM_S = 10.0
"""Who once waits so long between two tries presses nobody, whatever the rest looks like."""
LASTED_S = 5.0
"""A socket that lasts so long was a success; the usual pause after it may be a short one."""
RESTED_S = 120.0
"""A try so long after the one before it is no repeat of it, but the beginning of another run."""
LATE_S = LIMITS.fault_look_s
"""That a client gave up a call that is held is noticed so much later at most."""
FALSE_ALARMS = "2 of 10,000"
"""How often at most, as a simulation in the tests shows: worst with decorrelated jitter."""


class Run:
    """Tries of one thing by one client, all of which failed.

    Attributes:
        story: What failed first, and each try after that.
        tries: When each of these came.
        gaps: How long the client waited before each try but the first.
        failed: When the latest try failed; None while its socket stands.
        asked_s: How long its answer asked to wait.
        late_s: By how much later than it happened the failure may have been written down.
        is_over: Whether the run was judged, or is not to be.
    """

    __slots__ = ("asked_s", "failed", "gaps", "is_over", "late_s", "story", "tries")

    def __init__(self) -> None:
        self.story: list[Evidence] = []
        self.tries: list[Moment] = []
        self.gaps: list[float] = []
        self.failed: Moment | None = None
        self.asked_s = 0.0
        self.late_s = 0.0
        self.is_over = False

    @property
    def is_flat(self) -> bool:
        """Whether the gaps do not grow."""
        gaps = [max(SHORT_S, one) for one in self.gaps]
        return max(gaps) < BAND * min(gaps)


class NoBackoff(Rule):
    """See `about`."""

    about = About(
        id="no-backoff",
        severity="warning",
        title="It tried again and again without longer pauses",
        when="One client tries the same operation on the same thing again after each failure (5xx, "
        "429, no answer, a handshake that was refused, a socket that broke within "
        f"{LASTED_S:g} s), {GAPS_MIN} times in a row, and the longest of the {GAPS_MIN} gaps is "
        f"less than {BAND:g} times the shortest. A gap lasts from a failure to the next try; one "
        f"under {SHORT_S:g} s counts as {SHORT_S:g} s. Exponential backoff, plain, with full, "
        "equal or decorrelated jitter, from a base of 100 ms or more up to a cap of 8 times as "
        f"much or more, looks like that in less than {FALSE_ALARMS} runs. A run of failures "
        "counts once.",
        not_when=f"A pause of {CALM_S:g} s or more was among them, or one as long as the "
        "answer's Retry-After asked for. Later gaps are not judged: at its cap a client waits no "
        "longer each time. A success ends the run, and so does any other refusal. Calls at the "
        "same time are no retries of each other. Calls of which nobody knows whose they are "
        "(sign-ins that fail) are not judged.",
        why="A platform that is down is kept down by those who ask all the time: each gets one "
        "more refusal, and none gets through sooner. On a phone it costs battery and data as well.",
        remedy="Double the pause after each failure, up to a cap of some 30 s, and take a random "
        "part of it; begin with short pauses again only after something has worked for a while.",
        source="Guide, section 4 (exponential backoff)",
    )

    def __init__(self, ground: Ground, report: Report) -> None:
        super().__init__(ground, report)
        self._runs: Recent[Key, Run] = Recent(Run)
        self._sockets = Sockets()

    def __len__(self) -> int:
        """How many tries are remembered, of all runs."""
        return sum(len(run.tries) for run in self._runs.values())

    def hears(self) -> Mapping[type | str, Hook]:
        """Hear of every request, and of the ends of sockets."""
        return {Deed: self._asked, "socket": self._closed}

    def _asked(self, seen: Seen) -> None:
        deed, entry = seen.deed, seen.entry
        is_failed, is_socket = is_failure(deed), deed.status == HANDSHAKE_DONE
        if not (is_failed or is_socket or self._runs) or not deed.who.key:
            return
        if is_socket:
            self._sockets.opened(entry, deed)
        key = (deed.who.key, deed.op, path_of(entry))
        run, says = self._runs.get(key), f"{deed.op} {answer(deed)}"
        is_try = run is None or self._tried(key, run, entry, says)
        if is_failed and is_try:
            run = self._failed(key, answered(entry), came(entry), Evidence(entry, says))
            run.asked_s = deed.retry_after_s or 0.0
            run.late_s = 0.0 if deed.status else LATE_S
        elif not (is_failed or is_socket):
            self._runs.pop(key)
        elif is_failed and run is not None and run.failed is not None:
            run.failed = answered(entry)  # who has several calls out has not heard of all before

    def _closed(self, seen: Seen) -> None:
        broken = self._sockets.closed(seen.entry)
        if broken is None or not broken.client:
            return
        key = (broken.client, broken.op, broken.path)
        if broken.lasted_s >= LASTED_S:
            self._runs.pop(key)
        says = f"the socket broke after {broken.lasted_s:.1f} s"
        at = ended(seen.entry)
        run = self._failed(key, at, at, Evidence(seen.entry, says))
        if run.gaps and not run.is_over:
            run.story.append(Evidence(seen.entry, says))

    def _failed(self, key: Key, at: Moment, came_at: Moment, shown: Evidence) -> Run:
        """Take a failure for the first of a run, or for the end of the latest try."""
        run = self._runs[key]
        run.failed, run.asked_s, run.late_s = at, 0.0, 0.0
        if not run.story:
            run.story.append(shown)
            run.tries.append(came_at)
        return run

    def _tried(self, key: Key, run: Run, entry: Entry, says: str) -> bool:
        """Take a try; return whether it is one, and no call beside another."""
        now, failed = came(entry), run.failed
        if failed is None or failed.until(now) < -run.late_s:
            return False
        gap_s, apart_s = max(0.0, failed.until(now)), run.tries[-1].until(now)
        if apart_s >= RESTED_S:
            self._runs.pop(key)
            return True
        is_obeyed = run.asked_s > 0 and gap_s >= run.asked_s - SHORT_S
        run.is_over = run.is_over or apart_s >= CALM_S or is_obeyed
        run.failed = None
        if run.is_over:
            run.tries[-1] = now
            return True
        run.gaps.append(gap_s)
        run.tries.append(now)
        run.story.append(Evidence(entry, f"{says}, {gap_s:.1f} s later"))
        if len(run.gaps) == GAPS_MIN:
            self._judge(key[0], run)
        return True

    def _judge(self, client: str, run: Run) -> None:
        run.is_over = True
        if run.is_flat:
            after = positions(run.tries[0], run.tries)
            self.found(client, *run.story, arrivals=arrivals(after))
        run.story, run.tries = run.story[:1], run.tries[-1:]
