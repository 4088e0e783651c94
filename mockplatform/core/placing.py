"""Owns the placement cache: the same routing data is placed once, by its hash.

Source: guide, section 3 (a deterministic hash keeps the routing cache valid across devices).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec.structs import replace

from mockplatform.core.routing import Placement, RoutingData, Rule, place
from mockplatform.limits import LIMITS

__all__ = ["Placement", "PlacementCache", "RoutingData"]


class PlacementCache:
    """Placements by hash, the oldest dropped first; `stopwatch` gives seconds."""

    __slots__ = ("_placements", "_stopwatch")

    def __init__(self, stopwatch: Callable[[], float]) -> None:
        self._placements: dict[str, Placement] = {}
        self._stopwatch = stopwatch

    def place(self, rules: Sequence[Rule], fallback: str, data: RoutingData) -> Placement:
        """Return where the rules place `data`, and whether that was known."""
        began = self._stopwatch()
        known = self._placements.get(data.hash)
        placement = known or place(rules, fallback, data.values)
        if known is None:
            if len(self._placements) >= LIMITS.placement_cache_max:
                del self._placements[next(iter(self._placements))]
            self._placements[data.hash] = placement
        elapsed_ms = round((self._stopwatch() - began) * 1000, 4)
        return replace(placement, cached=known is not None, elapsed_ms=elapsed_ms, hash=data.hash)

    def clear(self) -> None:
        """Forget all: the rules have changed."""
        self._placements.clear()
