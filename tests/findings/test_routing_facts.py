"""What is told of data as it is written holds no value of it, and breaks no request."""

from __future__ import annotations

from time import process_time
from typing import Any

import pytest

from mockplatform.core.canonical import canonical
from mockplatform.findings.deeds import RoutingFacts
from mockplatform.findings.routing_facts import is_prose, routing_written, written
from mockplatform.limits import LIMITS

SAMPLE = {"tier": "premium", "language": "en-US", "requires_callback": False}
AGENT = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like "
    "Gecko) Version/17.0 Mobile/15E148 Safari/604.1"
)
COST_S_MAX = 0.5
PROSE_SIGNS_MIN, PROSE_WORDS_MIN = 40, 15


def told(members: dict[str, Any]) -> RoutingFacts:
    """Return what is told of routing data."""
    wrote = routing_written("c1", members, "tab-1", is_merge=False)
    assert wrote.routing is not None
    return wrote.routing


def test_what_is_told_of_flat_routing_data() -> None:
    """Its size as the platform counts it, and of each member its type and about its bytes."""
    facts = told(SAMPLE)
    assert facts.size == len(canonical(SAMPLE))
    assert facts.types == {"tier": "string", "language": "string", "requires_callback": "boolean"}
    assert sum(facts.sizes.values()) == facts.size - 1  # two braces, and a comma too many
    assert not facts.long
    assert not facts.personal


def test_types_are_those_of_json() -> None:
    """And a number is one whatever Python calls it."""
    members = {"a": 1, "b": 1.5, "c": None, "d": {"e": 1}, "f": [1], "g": True, "h": object()}
    kinds = ["number", "number", "null", "object", "array", "boolean", "number"]
    assert list(told(members).types.values()) == kinds


def test_who_sets_no_condition_writes_over_what_is_there() -> None:
    """That is the default."""
    assert not routing_written("c1", {}, "tab-1", is_merge=True).is_guarded
    assert not written("context", "ctx_ann", {}, "tab-1", is_merge=True).is_guarded


def test_order_and_content_are_two_things() -> None:
    """The same content in another order has another order, and nothing else."""
    one, other = told({"a": "1", "b": "2"}), told({"b": "2", "a": "1"})
    assert one.content == other.content
    assert one.order != other.order
    changed = told({"a": "1", "b": "3"})
    assert changed.order == one.order
    assert changed.content != one.content


def test_members_are_equal_where_their_values_are() -> None:
    """In whatever order those were written; a text is no boolean."""
    members = {"a": {"x": 1, "y": 2}, "b": {"y": 2, "x": 1}, "c": "true", "d": True}
    hashes = written("context", "ctx_ann", members, "tab-1", is_merge=True).members
    assert hashes["a"] == hashes["b"]
    assert hashes["c"] != hashes["d"]


@pytest.mark.parametrize(
    "members",
    [
        {"a": "\ud800"},
        {"\ud800": "a"},
        {"a": 10**400},
        {"a": 10**5000},
        {"a": float("nan")},
        {"a": [[[{"b": ["\ud800"]}]]]},
        {"a": object()},
        {"": ""},
        {},
    ],
)
def test_what_has_no_canonical_form_is_told_of_as_well(members: dict[str, Any]) -> None:
    """Whatever a client sends, the deed does not break its request."""
    wrote = routing_written("c1", members, None, is_merge=True)
    assert wrote.members.keys() == members.keys()
    assert wrote.routing is not None
    assert wrote.routing.types.keys() == members.keys()


def test_of_very_many_members_the_first_are_told_of() -> None:
    """The journal holds thousands of deeds; the size is that of all."""
    members = {f"key-{number}": "x" for number in range(LIMITS.findings_members_max + 1)}
    wrote = routing_written("c1", members, "tab-1", is_merge=False)
    assert wrote.routing is not None
    assert wrote.routing.size == len(canonical(members))
    for known in (wrote.members, wrote.routing.types, wrote.routing.sizes):
        assert list(known) == list(members)[: LIMITS.findings_members_max]


