"""The placement cache: placed once by its hash, bounded, forgotten when rules change."""

from __future__ import annotations

from itertools import count

from mockplatform.core.placing import PlacementCache
from mockplatform.core.routing import RoutingData, RoutingPolicy, Rule, accept
from mockplatform.limits import LIMITS

RULES = [Rule(when={"tier": "gold"}, queue="vip")]


def data(**values: object) -> RoutingData:
    return accept(values, RoutingPolicy())


def ticking() -> PlacementCache:
    """Return a cache whose stopwatch moves a quarter of a second at each look."""
    ticks = count()
    return PlacementCache(lambda: next(ticks) / 4)


def test_equal_content_is_placed_once_whatever_the_order_of_keys() -> None:
    """Guide, section 3: the cache is kept by a deterministic hash."""
    cache = ticking()
    first = cache.place(RULES, "help", data(tier="gold", lang="en"))
    again = cache.place(RULES, "help", data(lang="en", tier="gold"))
    assert (first.queue, first.cached, first.elapsed_ms) == ("vip", False, 250.0)
    assert (again.queue, again.cached) == ("vip", True)
    assert again.rule == first.rule


def test_other_rules_are_seen_once_the_cache_is_cleared() -> None:
    """A placement is valid as long as its rules are."""
    cache = ticking()
    cache.place(RULES, "help", data(tier="gold"))
    assert cache.place([], "help", data(tier="gold")).queue == "vip"
    cache.clear()
    assert cache.place([], "help", data(tier="gold")).queue == "help"


def test_the_oldest_placement_goes_when_the_cache_is_full() -> None:
    """Design, section 5: memory is bounded."""
    cache = ticking()
    for number in range(LIMITS.placement_cache_max + 1):
        cache.place(RULES, "help", data(n=str(number)))
    assert cache.place(RULES, "help", data(n="1")).cached
    assert not cache.place(RULES, "help", data(n="0")).cached
