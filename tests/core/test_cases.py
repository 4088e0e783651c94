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


def test_of_all_cases_those_are_kept_whose_conversations_are_there() -> None:
    cases = Cases()
    for number in ("1", "2", "3"):
        cases.add(f"c{number}", CaseAt("customer", "thread", number))
    cases.keep({"c2": object()})
    assert [cases.by_number(number) for number in ("1", "2", "3")] == [None, "c2", None]
    assert cases.at("c1") is None


def test_cases_are_told_from_the_newest_on() -> None:
    cases = Cases()
    for number in ("1", "2", "3"):
        cases.add(f"c{number}", CaseAt("customer", "thread", number))
    cases.drop("c2")
    assert cases.newest() == ["c3", "c1"]
