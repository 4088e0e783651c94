"""Owns the histogram of arrivals: how many requests came when.

A request's entry is written when it is answered, so it arrived that much earlier. Arrivals
are real: by real time, unless the tenant's is asked for.
"""

from __future__ import annotations

import math
from typing import Any

from msgspec import field

from mockplatform.admin import journal_match
from mockplatform.admin.bodies import View
from mockplatform.admin.journal import ID_MAX, begin, scan
from mockplatform.durations import format_duration, format_instant, parse_duration
from mockplatform.edge.call import Answer, Call
from mockplatform.errors import InvalidValue, nearest
from mockplatform.histogram import Histogram, histogram
from mockplatform.journal import Entry
from mockplatform.limits import LIMITS

BUCKET_S = 0.1
BUCKET_S_MIN = 0.001
CLOCKS = ("wall", "tenant")
_ELAPSED = "elapsedMs"


class BucketView(View, kw_only=True):
    """How many came from `at` on, until the next bucket."""

    at: str
    count: int


class ArrivalsView(View, kw_only=True):
    """When requests arrived.

    Attributes:
        bucket: How long a bucket is.
        clock: Whose time it is: `wall` or `tenant`.
        from_: When the first bucket begins; left out where nothing arrived.
        to: When the last one ends.
        buckets: All of them, the empty ones too.
        total: How many requests arrived.
        peak: How many in the fullest bucket.
        mean: How many in a bucket on average.
        peak_to_mean: 1 where they came evenly; the higher, the more of a herd.
        evicted: How many entries the journal has dropped since it was last cleared.
    """

    bucket: str
    clock: str
    from_: str | None = field(default=None, name="from")
    to: str | None = None
    buckets: list[BucketView]
    total: int
    peak: int
    mean: float
    peak_to_mean: float
    evicted: int


async def get(call: Call) -> Answer:
    """Show when requests arrived, handshakes of sockets among them."""
    query, journal = call.request.query, call.tenant.journal
    bucket_s = _bucket(query.get("bucket"))
    clock = query.get("clock", CLOCKS[0])
    if clock not in CLOCKS:
        raise InvalidValue("clock", f"no clock {clock[:40]!r}", hint=nearest(clock[:40], CLOCKS))
    match: dict[str, Any] = {"kind": "http"}
    if query.get("path"):
        match["path"] = query["path"]
    if query.get("subject"):
        match["subject"] = {"is": query["subject"]}
    since = begin(journal, call.query_int("since", 0, 0, ID_MAX))
    found = await scan(journal.behind(since), journal_match.read(match, "query"))
    arrivals = histogram((_arrived(one, clock) for one in found), bucket_s)
    return Answer(200, _view(arrivals, clock, journal.evicted))


def _bucket(text: str | None) -> float:
    if text is None:
        return BUCKET_S
    is_number = text.replace(".", "", 1).isdecimal() and text.isascii()
    seconds = parse_duration(float(text) if is_number else text, "bucket")
    if seconds < BUCKET_S_MIN:
        raise InvalidValue("bucket", "must be 1ms or more", hint="Take bucket=100ms.")
    return seconds


def _arrived(entry: Entry, clock: str) -> float:
    """Return when a request arrived; the tenant's time of its entry is that already."""
    if clock == "tenant":
        return entry.at
    return float(entry.wall_at - (entry.member(_ELAPSED) or 0.0) / 1000)


def _view(arrivals: Histogram, clock: str, evicted: int) -> ArrivalsView:
    size, bucket_s = arrivals.size, arrivals.bucket_s
    _refuse_too_many(size, bucket_s)
    first = arrivals.first
    return ArrivalsView(
        bucket=format_duration(bucket_s),
        clock=clock,
        from_=format_instant(first * bucket_s) if size else None,
        to=format_instant((first + size) * bucket_s) if size else None,
        buckets=[
            BucketView(at=format_instant(at), count=count) for at, count in arrivals.buckets()
        ],
        total=arrivals.total,
        peak=arrivals.peak,
        mean=round(arrivals.mean, 3),
        peak_to_mean=round(arrivals.peak_to_mean, 3),
        evicted=evicted,
    )


def _refuse_too_many(size: int, bucket_s: float) -> None:
    """Refuse a histogram of more buckets than one is made of.

    Raises:
        InvalidValue: It has more; the hint has a bucket that goes.
    """
    if size > LIMITS.arrival_buckets_max:
        wide = math.ceil(size * bucket_s / LIMITS.arrival_buckets_max)
        raise InvalidValue(
            "bucket",
            f"{size} buckets, at most {LIMITS.arrival_buckets_max} are told",
            hint=f"Take bucket={format_duration(wide)} or longer, or give `since`.",
        )
