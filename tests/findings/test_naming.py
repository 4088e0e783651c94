"""A few members are named as they are, unless their names tell of somebody."""

from __future__ import annotations

import pytest

from mockplatform.findings.naming import named


def test_three_are_named_and_more_are_counted() -> None:
    """In their order."""
    assert named([]) == ""
    assert named("abc") == "`a`, `b`, `c`"
    assert named("abcd") == "`a`, `b`, `c` and 1 more"


@pytest.mark.parametrize("name", ["ann@example.com", "call 415-555-2671", "x" * 41, "", "1st", "ü"])
def test_what_may_tell_of_somebody_is_not_repeated(name: str) -> None:
    """Only how long it is."""
    assert named([name]) == f"a member whose name has {len(name)} characters"


@pytest.mark.parametrize("name", ["tier", "_x", "source channel", "a.b:c-d", "x" * 40])
def test_what_somebody_has_made_up_is_shown(name: str) -> None:
    """As a developer names things."""
    assert named([name]) == f"`{name}`"
