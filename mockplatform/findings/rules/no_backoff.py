"""Owns the rule `no-backoff`: retries whose gaps do not grow."""

from __future__ import annotations

from collections.abc import Mapping
from math import inf

from mockplatform.findings.deeds import Deed, is_trouble
from mockplatform.findings.pace import (
    HANDSHAKE_DONE,
    Asked,
    Moment,
    Sockets,
    answer,
    answered,
    arrivals,
    asked,
    came,
    ended,
    positions,
)
from mockplatform.findings.rule import About, Evidence, Ground, Hook, Recent, Report, Rule, Seen
from mockplatform.limits import LIMITS

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
SMALL_CAP = "3 of 100"
WILD_JITTER = "6 of 100"


class Trouble:
    """What a client's pauses have been since it was last without trouble for long.

    Attributes:
        least_s: The shortest of them, whatever was tried again.
        latest: When something last failed, or was tried again.
    """

    __slots__ = ("latest", "least_s")

    def __init__(self) -> None:
        self.least_s = inf
        self.latest: Moment | None = None

    def goes_on(self, at: Moment, gap_s: float = inf) -> None:
        """Take a failure, or a try and the pause before it."""
        if self.latest is not None and self.latest.until(at) >= RESTED_S:
            self.least_s = inf
        self.latest = at
        self.least_s = min(self.least_s, gap_s)


class Run:
    """Tries of one thing by one client, all of which failed.

    Attributes:
        story: What failed first, and each try after that.
        tries: When each of these came.
        gaps: How long the client waited before each try but the first.
        grown_from_s: The client's shortest pause in the same trouble, before this run.
        failed: When the latest try failed; None while its socket stands.
        asked_s: How long its answer asked to wait.
        late_s: By how much later than it happened the failure may have been written down.
        is_over: Whether the run was judged, or is not to be.
    """

    __slots__ = (
        "asked_s",
        "failed",
        "gaps",
        "grown_from_s",
        "is_over",
        "late_s",
        "story",
        "tries",
    )

    def __init__(self) -> None:
        self.story: list[Evidence] = []
        self.tries: list[Moment] = []
        self.gaps: list[float] = []
        self.grown_from_s = inf
        self.failed: Moment | None = None
        self.asked_s = 0.0
        self.late_s = 0.0
        self.is_over = False

    @property
    def is_flat(self) -> bool:
        """Whether the gaps do not grow."""
        gaps = [max(SHORT_S, one) for one in self.gaps]
        return max(gaps) < BAND * max(SHORT_S, min(self.grown_from_s, *gaps))


