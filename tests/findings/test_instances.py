"""Which widget tokens are of is remembered where somebody said so, and nobody else did."""

from __future__ import annotations

from mockplatform.findings.instances import Instances
from mockplatform.limits import LIMITS


def test_what_was_said_once_holds_for_what_comes_without() -> None:
    known = Instances()
    assert known.of("f") == ""
    assert known.of("f", "tab-1") == "tab-1"
    assert known.of("f") == known.of("f", "tab-1") == "tab-1"
    assert known.of("g") == ""


def test_what_two_say_holds_for_none() -> None:
    known = Instances()
    known.of("f", "tab-1")
    assert known.of("f", "tab-2") == "tab-2"
    assert known.of("f") == ""
    assert known.of("f", "tab-1") == "tab-1"
    assert known.of("f") == ""


def test_a_token_of_no_family_is_remembered_of_nobody() -> None:
    known = Instances()
    assert known.of("", "tab-1") == "tab-1"
    assert known.of("") == ""
    assert len(known) == 0


def test_memory_is_bounded() -> None:
    known = Instances()
    for number in range(LIMITS.findings_memory_max + 1):
        known.of(f"f-{number}", "tab-1")
    assert len(known) == LIMITS.findings_memory_max
    assert (known.of("f-0"), known.of("f-1")) == ("", "tab-1")
