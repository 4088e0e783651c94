"""Values that no rule of the tenant can match by their type are found."""

from __future__ import annotations

from typing import Any

import pytest

from mockplatform.core.routing import Rule as RoutingRule
from mockplatform.findings.deeds import Who
from mockplatform.findings.reviewer import Reviewer
from mockplatform.findings.rules.non_string_routing_values import NonStringRoutingValues
from mockplatform.settings import DEFAULTS
from tests.findings.book import Ground
from tests.findings.writing import RULES, TAB_2, Writing, config

SINS: list[tuple[dict[str, Any], str]] = [
    ({"tier": 3}, "`tier` was a number"),
    ({"unread": 1.5}, "`unread` was a number"),
    ({"tier": None}, "`tier` was null"),
    (
        {"requires_callback": "true"},
        "`requires_callback` was a string, and all rules that read it compare it with a boolean",
    ),
    (
        {"language": True, "intent": False},
        (
            "`language` was a boolean, and all rules that read it compare it with a string, "
            "`intent` was a boolean, and all rules that read it compare it with a string"
        ),
    ),
]


@pytest.mark.parametrize(("members", "says"), SINS)
def test_what_no_rule_can_match_is_found(members: dict[str, Any], says: str) -> None:
    """Numbers and null everywhere, texts and booleans where all rules want the other."""
    book = Writing(NonStringRoutingValues)
    book.says(members)
    assert book.found == [("ann/tab-1", 1)]
    assert [one.says for one in book.findings[0].first.evidence] == [says]
    book.says(members, TAB_2)
    assert book.found == [("ann/tab-1", 1), ("ann/tab-2", 1)]


def test_of_many_wrong_ones_three_are_named() -> None:
    """The sentence has an end."""
    book = Writing(NonStringRoutingValues)
    book.says({f"k{number}": number for number in range(9)})
    says = book.findings[0].first.evidence[0].says
    assert says == "`k0` was a number, `k1` was a number, `k2` was a number"


@pytest.mark.parametrize(
    "members",
    [
        {"tier": "premium", "language": "de", "requires_callback": False, "intent": ""},
        {"vip": True},
        {"vip": "no"},
        {"unread": "true", "other": False},
        {"nested": {}, "list": []},
        {},
    ],
)
def test_what_a_rule_could_match_is_no_sin(members: dict[str, Any]) -> None:
    """Whether one does is not asked; nor what no rule reads, nor what is nested."""
    book = Writing(NonStringRoutingValues)
    book.says(members)
    assert not book.found


def test_null_removes_in_a_merge() -> None:
    """By request and by frame; a number is none there either."""
    book = Writing(NonStringRoutingValues)
    book.says({"tier": None}, is_merge=True)
    book.frame({"tier": None})
    assert not book.found
    book.frame({"tier": 3})
    assert book.found == [("ann/tab-1", 1)]


def test_numbers_are_taken_where_the_tenant_says_so() -> None:
    """As texts; null is not, and the types of what rules read do not change."""
    book = Writing(NonStringRoutingValues)
    ground = Ground(book, DEFAULTS.__class__(coerce=True), config(*RULES))
    book.reviewer = Reviewer(ground, book.journal, (NonStringRoutingValues,))
    book.says({"tier": 3})
    assert not book.found
    book.says({"tier": None})
    book.says({"requires_callback": "true"})
    assert book.found == [("ann/tab-1", 2)]


def test_an_api_of_texts_is_not_blamed_for_them() -> None:
    """A guest of Genesys can say nothing else."""
    book = Writing(NonStringRoutingValues)
    guest = Who("ann", None)
    book.says({"requires_callback": "true"}, guest)
    assert not book.found
    book.says({"requires_callback": "true"}, Who("ann", ""))
    assert book.found == [("ann", 1)]


def test_a_tenant_without_rules_compares_nothing() -> None:
    """Numbers are refused there too."""
    book = Writing(NonStringRoutingValues, RoutingRule(when={}, queue="a"))
    book.says({"tier": True, "requires_callback": "true"})
    assert not book.found
    book.says({"tier": 1})
    assert book.found == [("ann/tab-1", 1)]


def test_other_data_may_be_of_any_type() -> None:
    """No rule reads it."""
    book = Writing(NonStringRoutingValues)
    book.sets({"tier": 3}, kind="conversation")
    assert not book.found
