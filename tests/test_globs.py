"""Globs know one wildcard, and take no longer for many of them."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from mockplatform.globs import glob


@given(st.text("ab*", max_size=8), st.text("ab", max_size=8))
def test_a_glob_fits_what_the_pattern_of_the_same_meaning_fits(pattern: str, text: str) -> None:
    meaning = ".*".join(map(re.escape, pattern.split("*")))
    assert glob(pattern)(text) == (re.fullmatch(meaning, text, re.DOTALL) is not None)


def test_a_star_takes_slashes_and_line_feeds() -> None:
    assert glob("/api/*/me")("/api/v2/users\n/me")


def test_many_stars_over_a_long_text_are_no_burden() -> None:
    """A backtracking search would not come back from this one."""
    assert not glob("*a" * 200 + "b")("a" * 8_000)