class NoBackoff(Rule):
    """See `about`."""

    about = About(
        id="no-backoff",
        severity="warning",
        title="It tried again and again without longer pauses",
        when="One client makes the same call again (the same operation on the same thing, with the "
        "same body) after each failure (5xx, 429, no answer, a handshake that was refused, a "
        f"socket that broke within {LASTED_S:g} s), {GAPS_MIN} times in a row, and the longest "
        f"of the {GAPS_MIN} gaps is less than {BAND:g} times the shortest. A gap lasts from a "
        f"failure to the next try; one under {SHORT_S:g} s counts as {SHORT_S:g} s. "
        "Exponential backoff, plain, with full, equal or decorrelated jitter, from a base of "
        "100 ms or more up to a cap of 8 times as much or more, looks like that in less than "
        f"{FALSE_ALARMS} runs; decorrelated jitter "
        f"with a cap of only 5 times the base does in {SMALL_CAP}. A run of failures counts once.",
        not_when=f"A pause of {CALM_S:g} s or more was among them, or one as long as the "
        "answer's Retry-After asked for. Later gaps are not judged: at its cap a client waits no "
        "longer each time. A success ends the run, and so does any other refusal; but the pauses "
        "of the next run may begin where the client's had got to, so its shortest one, whatever "
        f"it called, counts with those of the run until nothing has failed for {RESTED_S:g} s. "
        "Another body is another call: the customer's next message is no retry of the one before, "
        "nor is a sign of typing of any other. Calls at the same time are no retries of each "
        "other. A socket that ends with 1000, 1002, 1003, 1007 to 1010 or 4400 to 4499 (4408 and "
        "4429 apart) was told something, and did not break. Not judged are calls of which nobody "
        "knows whose they are (sign-ins that fail), and those that a fault answered before their "
        "body had come. Two things are hardly ever found: a pause that stays as it is but for "
        f"jitter of half of it up or down (in {WILD_JITTER} runs), and sockets that all last "
        f"{LASTED_S:g} s or more.",
        why="A platform that is down is kept down by those who ask all the time: each gets one "
        "more refusal, and none gets through sooner. On a phone it costs battery and data as well.",
        remedy="Double the pause after each failure, up to a cap of some 30 s, and take a random "
        "part of it; begin with short pauses again only after something has worked for a while. "
        "Where many clients may fail at once, the first pause is to spread over a quarter of a "
        "second or more: see `no-jitter`.",
        source="Guide, section 4 (exponential backoff)",
    )

    def __init__(self, ground: Ground, report: Report) -> None:
        super().__init__(ground, report)
        self._runs: Recent[Asked, Run] = Recent(Run)
        self._troubles: Recent[str, Trouble] = Recent(Trouble)
        self._sockets = Sockets()

    def __len__(self) -> int:
        """How many tries are remembered, of all runs."""
        return sum(len(run.tries) for run in self._runs.values())

    def hears(self) -> Mapping[type | str, Hook]:
        """Hear of every request, and of the ends of sockets."""
        return {Deed: self._asked, "socket": self._closed}

    def _asked(self, seen: Seen) -> None:
        deed, entry = seen.deed, seen.entry
        is_failed, is_socket = is_trouble(deed.status), deed.status == HANDSHAKE_DONE
        key = asked(entry, deed) if is_failed or is_socket or self._runs else None
        if key is None:
            return
        if is_socket:
            self._sockets.opened(entry, deed)
        run, says = self._runs.get(key), f"{deed.op} {answer(deed)}"
        is_try = run is None or self._tried(key, run, seen, says)
        if is_failed and is_try:
            run = self._failed(key, answered(entry, deed), came(entry, deed), Evidence(entry, says))
            run.asked_s = deed.retry_after_s or 0.0
            run.late_s = 0.0 if deed.status else LATE_S
        elif not (is_failed or is_socket):
            self._runs.pop(key)
        elif is_failed and run is not None and run.failed is not None:
            # Who has several calls out has not heard of all of them before.
            run.failed = answered(entry, deed)

    def _closed(self, seen: Seen) -> None:
        broken = self._sockets.closed(seen.entry)
        if broken is None:
            return
        key = broken.asked
        if broken.lasted_s >= LASTED_S:
            self._runs.pop(key)
        says = f"the socket broke after {broken.lasted_s:.1f} s"
        at = ended(seen.entry)
        run = self._failed(key, at, at, Evidence(seen.entry, says))
        if run.gaps and not run.is_over:
            run.story.append(Evidence(seen.entry, says))

    def _failed(self, key: Asked, at: Moment, came_at: Moment, shown: Evidence) -> Run:
        """Take a failure for the first of a run, or for the end of the latest try."""
        run, trouble = self._runs[key], self._troubles[key.client]
        run.failed, run.asked_s, run.late_s = at, 0.0, 0.0
        trouble.goes_on(at)
        if not run.story:
            run.grown_from_s = trouble.least_s
            run.story.append(shown)
            run.tries.append(came_at)
        return run

    def _tried(self, key: Asked, run: Run, seen: Seen, says: str) -> bool:
        """Take a try; return whether it is one, and no call beside another."""
        now, failed = came(seen.entry, seen.deed), run.failed
        if failed is None or failed.until(now) <= -run.late_s:
            return False
        gap_s, apart_s = max(0.0, failed.until(now)), run.tries[-1].until(now)
        self._troubles[key.client].goes_on(now, gap_s)
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
        run.story.append(Evidence(seen.entry, f"{says}, {gap_s:.1f} s later"))
        if len(run.gaps) == GAPS_MIN:
            self._judge(key.client, run)
        return True

    def _judge(self, client: str, run: Run) -> None:
        run.is_over = True
        if run.is_flat:
            after = positions(run.tries[0], run.tries)
            self.found(client, *run.story, arrivals=arrivals(after))
        run.story, run.tries = run.story[:1], run.tries[-1:]
