"""Owns the placement cache: the same routing data is placed once, by its hash.

Source: guide, section 3 (a deterministic hash keeps the routing cache valid across devices).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from msgspec.structs import replace

from mockplatform.core.routing import Placement, RoutingData, Rule, place
from mockplatform.limits import LIMITS

__all__ = ["Placement", "PlacementCache", "RoutingData"]


class PlacementCache:
    """Placements by hash, the oldest dropped first; `now` gives seconds."""

    __slots__ = ("_now", "_placements")

    def __init__(self, now: Callable[[], float]) -> None:
        self._placements: dict[str, Placement] = {}
        self._now = now

    def place(self, rules: Sequence[Rule], fallback: str, data: RoutingData) -> Placement:
        """Return where the rules place `data`, and whether that was known."""
        began = self._now()
        known = self._placements.get(data.hash)
        placement = known or place(rules, fallback, data.values)
        if known is None:
            if len(self._placements) >= LIMITS.placement_cache_max:
                del self._placements[next(iter(self._placements))]
            self._placements[data.hash] = placement
        elapsed_ms = round((self._now() - began) * 1000, 4)
        return replace(placement, cached=known is not None, elapsed_ms=elapsed_ms, hash=data.hash)

    @property
    def known(self) -> dict[str, Placement]:
        """The placements by hash, the oldest first."""
        return dict(self._placements)

    def learn(self, known: Mapping[str, Placement]) -> None:
        """Know these placements, and no others."""
        self._placements = dict(known)

    def clear(self) -> None:
        """Forget all: the rules have changed."""
        self._placements.clear()
