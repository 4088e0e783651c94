"""Durations and instants are written for people and read back as what they were."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockplatform.durations import (
    format_duration,
    format_instant,
    parse_duration,
    parse_instant,
)
from mockplatform.errors import InvalidValue

YEAR_9999 = 253_402_300_799.0


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("250ms", 0.25),
        ("31m", 1860),
        ("1h30m", 5400),
        ("1d2h3m4.5s", 93_784.5),
        ("0s", 0),
        (90, 90),
        (0.5, 0.5),
    ],
)
def test_a_duration_is_a_text_with_units_or_a_number_of_seconds(
    text: str | float, seconds: float
) -> None:
    """Admin API: durations."""
    assert parse_duration(text) == pytest.approx(seconds)


@pytest.mark.parametrize(
    "value",
    ["", "5", "m", "5 m", "-5m", "1e3s", "5m!", "٣m", "1.s", ".5s", "5M", "9" * 13 + "s"],
)
def test_other_texts_are_refused_with_an_example(value: str) -> None:
    """House rule: the hint has the next step."""
    with pytest.raises(InvalidValue, match=r"wait: .* is no duration") as refused:
        parse_duration(value, "wait")
    assert '"31m"' in refused.value.hint


@pytest.mark.parametrize(
    "value", [-1, -0.001, math.nan, math.inf, True, 10**400, YEAR_9999, "999999999999d"]
)
def test_a_duration_is_finite_and_not_negative(value: Any) -> None:
    """However it is written."""
    with pytest.raises(InvalidValue, match="number of seconds, 0 or more"):
        parse_duration(value)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0ms"),
        (0.25, "250ms"),
        (0.9996, "1s"),
        (1, "1s"),
        (59.999, "59.999s"),
        (60, "1m"),
        (5400, "1h30m"),
        (86_400, "1d"),
        (93_784.5, "1d2h3m4.5s"),
        (119.9999, "2m"),
    ],
)
def test_a_duration_is_written_in_the_largest_units(seconds: float, text: str) -> None:
    """To the millisecond, with nothing that is zero."""
    assert format_duration(seconds) == text


@given(st.integers(0, 10**12))
def test_a_duration_to_the_millisecond_survives_the_round_trip(millis: int) -> None:
    """What is shown can be sent back."""
    text = format_duration(millis / 1000)
    assert parse_duration(text) == pytest.approx(millis / 1000, abs=1e-6)
    assert format_duration(parse_duration(text)) == text


@pytest.mark.parametrize(
    ("at", "text"),
    [
        (0.0, "1970-01-01T00:00:00.000Z"),
        (1_700_000_000.25, "2023-11-14T22:13:20.250Z"),
        (1_700_000_000.9999, "2023-11-14T22:13:20.999Z"),
        (0.99999999, "1970-01-01T00:00:00.999Z"),
        (YEAR_9999, "9999-12-31T23:59:59.000Z"),
        (1e15, "9999-12-31T23:59:59.000Z"),
    ],
)
def test_an_instant_is_written_in_utc_with_milliseconds(at: float, text: str) -> None:
    """Widget API, section 1; a written time never lies after the event."""
    assert format_instant(at) == text


@given(st.integers(0, int(YEAR_9999) * 1000))
def test_an_instant_to_the_millisecond_survives_the_round_trip(millis: int) -> None:
    """A client that sends back what it was told means the same moment."""
    text = format_instant(millis / 1000)
    assert parse_instant(text) == pytest.approx(millis / 1000, abs=1.1e-3)
    if millis < 2**34 * 1000:  # the year 2514; floats get coarser than microseconds then
        assert format_instant(parse_instant(text)) == text


@pytest.mark.parametrize(
    ("value", "at"),
    [
        ("2023-11-14T22:13:20Z", 1_700_000_000.0),
        ("2023-11-14T23:13:20.500+01:00", 1_700_000_000.5),
        (1_700_000_000, 1_700_000_000.0),
    ],
)
def test_an_instant_is_iso_8601_with_an_offset_or_epoch_seconds(
    value: str | float, at: float
) -> None:
    """Admin API: the clock is moved to an instant."""
    assert parse_instant(value) == at


@pytest.mark.parametrize("value", ["tomorrow", "", "2023-11-14T22:13:20", "2023-11-14"])
def test_a_time_without_an_offset_is_no_instant(value: str) -> None:
    """Whose midnight would it be?"""
    with pytest.raises(InvalidValue, match=r"to: .* is no instant") as refused:
        parse_instant(value, "to")
    assert "2026-11-22T12:00:00Z" in refused.value.hint


@pytest.mark.parametrize(
    "value", [-1, math.nan, True, 1e12, "1969-12-31T23:59:59Z", "0001-01-01T00:00:00+14:00"]
)
def test_an_instant_lies_between_1970_and_9999(value: Any) -> None:
    """However it is written."""
    with pytest.raises(InvalidValue, match="between 1970 and 9999"):
        parse_instant(value)
