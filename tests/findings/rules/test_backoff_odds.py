"""How often backoff of every usual kind is taken for none, and the want of it for backoff."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from itertools import islice

import pytest

from mockplatform.findings.rules.no_backoff import SMALL_CAP, WILD_JITTER, Run

GAPS_MIN, CALM_S = 9, 10.0
EPISODES = 20_000


def full(luck: random.Random, base: float, cap: float) -> Iterable[float]:
    """Full jitter."""
    return (luck.uniform(0, min(cap, base * 2**n)) for n in range(GAPS_MIN))


def equal(luck: random.Random, base: float, cap: float) -> Iterable[float]:
    """Equal jitter."""
    return (luck.uniform(0.5, 1) * min(cap, base * 2**n) for n in range(GAPS_MIN))


def decorrelated(luck: random.Random, base: float, cap: float) -> Iterable[float]:
    """Decorrelated jitter."""
    pause = base
    while True:
        pause = min(cap, luck.uniform(base, 3 * pause))
        yield pause


def plain(luck: random.Random, base: float, cap: float) -> Iterable[float]:
    """No jitter: a third longer each time, or twice as long."""
    growth = luck.choice([1.35, 1.5, 2.0])
    return (min(cap, base * growth**n) for n in range(GAPS_MIN))


Kind = Callable[[random.Random, float, float], Iterable[float]]
BASES, CAPS, RATIO_MIN = (0.1, 0.25, 0.5, 1.0, 2.0, 5.0), (2.0, 5.0, 10.0, 20.0, 30.0, 60.0), 8
USUAL = [(base, cap) for base in BASES for cap in CAPS if cap / base >= RATIO_MIN]


def is_flat(gaps: Iterable[float]) -> bool:
    """Whether the rule would take such gaps for none that grow."""
    run = Run()
    run.gaps = list(islice(gaps, GAPS_MIN))
    return run.is_flat and max(run.gaps) < CALM_S


@pytest.mark.parametrize("kind", [full, equal, decorrelated, plain])
def test_backoff_is_hardly_ever_taken_for_none(kind: Kind) -> None:
    luck = random.Random(6)  # noqa: S311 - to be repeatable
    alarms = sum(is_flat(kind(luck, *USUAL[n % len(USUAL)])) for n in range(EPISODES))
    assert alarms <= 2 * EPISODES / 10_000


def test_decorrelated_jitter_with_a_small_cap_is_taken_for_none_now_and_then() -> None:
    luck = random.Random(6)  # noqa: S311 - to be repeatable
    alarms = sum(is_flat(decorrelated(luck, 1.0, 5.0)) for _ in range(EPISODES))
    assert f"{100 * alarms / EPISODES:.0f} of 100" == SMALL_CAP
    assert not any(is_flat(plain(luck, 1.0, 5.0)) for _ in range(EPISODES))


def test_fixed_pauses_with_very_much_jitter_are_hardly_ever_found() -> None:
    luck = random.Random(6)  # noqa: S311 - to be repeatable
    many = sum(is_flat(luck.uniform(0.5, 1.5) for _ in range(GAPS_MIN)) for _ in range(EPISODES))
    assert f"{100 * many / EPISODES:.0f} of 100" == WILD_JITTER


@pytest.mark.parametrize("gap_s", [0.0, 0.1, 0.5, 1.0, 2.0])
@pytest.mark.parametrize("jitter", [0.0, 0.05, 0.1, 0.25])
def test_fixed_pauses_with_a_little_jitter_are_always_found(gap_s: float, jitter: float) -> None:
    luck = random.Random(6)  # noqa: S311 - to be repeatable
    for _ in range(500):
        assert is_flat(gap_s * luck.uniform(1 - jitter, 1 + jitter) for _ in range(GAPS_MIN))
