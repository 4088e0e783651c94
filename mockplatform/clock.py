"""Owns a tenant's time: a clock that can be paused, sped up and moved forward.

It never reads the wall clock itself: a `Wall` is handed in, and one file of the
edge is the only one that owns a real one. Times are UTC epoch seconds.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from mockplatform.errors import ClockBackwards, InvalidValue
from mockplatform.limits import LIMITS

Wall = Callable[[], float]
"""Returns wall time in UTC epoch seconds; never runs backwards."""


@dataclass(frozen=True, slots=True)
class ClockState:
    """All a clock is, so that it can be stored and brought back.

    Attributes:
        wall_anchor: Wall time at which `tenant_anchor` held.
        tenant_anchor: Tenant time at the anchor.
        rate: Tenant seconds in a wall second while running.
        paused: Whether tenant time stands still.
    """

    wall_anchor: float
    tenant_anchor: float
    rate: float = 1.0
    paused: bool = False


class TenantClock:
    """The time of one tenant, derived from a wall by offset, rate and pause."""

    __slots__ = ("_floor", "_state", "_wall")

    def __init__(self, wall: Wall, state: ClockState | None = None) -> None:
        self._wall = wall
        at = wall()
        self._state = state or ClockState(wall_anchor=at, tenant_anchor=at)
        self._floor = self._state.tenant_anchor

    def now(self) -> float:
        """Return the tenant's time in UTC epoch seconds; never runs backwards."""
        state = self._state
        if state.paused:
            return state.tenant_anchor
        now = state.tenant_anchor + (self._wall() - state.wall_anchor) * state.rate
        if now < self._floor:
            return self._floor
        self._floor = now
        return now

    @property
    def state(self) -> ClockState:
        """The clock as a value."""
        return self._state

    @property
    def offset_s(self) -> float:
        """How far the tenant's time is ahead of the wall."""
        return self.now() - self._wall()

    def wall_delay_s(self, at: float) -> float | None:
        """Return the wall seconds until tenant time `at`; None while paused."""
        if self._state.paused:
            return None
        return max(0.0, (at - self.now()) / self._state.rate)

    def move_to(self, at: float) -> None:
        """Move tenant time forward to `at`, keeping mode and rate.

        Raises:
            ClockBackwards: `at` lies before now.
        """
        if at < self.now():
            raise ClockBackwards(now=self.now(), asked=at)
        self._anchor(at)

    def pause(self) -> None:
        """Stop tenant time where it stands."""
        self._anchor(self.now(), paused=True)

    def resume(self, rate: float | None = None) -> None:
        """Let tenant time run, `rate` tenant seconds in a wall second.

        Raises:
            InvalidValue: The rate is not above 0 or is over the limit.
        """
        rate = self._state.rate if rate is None else rate
        if not 0 < rate <= LIMITS.clock_rate_max:
            raise InvalidValue("rate", f"must be above 0 and at most {LIMITS.clock_rate_max:g}")
        self._anchor(self.now(), paused=False, rate=rate)

    def reset(self) -> None:
        """Return to the wall's time, running at rate 1 (the only way back)."""
        at = self._wall()
        self._state = ClockState(wall_anchor=at, tenant_anchor=at)
        self._floor = at

    def _anchor(self, at: float, *, paused: bool | None = None, rate: float | None = None) -> None:
        self._state = ClockState(
            wall_anchor=self._wall(),
            tenant_anchor=at,
            rate=self._state.rate if rate is None else rate,
            paused=self._state.paused if paused is None else paused,
        )
        self._floor = at


class ManualWall:
    """A wall that stands still until it is moved: for tests and for replays."""

    __slots__ = ("at",)

    def __init__(self, at: float = 1_700_000_000.0) -> None:
        self.at = at

    def __call__(self) -> float:
        """Return the time that was last set."""
        return self.at

    def move(self, by_s: float) -> None:
        """Let `by_s` seconds pass."""
        self.at += by_s
