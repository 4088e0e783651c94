"""Owns what the calls about the journal answer."""

from __future__ import annotations

from typing import Any

from msgspec import field

from mockplatform.client.answers import Answer


class Difference(Answer, frozen=True, kw_only=True):
    """A member that is otherwise; `actual` is None where the entry has none by that name."""

    field: str
    expected: Any
    actual: Any = None


class NearMiss(Answer, frozen=True, kw_only=True):
    """An entry that nearly matches."""

    entry: dict[str, Any]
    differs: list[Difference]


class Verified(Answer, frozen=True, kw_only=True):
    """Whether the journal has what was asked for.

    Attributes:
        ok: Whether it is certain that it has.
        count: How many entries match.
        evicted: How many entries the ring has dropped since it was last cleared.
        last_id: The id of the newest entry looked at: `since` for what comes next.
        entries: The first that match.
        near_misses: Those that match nearly, the nearest first, where too few match.
        others: The first that `nothing_else` forbids.
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


class Streamed(Answer, frozen=True, kw_only=True):
    """What a stream tells: an entry, or that the ring dropped some before they were read.

    Attributes:
        entry: The entry; None where some were dropped.
        missed: How many were dropped unread just before what comes next.
        evicted: How many entries the ring has dropped since it was last cleared.
    """

    entry: dict[str, Any] | None = None
    missed: int = 0
    evicted: int = 0


class Bucket(Answer, frozen=True, kw_only=True):
    """How many requests came from `at` on, until the next bucket."""

    at: str
    count: int


class Arrivals(Answer, frozen=True, kw_only=True):
    """When requests arrived.

    Attributes:
        bucket: How long a bucket is.
        clock: Whose time it is: `wall` or `tenant`.
        from_: When the first bucket begins; None where nothing arrived.
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
    buckets: list[Bucket]
    total: int
    peak: int
    mean: float
    peak_to_mean: float
    evicted: int
