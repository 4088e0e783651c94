"""The words with which findings are told are the same on either side of the API."""

from __future__ import annotations

import pytest

from mockplatform.wording import printable, time_of, times


def test_how_often_is_told_in_words() -> None:
    assert [times(1), times(2)] == ["once", "2 times"]


def test_of_an_instant_the_time_of_day_is_told() -> None:
    assert time_of("2026-11-23T10:15:00.250Z") == "10:15:00.250"


@pytest.mark.parametrize("char", ["\x1b", "\r", "\n", "\x85", "\u2028", "\u202e", "\ud800"])
def test_what_steers_a_terminal_is_replaced(char: str) -> None:
    assert printable(f"Zoë {char}!") == "Zoë \N{REPLACEMENT CHARACTER}!"
