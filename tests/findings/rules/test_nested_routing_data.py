"""Objects and arrays in routing data are found, however they are answered."""

from __future__ import annotations

from typing import Any

import pytest

from mockplatform.findings.routing_facts import written
from mockplatform.findings.rules.nested_routing_data import NestedRoutingData
from tests.findings.writing import TAB_2, Writing


@pytest.mark.parametrize("value", [{}, {"tier": "gold"}, [], ["a"], [[{}]]])
def test_an_object_or_an_array_is_found(value: Any) -> None:
    """Empty ones too; by request and by frame."""
    book = Writing(NestedRoutingData)
    book.says({"tier": "gold", "more": value}, status=400, error="routing.data.not.flat")
    assert book.found == [("ann/tab-1", 1)]
    assert [one.says for one in book.findings[0].first.evidence] == [
        "routing data came with an object or an array in `more`"
    ]
    book.frame({"more": value})
    book.says({"more": value}, TAB_2, is_merge=True, status=0)
    assert book.found == [("ann/tab-1", 2), ("ann/tab-2", 1)]


@pytest.mark.parametrize("value", ["a,b", '{"a":1}', True, False, None, 3, 1.5, ""])
def test_what_is_one_value_is_no_sin(value: Any) -> None:
    """Even if it is a wrong one: that is another rule's."""
    book = Writing(NestedRoutingData)
    book.says({"more": value})
    book.says({})
    assert not book.found


@pytest.mark.parametrize("kind", ["conversation", "context"])
def test_other_data_may_nest(kind: str) -> None:
    """It is made for that."""
    book = Writing(NestedRoutingData)
    book.did(written(kind, "c1", {"a": {"b": [1]}}, "tab-1", is_merge=False))
    assert not book.found


def test_names_that_tell_of_somebody_are_not_repeated() -> None:
    """A member may be called as a customer is."""
    book = Writing(NestedRoutingData)
    book.says({"ann@example.com": [], "x" * 41: [], "tier level": [], "d": []})
    assert [one.says for one in book.findings[0].first.evidence] == [
        (
            "routing data came with an object or an array in a member whose name has 15 "
            "characters, a member whose name has 41 characters, `tier level` and 1 more"
        )
    ]
