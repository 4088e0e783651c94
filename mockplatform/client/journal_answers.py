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


class ClockThen(Answer, frozen=True, kw_only=True):
    """The tenant's clock, as it stood when this was told."""

    now: str
    mode: str
    rate: float


class TokenSeen(Answer, frozen=True, kw_only=True):
    """The token that came along, as far as it is ever told.

    Attributes:
        verdict: `good`, or who refused it and why.
        token: Its last characters.
        expires_at: Its end on the tenant's clock.
        expires_in: Seconds that it had left when it came; below zero: how long it was over.
    """

    verdict: str
    jti: str | None = None
    token: str | None = None
    expires_at: str | None = None
    expires_in: float | None = None


class ConversationThen(Answer, frozen=True, kw_only=True):
    """The conversation that it was about, as it was when this was told."""

    id: str
    state: str
    version: int


class LimitHit(Answer, frozen=True, kw_only=True):
    """A limit of the platform's that the request ran into."""

    code: str
    hint: str | None = None


class Explained(Answer, frozen=True, kw_only=True):
    """What led to an answer, and to what the request led.

    Attributes:
        story: The same in sentences.
        request: The request's entry; None where the id is no request's.
        faults: The faults that fired. Those that were asked and did not fire leave no entry.
        events: What happened because of it, with the versions of the streams.
        limits: What limits it ran into.
        caused_by: Entries of other requests and sockets that led to these.
        caused: Entries of others to which these led, such as frames that were pushed.
        entries: All entries with this correlation id, the newest if there are very many.
        hidden: How many more there are.
        uses: How many answers the journal has that have this id; the newest is told.
        evicted: How many entries the ring has dropped since it was last cleared.
    """

    correlation_id: str
    tenant: str
    clock: ClockThen
    story: list[str]
    request: dict[str, Any] | None = None
    token: TokenSeen | None = None
    conversation: ConversationThen | None = None
    faults: list[dict[str, Any]]
    events: list[dict[str, Any]]
    limits: list[LimitHit]
    caused_by: list[dict[str, Any]]
    caused: list[dict[str, Any]]
    entries: list[dict[str, Any]]
    hidden: int
    uses: int
    evicted: int
