"""The index of cases."""

from __future__ import annotations

from mockplatform.core.cases import CaseAt, Cases


def test_a_case_is_found_by_conversation_and_by_number_until_it_is_dropped() -> None:
    cases, at = Cases(), CaseAt("customer", "thread", "17")
    cases.add("c1", at)
    assert (cases.at("c1"), cases.by_number("17")) == (at, "c1")
    cases.drop("c1")
    assert (cases.at("c1"), cases.by_number("17")) == (None, None)
    cases.drop("c1")
