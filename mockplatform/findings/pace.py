"""Owns when calls came and were over, on both clocks, for the rules about how clients come again.

Tests let the tenant's time stand still, or jump. What lies between two moments is therefore the
longer one of the tenant's time and the real one: a client has waited if it did on either clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import ceil
from typing import NamedTuple

from mockplatform.findings.deeds import TYPES, Deed
from mockplatform.findings.rule import Recent
from mockplatform.histogram import Histogram, histogram
from mockplatform.journal import Entry
from mockplatform.journal_fields import FIELDS

BUCKETS_MAX = 120
"""Of how many buckets a finding's histogram is, at most: as many as a picture has room for."""
BUCKETS_S = (0.1, 1.0, 10.0, 60.0, 600.0)
HANDSHAKE_DONE = 101
_ELAPSED = tuple(FIELDS["http"]).index("elapsedMs")
_PATH = tuple(FIELDS["http"]).index("path")
_ANSWERS = frozenset({1000, 1002, 1003, 1007, 1008, 1009, 1010})
"""Close codes by which a client is told that all is done, or what it did wrong."""
_REFUSALS = range(4400, 4500)
"""Close codes that say what a status of 400 to 499 says."""
_TROUBLES = frozenset({4408, 4429})
"""Those of them that are worth another try: the line was dead, or too much came."""


class Asked(NamedTuple):
    """What a call asked for: equal for a call and its repeats.

    Attributes:
        client: Who asked.
        op: As in `Deed`.
        path: On what, without the query.
        body: As in `Deed`, but always known.
    """

    client: str
    op: str
    path: str
    body: int


class Moment(NamedTuple):
    """An instant on the tenant's clock, and on the real one."""

    at: float
    wall_at: float

    def until(self, later: Moment) -> float:
        """Return how many seconds lie between, by the clock on which they are more."""
        return max(later.at - self.at, later.wall_at - self.wall_at)


def came(entry: Entry, deed: Deed) -> Moment:
    """Return when a call came: its entry is written when it is answered."""
    at = entry.at if deed.came_at is None else deed.came_at
    return Moment(at, entry.wall_at - took_s(entry))


def ended(entry: Entry) -> Moment:
    """Return when something happened that an entry tells of, and that is no call."""
    return Moment(entry.at, entry.wall_at)


def answered(entry: Entry, deed: Deed) -> Moment:
    """Return when a call was answered."""
    return Moment(entry.at if deed.ended_at is None else deed.ended_at, entry.wall_at)


def took_s(entry: Entry) -> float:
    """Return how long a call took until it was answered."""
    return float(entry.detail[_ELAPSED] or 0.0) / 1000


def path_of(entry: Entry) -> str:
    """Return what a call was about, without its query: the same for each repeat of it."""
    return str(entry.detail[_PATH]).partition("?")[0]


def asked(entry: Entry, deed: Deed) -> Asked | None:
    """Return what a call asked for; None where nobody knows, or where no call is a repeat."""
    if not deed.who.key or deed.body is None or deed.aim == TYPES:
        return None
    return Asked(deed.who.key, deed.op, path_of(entry), deed.body)


def answer(deed: Deed) -> str:
    """Return how a call was answered, for a story."""
    return f"was answered {deed.status}" if deed.status else "got no answer"


def positions(cause: Moment, moments: Iterable[Moment]) -> list[float]:
    """Return how long after a cause things came; in order, as they are given."""
    found, before, after = [], cause, 0.0
    for one in moments:
        after += max(0.0, before.until(one))
        before = one
        found.append(after)
    return found


def arrivals(after: Sequence[float]) -> Histogram:
    """Return the histogram of what came so long after a cause, in not too many buckets."""
    span = max(after) - min(after)
    fits = (one for one in BUCKETS_S if span / one < BUCKETS_MAX)
    return histogram(after, next(fits, float(ceil(span / BUCKETS_MAX) + 1)))


class Opened(NamedTuple):
    """A socket: what was asked to get it, and since when it stands."""

    asked: Asked
    since: Moment


class Broken(NamedTuple):
    """A socket that the client did not end itself, and how long it had lasted."""

    asked: Asked
    lasted_s: float


class Sockets:
    """The sockets that stand, by the correlation id of their handshakes."""

    _BY_CLIENT = "by the client"

    def __init__(self) -> None:
        self._open: Recent[str, Opened | None] = Recent(lambda: None)

    def __len__(self) -> int:
        """How many are remembered."""
        return len(self._open)

    def opened(self, entry: Entry, deed: Deed) -> None:
        """Remember a handshake that was answered with a socket."""
        known = asked(entry, deed)
        if known is not None:
            self._open[entry.correlation_id] = Opened(known, ended(entry))

    def closed(self, entry: Entry) -> Broken | None:
        """Forget the socket that an entry of kind `socket` closes.

        Return it if it broke: who is told that all is done, or what he did wrong, was not cut
        off, and neither is who says so himself.
        """
        act, _, code, reason = entry.detail
        known = self._open.pop(entry.correlation_id) if act == "close" else None
        if known is None or reason == self._BY_CLIENT or not _is_break(code):
            return None
        return Broken(known.asked, known.since.until(ended(entry)))


def _is_break(code: int) -> bool:
    """Whether a socket that ends with a code is cut off, and not told something."""
    return code in _TROUBLES or (code not in _ANSWERS and code not in _REFUSALS)
