"""When something is told to have happened: behind what was told before, to the millisecond."""

from __future__ import annotations

from mockplatform.core.telling import shown_at


def test_what_happens_later_is_told_as_it_happened() -> None:
    assert shown_at(10.002, 10.001) is None


def test_what_shares_a_millisecond_is_told_a_millisecond_behind() -> None:
    assert shown_at(10.0015, 10.001) == 10.002
    assert shown_at(10.0, 10.005) == 10.006
