"""Owns when calls came and were over, on both clocks, for the rules about how clients come again.

Tests let the tenant's time stand still, or jump. What lies between two moments is therefore the
longer one of the tenant's time and the real one: a client has waited if it did on either clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import ceil
from typing import NamedTuple

from mockplatform.findings.deeds import Deed
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
_TOO_MANY = 429
_FAILED_FROM = 500


class Moment(NamedTuple):
    """An instant on the tenant's clock, and on the real one."""

    at: float
    wall_at: float

    def until(self, later: Moment) -> float:
        """Return how many seconds lie between, by the clock on which they are more."""
        return max(later.at - self.at, later.wall_at - self.wall_at)


def came(entry: Entry) -> Moment:
    """Return when a call came: its entry is written when it is answered."""
    return Moment(entry.at, entry.wall_at - took_s(entry))


def ended(entry: Entry) -> Moment:
    """Return when a call was answered at the earliest, or what else an entry tells of happened."""
    return Moment(entry.at, entry.wall_at)


def answered(entry: Entry) -> Moment:
    """Return when a call was answered, of a tenant whose time runs as the real one does."""
    return Moment(entry.at + took_s(entry), entry.wall_at)


def took_s(entry: Entry) -> float:
    """Return how long a call took until it was answered."""
    return float(entry.detail[_ELAPSED] or 0.0) / 1000


def path_of(entry: Entry) -> str:
    """Return what a call was about, without its query: the same for each repeat of it."""
    return str(entry.detail[_PATH]).partition("?")[0]


def is_failure(deed: Deed) -> bool:
    """Whether a call failed so that it is worth another try: overload, an error, no answer."""
    return not deed.status or deed.status >= _FAILED_FROM or deed.status == _TOO_MANY


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
    """A socket: whose it is, what was asked to get it, and since when it stands."""

    client: str
    op: str
    path: str
    since: Moment


class Broken(NamedTuple):
    """A socket that the client did not end itself, and how long it had lasted."""

    client: str
    op: str
    path: str
    lasted_s: float


class Sockets:
    """The sockets that stand, by the correlation id of their handshakes."""

    _BY_CLIENT = "by the client"
    _NORMAL = 1000

    def __init__(self) -> None:
        self._open: Recent[str, Opened | None] = Recent(lambda: None)

    def __len__(self) -> int:
        """How many are remembered."""
        return len(self._open)

    def opened(self, entry: Entry, deed: Deed) -> None:
        """Remember a handshake that was answered with a socket."""
        made = Opened(deed.who.key, deed.op, path_of(entry), ended(entry))
        self._open[entry.correlation_id] = made

    def closed(self, entry: Entry) -> Broken | None:
        """Forget the socket that an entry of kind `socket` closes.

        Return it if it broke: who is told that all is done, or says so himself, was not cut off.
        """
        act, _, code, reason = entry.detail
        known = self._open.pop(entry.correlation_id) if act == "close" else None
        if known is None or reason == self._BY_CLIENT or code == self._NORMAL:
            return None
        lasted_s = known.since.until(ended(entry))
        return Broken(known.client, known.op, known.path, lasted_s)
