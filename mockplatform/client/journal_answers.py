"""Owns what the calls about the journal answer."""

from __future__ import annotations

from typing import Any

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