def test_a_name_that_is_no_name_is_not_kept() -> None:
    """Some of them could hold as much as a document may; the size is that of all."""
    most = LIMITS.findings_name_chars_max
    members = {"x" * (most + 1): "a", "y" * most: "b"}
    wrote = routing_written("c1", members, "tab-1", is_merge=False)
    assert wrote.routing is not None
    assert wrote.routing.size == len(canonical(members))
    for known in (wrote.members, wrote.routing.types, wrote.routing.sizes):
        assert list(known) == ["y" * most]


def test_prose_is_told_from_discriminators() -> None:
    """By its words, where letters make words; else by its signs."""
    words = " ".join(["really"] * PROSE_WORDS_MIN)
    assert is_prose(words)
    assert not is_prose(words.removesuffix(" really"))
    assert is_prose("Customer: (hello), " * PROSE_WORDS_MIN)
    assert is_prose("返" * PROSE_SIGNS_MIN)
    assert not is_prose("返" * (PROSE_SIGNS_MIN - 1))
    assert not is_prose("ü" * 1_000)
    assert not is_prose("a " * (PROSE_WORDS_MIN - 1) + "1 " * 100)


@pytest.mark.parametrize(
    "value",
    [
        "premium",
        AGENT,
        "https://shop.example/c/headphones?utm_source=mail&utm_medium=weekly&" + "x" * 500,
        "Wireless Headphones for Sport | Buy Online at Great Prices | Corner Shop UK",
        "beta,early-access,gold,returning,newsletter,app,web,uk,en,express,prime,plus,new,vip,b2b",
        "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32",
    ],
)
def test_what_is_long_and_no_prose(value: str) -> None:
    """Names of browsers and of pages, addresses, lists."""
    assert not told({"a": value}).long


def test_prose_and_personal_data_are_found_in_what_is_nested_too() -> None:
    """It is no better there; of the value nothing is kept but a number and a kind."""
    story = "the customer called twice and was told that somebody would call him back tomorrow"
    facts = told({"case": {"story": story + " at noon"}, "who": ["ann@example.com"], "n": 1})
    assert facts.long.keys() == {"case"}
    assert facts.personal == {"who": "an e-mail address"}
    assert "ann" not in repr(facts)


def test_a_number_is_looked_at_too() -> None:
    """A card's number is one without quotes as well."""
    assert told({"a": 4242424242424242}).personal == {"a": "a card number"}
    assert not told({"a": True, "b": None}).personal


@pytest.mark.parametrize("value", ["x", True, None, 1])
def test_a_name_may_tell_of_a_person_too(value: object) -> None:
    """Whatever stands behind it."""
    members = {"ann@example.com": value, "+1 415 555 2671": value, "tier": value}
    assert told(members).personal == {
        "ann@example.com": "an e-mail address",
        "+1 415 555 2671": "a phone number",
    }


def test_only_so_much_text_is_looked_at() -> None:
    """In all members together as much as routing data may have."""
    most = LIMITS.routing_data_bytes_max
    assert told({"a": "x" * (most - 20), "b": "ann@example.com"}).personal
    assert not told({"a": "x" * most, "b": "ann@example.com"}).personal


@pytest.mark.parametrize(
    "members",
    [
        {"a": "x " * 200_000},
        {"a": "返 " * 100_000},
        {"a": "1 1 " * 100_000},
        {"a": [["x"] * 50_000]},
        {f"k{number}": "ann@x" for number in range(30_000)},
    ],
)
def test_a_body_as_large_as_the_platform_takes_costs_little(members: dict[str, Any]) -> None:
    """Hundreds of KiB in some ten milliseconds, most of them for the size."""
    began = process_time()
    told(members)
    assert process_time() - began < COST_S_MAX
