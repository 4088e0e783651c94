"""Routing data is flat and at most 16,384 bytes; rules place it, the first match wins."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockplatform.core.canonical import canonical
from mockplatform.core.routing import RoutingPolicy, RoutingValue, Rule, accept, place, starve
from mockplatform.errors import RoutingDataNotFlat, RoutingDataTooLarge

LIMIT = 16_384
REJECT = RoutingPolicy()
TRUNCATE = RoutingPolicy(truncate=True)


def of_size(size: int, character: str) -> dict[str, object]:
    """Return routing data of exactly `size` canonical bytes, made of one character."""
    room = size - len(canonical({"note": ""}))
    width = len(character.encode())
    return {"note": character * (room // width) + "x" * (room % width)}


each_width = pytest.mark.parametrize("character", ["a", "é", "€", "😀"])


@each_width
@pytest.mark.parametrize("size", [LIMIT - 1, LIMIT])
def test_16_384_bytes_pass_whatever_they_are_made_of(size: int, character: str) -> None:
    """Guide, section 3: 16 KB; counted as UTF-8 bytes of the canonical form."""
    data = accept(of_size(size, character), REJECT)
    assert (data.size, data.truncated) == (size, ())


@each_width
def test_16_385_bytes_are_refused_with_size_limit_and_heaviest_keys(character: str) -> None:
    """Widget API, section 3: `routing.data.too.large` and its details."""
    with pytest.raises(RoutingDataTooLarge) as refused:
        accept(of_size(LIMIT + 1, character), REJECT)
    assert refused.value.details[0].message == "size 16385, limit 16384"
    assert [detail.field for detail in refused.value.details[1:]] == ["routingData.note"]


def test_a_text_that_javascript_counts_as_small_enough_is_refused() -> None:
    """Widget API, section 3: UTF-16 units are no bytes, and that difference is on purpose."""
    data: dict[str, object] = {"note": "€" * 8_000}
    assert len(data["note"]) < LIMIT  # type: ignore[arg-type]  # it is the text above
    with pytest.raises(RoutingDataTooLarge, match="has 24011 bytes"):
        accept(data, REJECT)


def test_the_five_heaviest_keys_are_named_heaviest_first() -> None:
    """A user must know what to move elsewhere."""
    with pytest.raises(RoutingDataTooLarge) as refused:
        accept({f"k{weight}": "x" * weight * 1000 for weight in range(1, 8)}, REJECT)
    named = [detail.field for detail in refused.value.details if detail.code == "heaviest.key"]
    assert named == [f"routingData.k{weight}" for weight in (7, 6, 5, 4, 3)]


def test_truncation_takes_the_newest_values_until_it_fits() -> None:
    """Guide, section 3: truncate the payload; rules then see null."""
    data = accept({"old": "o" * 16_000, "mid": "m" * 300, "new": "n" * 300}, TRUNCATE)
    assert data.values == {"old": "o" * 16_000, "mid": "m" * 300, "new": None}
    assert data.truncated == ("new",)
    assert data.size == len(canonical(data.values)) <= LIMIT


def test_truncation_leaves_a_value_that_is_shorter_than_null() -> None:
    """Taking it away would make the whole longer."""
    data = accept({"big": "b" * 16_400, "empty": "", "true": True}, TRUNCATE)
    assert data.values == {"big": None, "empty": "", "true": True}
    assert data.truncated == ("big",)


def test_what_fits_is_not_truncated() -> None:
    """The policy speaks of what is over the limit only."""
    assert accept({"a": "1", "b": True}, TRUNCATE).truncated == ()


def test_keys_alone_that_do_not_fit_are_refused_even_by_truncation() -> None:
    """There is no value left to take away."""
    names = (f"{number:0128}" for number in range(200))
    with pytest.raises(RoutingDataTooLarge) as refused:
        accept(dict.fromkeys(names, "value"), TRUNCATE)
    assert refused.value.details[1].message == "138 bytes", "the sizes are those that were sent"


@given(
    st.dictionaries(
        st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=3),
        st.sampled_from(["", "ab", True, False, "x" * 5000, "é" * 4000]),
        max_size=8,
    )
)
def test_truncation_fits_and_takes_no_more_than_it_must(values: dict[str, Any]) -> None:
    """Size, hash and list of lost keys always agree; the last key taken was needed."""
    data = accept(values, TRUNCATE)
    assert data.size == len(canonical(data.values)) <= LIMIT
    assert set(data.truncated) == {key for key, value in data.values.items() if value is None}
    if data.truncated:
        last = data.truncated[-1]
        assert len(canonical({**data.values, last: values[last]})) > LIMIT


def test_the_hash_is_the_same_for_any_order_of_keys() -> None:
    """Guide, section 3: two devices with equal content hit the same cache entry."""
    members: list[tuple[str, object]] = [("tier", "gold"), ("vip", True), ("lang", "en-US")]
    orders = itertools.permutations(members)
    assert len({accept(dict(order), REJECT).hash for order in orders}) == 1


@pytest.mark.parametrize(
    ("value", "what"),
    [({"b": 1}, "an object"), ([], "an array"), (None, "null"), (1, "a number"), (1.5, "a number")],
)
def test_a_value_that_is_not_flat_is_named_with_its_key(value: object, what: str) -> None:
    """Widget API, section 3: `routing.data.not.flat` names the key."""
    with pytest.raises(RoutingDataNotFlat) as refused:
        accept({"fine": "yes", "bad": value}, REJECT)
    (detail,) = refused.value.details
    assert detail.field == "routingData.bad"
    assert detail.message == f"{what} is neither a string nor a boolean"


def test_all_bad_members_are_named_at_once() -> None:
    """House rule: report all bad fields, not the first; keys have 1 to 128 characters."""
    with pytest.raises(RoutingDataNotFlat) as refused:
        accept({"": "x", "k" * 129: "x", "a": [], "k" * 128: "fine"}, REJECT)
    fields = [detail.field for detail in refused.value.details]
    assert fields == ["routingData.", f"routingData.{'k' * 128}", "routingData.a"]


def test_numbers_become_texts_when_the_tenant_wants_that() -> None:
    """Setting `coerce`: numbers as JSON writes them, booleans as they are."""
    data = accept({"a": 5, "b": -1.5, "c": True, "d": 10**20}, RoutingPolicy(coerce=True))
    assert data.values == {"a": "5", "b": "-1.5", "c": True, "d": "1" + "0" * 20}


RULES = (
    Rule(when={"tier": "premium", "lang": "en-US"}, queue="gold", name="premium english"),
    Rule(when={"lang": ["de-*", "fr-*"]}, queue="europe"),
    Rule(when={"vip": True}, queue="vip"),
    Rule(when={"beta": [False, "no"]}, queue="stable"),
)


@pytest.mark.parametrize(
    ("values", "queue", "rule"),
    [
        ({"tier": "premium", "lang": "en-US", "vip": True}, "gold", "premium english"),
        ({"lang": "de-CH"}, "europe", "rule 2"),
        ({"lang": "DE-ch"}, "fallback", ""),
        ({"vip": True}, "vip", "rule 3"),
        ({"vip": "true"}, "fallback", ""),
        ({"beta": False}, "stable", "rule 4"),
        ({"beta": True}, "fallback", ""),
        ({"vip": None}, "fallback", ""),
        ({}, "fallback", ""),
    ],
)
def test_the_first_rule_that_matches_places(
    values: dict[str, RoutingValue], queue: str, rule: str
) -> None:
    """Widget API, section 3: values, lists and globs; the rest goes to the fallback queue."""
    placement = place(RULES, "fallback", values)
    assert (placement.queue, placement.rule) == (queue, rule)


def test_keys_that_rules_asked_for_in_vain_are_told() -> None:
    """Widget API, section 3: `evaluatedNull`; rules behind the match were not asked."""
    placement = place(RULES, "fallback", {"lang": "fr-FR", "tier": None})
    assert placement.evaluated_null == ("tier",)
    assert place(RULES, "fallback", {}).evaluated_null == ("tier", "lang", "vip", "beta")


def test_a_rule_without_conditions_takes_all() -> None:
    """All of no conditions match."""
    assert place([Rule(when={}, queue="any")], "fallback", {}).queue == "any"


@pytest.mark.parametrize(
    ("bytes_max", "lost"),
    [(1000, ()), (37, ("c",)), (20, ("c", "b", "a")), (0, ("c", "b", "a"))],
)
def test_a_fault_takes_the_newest_values_until_what_is_left_fits(
    bytes_max: int, lost: tuple[str, ...]
) -> None:
    """Admin contract: truncate_routing_data; at 0 no value is left, however small it was."""
    left = starve(accept({"a": "x" * 10, "b": "", "c": "y" * 10}, REJECT), bytes_max)
    assert left.truncated == lost
    assert all((value is None) == (key in lost) for key, value in left.values.items())
    assert left.size == len(canonical(left.values))
