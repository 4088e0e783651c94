"""Windows begin with the first that comes, and what is refused does not count."""

from __future__ import annotations

from mockplatform.core.rates import Window, take


def test_a_window_begins_with_the_first_and_takes_no_more_than_its_limit() -> None:
    first = take(None, 100.0, 2, 60.0)
    assert (first.window, first.is_allowed) == (Window(100.0, 1), True)
    second = take(first.window, 130.5, 2, 60.0)
    third = take(second.window, 130.5, 2, 60.0)
    assert (second.is_allowed, third.is_allowed, third.reset_s) == (True, False, 30)
    assert third.window == second.window


def test_the_next_window_begins_when_the_last_is_over() -> None:
    full = Window(100.0, 5)
    assert not take(full, 159.9, 5, 60.0).is_allowed
    assert take(full, 160.0, 5, 60.0).window == Window(160.0, 1)


def test_a_clock_that_was_set_back_does_not_shut_for_ever() -> None:
    assert take(Window(10_000.0, 5), 50.0, 5, 60.0).is_allowed
