"""A tenant's clock runs at its own rate, stands still, jumps ahead, and never goes back."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockplatform.clock import ClockState, ManualWall, TenantClock
from mockplatform.errors import ClockBackwards, InvalidValue
from mockplatform.limits import LIMITS

START = 1_700_000_000.0


def clock_on() -> tuple[ManualWall, TenantClock]:
    """Return a wall that stands still, and a clock that hangs on it."""
    wall = ManualWall(START)
    return wall, TenantClock(wall)


def test_a_new_clock_runs_with_the_wall() -> None:
    """Admin API: clock: offset 0, rate 1."""
    wall, clock = clock_on()
    wall.move(5)
    assert (clock.now(), clock.offset_s) == (START + 5, 0)


def test_a_paused_clock_stands_still() -> None:
    """Admin API: clock/pause, clock/resume; the time of the pause is not made up for."""
    wall, clock = clock_on()
    clock.pause()
    wall.move(100)
    assert (clock.now(), clock.offset_s) == (START, -100)
    assert clock.wall_delay_s(START + 10) is None
    clock.resume()
    wall.move(3)
    assert clock.now() == START + 3


def test_a_rate_is_tenant_seconds_in_a_wall_second() -> None:
    """Admin API: clock/resume with a rate; without one it stays as it was."""
    wall, clock = clock_on()
    clock.resume(60)
    wall.move(2)
    assert clock.now() == START + 120
    assert clock.wall_delay_s(START + 180) == 1
    clock.pause()
    clock.resume()
    wall.move(1)
    assert clock.now() == START + 180


@pytest.mark.parametrize("rate", [0, -1, math.nan, math.inf, LIMITS.clock_rate_max * 1.01])
def test_a_rate_is_above_0_and_within_its_limit(rate: float) -> None:
    """A clock that cannot run is paused instead."""
    _, clock = clock_on()
    with pytest.raises(InvalidValue, match="above 0 and at most 10000"):
        clock.resume(rate)
    assert clock.state.rate == 1


def test_a_clock_moves_ahead_whether_it_runs_or_not() -> None:
    """Admin API: clock/advance; mode and rate stay."""
    wall, clock = clock_on()
    clock.move_to(START + 1860)
    wall.move(1)
    assert (clock.now(), clock.offset_s) == (START + 1861, 1860)
    clock.pause()
    clock.move_to(START + 4000)
    wall.move(1)
    assert clock.now() == START + 4000
    assert clock.state.paused


def test_a_clock_does_not_move_back() -> None:
    """Admin API: `clock.backwards`."""
    _, clock = clock_on()
    with pytest.raises(ClockBackwards, match=r"move back by 0\.500 s"):
        clock.move_to(START - 0.5)
    clock.move_to(START)
    assert clock.now() == START


def test_a_wall_that_runs_backwards_stops_the_clock_for_a_while() -> None:
    """Design, section 2: time never runs backwards for a tenant."""
    wall, clock = clock_on()
    wall.move(10)
    assert clock.now() == START + 10
    wall.move(-4)
    assert clock.now() == START + 10
    wall.move(5)
    assert clock.now() == START + 11


def test_a_reset_is_the_only_way_back() -> None:
    """Admin API: clock/reset: the wall's time, rate 1, running."""
    wall, clock = clock_on()
    clock.move_to(START + 1e6)
    clock.resume(10)
    clock.pause()
    wall.move(7)
    clock.reset()
    assert clock.state == ClockState(wall_anchor=START + 7, tenant_anchor=START + 7)
    wall.move(1)
    assert clock.now() == START + 8


def test_a_stored_clock_goes_on_as_if_it_had_never_stopped() -> None:
    """Issue: a store brings clocks back; the time of a running one went on meanwhile."""
    wall, clock = clock_on()
    clock.move_to(START + 3600)
    clock.resume(2)
    wall.move(10)
    again = TenantClock(wall, clock.state)
    assert again.now() == clock.now() == START + 3620
    clock.pause()
    wall.move(10)
    assert TenantClock(wall, clock.state).now() == START + 3620


def test_an_alarm_for_what_is_over_is_due_at_once() -> None:
    """A deadline may pass while it is being armed."""
    _, clock = clock_on()
    assert clock.wall_delay_s(START - 5) == 0


@given(
    st.lists(
        st.one_of(
            st.tuples(st.just("wall"), st.floats(-10, 100)),
            st.tuples(st.just("move"), st.floats(0, 1e6)),
            st.tuples(st.just("rate"), st.floats(0.001, 1000)),
            st.tuples(st.just("pause"), st.just(0.0)),
        )
    )
)
def test_whatever_is_done_to_it_a_clock_never_runs_backwards(acts: list[tuple[str, float]]) -> None:
    """Not by rates, pauses and jumps, nor by a wall that does."""
    wall, clock = clock_on()
    seen = clock.now()
    for act, by in acts:
        if act == "wall":
            wall.move(by)
        elif act == "move":
            clock.move_to(clock.now() + by)
        elif act == "rate":
            clock.resume(by)
        else:
            clock.pause()
        assert clock.now() >= seen
        seen = clock.now()


@given(st.floats(0, 1e6), st.floats(0.001, 10_000))
def test_the_delay_to_a_deadline_is_what_the_wall_must_move(ahead: float, rate: float) -> None:
    """The alarm is armed by it."""
    wall, clock = clock_on()
    clock.resume(rate)
    delay = clock.wall_delay_s(START + ahead)
    assert delay is not None
    wall.move(delay)
    assert clock.now() == pytest.approx(START + ahead, abs=rate * 1e-6 + 1e-6)
