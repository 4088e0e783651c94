"""A few members are named as they are, unless their names tell of somebody."""

from __future__ import annotations

import pytest

from mockplatform.findings.naming import named, widget


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


@pytest.mark.parametrize(
    "id_", ["ann@example.com", "4242424242424242", "tab 1", "x" * 65, "a/b", "tab-ü", "<tab>"]
)
def test_a_widget_is_not_called_by_what_is_no_id(id_: str) -> None:
    """Clients say what they like."""
    assert widget(id_) == f"a widget whose id has {len(id_)} characters"


@pytest.mark.parametrize(
    "id_",
    ["tab-1", "7", "a.b:c_d", "x" * 64, "0b6c9a1e-4f0d-4a8e-9c55-2d1f7f1f3a10", "1767225600000-3"],
)
def test_a_widget_is_called_by_its_id(id_: str) -> None:
    """As programs make them."""
    assert widget(id_) == id_
