"""Owns the rule `no-jitter`: many clients whose retries fall together after a common cause."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from mockplatform.findings.deeds import TYPES, Deed, is_trouble
from mockplatform.findings.odds import busiest, together
from mockplatform.findings.pace import (
    HANDSHAKE_DONE,
    Asked,
    Moment,
    Sockets,
    answered,
    arrivals,
    asked,
    came,
    ended,
    positions,
)
from mockplatform.findings.rule import About, Evidence, Ground, Hook, Recent, Report, Rule, Seen
from mockplatform.journal import Entry

HERD_MIN = 12
"""So many clients at least: of fewer, all could come together by chance too often."""
CAUSE_S = 0.1
"""What befalls clients within so long of the first has one cause."""
TOGETHER_S = 0.1
"""How long the busiest moment is: a platform that takes all within it has a herd at its door."""
WINDOW_S = 0.25
"""The least window over which good clients spread: what equal jitter makes of half a second."""
CHANCE_MAX = 0.001
"""So rarely may clients that do spread over it be taken for a herd."""
HORIZON_S = 60.0
"""Who comes again later than that is not waited for."""
HERDS_MAX = 100
"""So many causes are followed at once; the oldest is judged before its time."""
SHOWN_MAX = 5
"""So many of those that came together are shown; the histogram has all."""
EVERYBODY = "all clients"
Key = Asked | str
"""What failed; of a client that was cut off, just its name: whatever it calls is its retry."""


class Herd:
    """Clients that one cause has befallen, and what came of them since.

    Attributes:
        first: What befell the first of them; `last` the last.
        since: When the first was befallen.
        clients: Who they are.
        came: The first retry of each that came again, and when it came.
        is_over: Whether it was judged for the last time.
    """

    __slots__ = ("came", "clients", "first", "is_over", "last", "since")

    def __init__(self, since: Moment, first: Entry) -> None:
        self.since = since
        self.first = self.last = first
        self.clients: set[str] = set()
        self.came: dict[str, tuple[Moment, Seen]] = {}
        self.is_over = False


class Wait(NamedTuple):
    """What a client is waited for: since when, and to which herd it belongs."""

    herd: Herd
    since: Moment


class NoJitter(Rule):
    """See `about`."""

    about = About(
        id="no-jitter",
        severity="warning",
        title="Many clients came again at the same moment",
        when=f"At least {HERD_MIN} clients are cut off, or fail (5xx, 429, no answer), within "
        f"{CAUSE_S:g} s of each other, and of their first retries so many come within "
        f"{TOGETHER_S:g} s that clients which spread evenly over no more than {WINDOW_S:g} s "
        f"would bring it about in less than 1 of {1 / CHANCE_MAX:,.0f} herds: for n clients the "
        f"bound is n times the binomial chance that, of the n - 1 others, as many come within "
        f"{TOGETHER_S:g} s of one of them, each with {TOGETHER_S / WINDOW_S:g}. The retry of a "
        "client that was cut off is its first call of any kind, but for signs of typing; of one "
        "that failed, the same call with the same body again. Who comes after "
        f"{HORIZON_S:g} s is not counted.",
        not_when="Fewer clients, or clients that failed at different moments. Sockets that end "
        "since all is over or the client did something wrong: with 1000, 1002, 1003, 1007 to 1010 "
        "or 4400 to 4499, 4408 and 4429 apart. Calls that were "
        "under way when it happened. Calls that the platform answers at the same moment, since it "
        "had held them: what matters is when they came.",
        why="A platform that comes back is hit by everybody at once, fails again, and again at "
        "each retry, since all wait equally long: the herd keeps itself together. Backoff alone "
        "makes the blows rarer, and no softer.",
        remedy="Draw each pause at random from a window that grows (full or equal jitter), the "
        "first one and the one behind Retry-After as well. The first window is "
        f"{WINDOW_S:g} s or wider: full jitter of {WINDOW_S:g} s, equal jitter of "
        f"{2 * WINDOW_S:g} s. One of 100 ms, which is backoff well enough, brings a crowd of "
        "clients back within as little.",
        source="Guide, section 4 (backoff, so that a thousand widgets do not come back at once)",
    )

    def __init__(self, ground: Ground, report: Report) -> None:
        super().__init__(ground, report)
        self._sockets = Sockets()
        self._waits: Recent[Key, Wait | None] = Recent(lambda: None)
        self._forming: Herd | None = None
        self._herds: deque[Herd] = deque()

    def __len__(self) -> int:
        """Of how many clients a retry is waited for."""
        return len(self._waits)

    def hears(self) -> Mapping[type | str, Hook]:
        """Hear of every request, and of the ends of sockets."""
        return {Deed: self._asked, "socket": self._closed}

    def settle(self, now: float) -> None:
        """Judge the herds that there are; one that is none by now may become one."""
        del now
        forming = self._forming
        for herd in (*self._herds, *(() if forming is None else (forming,))):
            self._judge(herd, is_over=False)

    def _asked(self, seen: Seen) -> None:
        deed, entry = seen.deed, seen.entry
        is_failed, is_socket = is_trouble(deed.status), deed.status == HANDSHAKE_DONE
        if not (is_failed or is_socket or self._waits) or not deed.who.key:
            return
        if deed.aim == TYPES:
            return
        if is_socket:
            self._sockets.opened(entry, deed)
        client, call, now = deed.who.key, asked(entry, deed), came(entry, deed)
        self._passed(now)
        self._came(client, client, now, seen)
        if call is None:
            return
        self._came(call, client, now, seen)
        if is_failed:
            self._befell(call, client, answered(entry, deed), entry)

    def _closed(self, seen: Seen) -> None:
        broken = self._sockets.closed(seen.entry)
        if broken is not None:
            client = broken.asked.client
            self._befell(client, client, ended(seen.entry), seen.entry)

    def _befell(self, key: Key, client: str, at: Moment, entry: Entry) -> None:
        """Count a client among those whom one cause has befallen."""
        self._passed(at)
        herd = self._forming
        if herd is None:
            herd = self._forming = Herd(at, entry)
        herd.last = entry
        herd.clients.add(client)
        self._waits[key] = Wait(herd, at)

    def _came(self, key: Key, client: str, at: Moment, seen: Seen) -> None:
        """Take a call for the retry that was waited for, if it was made since."""
        wait = self._waits.get(key)
        if wait is None or wait.since.until(at) <= 0:
            return
        self._waits.pop(key)
        herd = wait.herd
        if not herd.is_over:
            herd.came.setdefault(client, (at, seen))
            if herd is not self._forming and len(herd.came) == len(herd.clients):
                self._judge(herd)

    def _passed(self, now: Moment) -> None:
        """Let go of what is over by now."""
        forming = self._forming
        if forming is not None and forming.since.until(now) > CAUSE_S:
            self._forming = None
            if len(forming.clients) >= HERD_MIN:
                self._herds.append(forming)
        while self._herds and (
            len(self._herds) > HERDS_MAX or self._herds[0].since.until(now) > HORIZON_S
        ):
            self._judge(self._herds[0])

    def _judge(self, herd: Herd, *, is_over: bool = True) -> None:
        """Report a herd, if it is one; for the last time, if it is over or was reported."""
        came_in_order = sorted(herd.came.values(), key=lambda one: sum(one[0]))
        after = positions(herd.since, [at for at, _ in came_in_order])
        clients = len(herd.clients)
        place, most = busiest(after, TOGETHER_S) if after else (0, 0)
        is_herd = clients >= HERD_MIN and (
            together(most, clients, TOGETHER_S / WINDOW_S) < CHANCE_MAX
        )
        if is_herd:
            crowd = [(seen, late) for (_, seen), late in zip(came_in_order, after, strict=True)][
                place : place + most
            ]
            self.found(EVERYBODY, *_story(herd, crowd), arrivals=arrivals(after))
        if is_over or is_herd:
            self._end(herd)

    def _end(self, herd: Herd) -> None:
        herd.is_over = True
        herd.came.clear()
        if herd is self._forming:
            self._forming = None
        elif herd in self._herds:
            self._herds.remove(herd)


def _story(herd: Herd, crowd: Sequence[tuple[Seen, float]]) -> list[Evidence]:
    """Tell what happened to all of them, and of some of those that came together."""
    story = [Evidence(herd.first, f"the first of {len(herd.clients)} clients failed")]
    if herd.last is not herd.first:
        story.append(Evidence(herd.last, "the last of them failed"))
    many = len(crowd)
    shown = {round(n * (many - 1) / (SHOWN_MAX - 1)) for n in range(SHOWN_MAX)}
    for place in sorted(shown):
        seen, late_s = crowd[place]
        which = f"{seen.deed.op} came {late_s:.1f} s after that"
        says = f"{which}: {place + 1} of {many} that came within {TOGETHER_S:g} s"
        story.append(Evidence(seen.entry, says))
    return story
