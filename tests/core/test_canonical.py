"""The canonical form is what JSON needs and no more: measured, hashed and merged alike."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockplatform.core.canonical import canonical, content_hash, depth, member_bytes, merge_patch
from mockplatform.strictjson import parse

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
STORABLE = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)


def objects(text: st.SearchStrategy[str]) -> st.SearchStrategy[dict[str, Any]]:
    """Return a strategy for JSON objects without fractions."""
    leaves = st.none() | st.booleans() | st.integers(-(2**80), 2**80) | text
    values = st.recursive(
        leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(text, inner, max_size=3)
    )
    return st.dictionaries(text, values, max_size=5)


@given(objects(TEXT))
def test_it_is_sorted_compact_utf_8(value: dict[str, Any]) -> None:
    """Widget API, section 3: keys by code point, no white space, no needless escapes."""
    plain = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert canonical(value) == plain.encode()


@given(objects(STORABLE))
def test_it_reads_back_as_what_it_was(value: dict[str, Any]) -> None:
    """A canonical form is strict JSON of the same value."""
    assert parse(canonical(value)) == value


@given(objects(STORABLE), st.randoms(use_true_random=False))
def test_the_order_of_members_does_not_matter(value: dict[str, Any], random: Any) -> None:
    """Guide, section 3: deterministic order gives a consistent hash."""
    items = list(value.items())
    random.shuffle(items)
    assert canonical(dict(items)) == canonical(value)


def test_keys_sort_by_code_point_and_not_by_utf_16() -> None:
    """UTF-16 order would put the emoji (a surrogate pair) before the private-use character."""
    assert canonical({"\U0001f600": 1, "\ue000": 2, "a": 3}) == (
        '{"a":3,"\ue000":2,"\U0001f600":1}'.encode()
    )


def test_the_hash_is_sha_256_in_hex() -> None:
    """Widget API, section 3: routingHash."""
    form = canonical({"b": "2", "a": "1"})
    assert content_hash(form) == hashlib.sha256(b'{"a":"1","b":"2"}').hexdigest()


@given(objects(TEXT))
def test_members_add_up_to_the_whole(value: dict[str, Any]) -> None:
    """What the members weigh, their commas and the braces are all there is."""
    members = sum(member_bytes(name, member) for name, member in value.items())
    assert len(canonical(value)) == 2 + members + max(0, len(value) - 1)


# RFC 7386, appendix A. Targets and patches that are no objects stand below a member here,
# as the platform merges objects only.
RFC_7386 = [
    ({"a": "b"}, {"a": "c"}, {"a": "c"}),
    ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
    ({"a": "b"}, {"a": None}, {}),
    ({"a": "b", "b": "c"}, {"a": None}, {"b": "c"}),
    ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
    ({"a": "c"}, {"a": ["b"]}, {"a": ["b"]}),
    ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
    ({"a": [{"b": "c"}]}, {"a": [1]}, {"a": [1]}),
    ({"x": ["a", "b"]}, {"x": ["c", "d"]}, {"x": ["c", "d"]}),
    ({"x": {"a": "b"}}, {"x": ["c"]}, {"x": ["c"]}),
    ({"x": {"a": "foo"}}, {"x": None}, {}),
    ({"x": {"a": "foo"}}, {"x": "bar"}, {"x": "bar"}),
    ({"e": None}, {"a": 1}, {"e": None, "a": 1}),
    ({"x": [1, 2]}, {"x": {"a": "b", "c": None}}, {"x": {"a": "b"}}),
    ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
]


@pytest.mark.parametrize(("target", "patch", "result"), RFC_7386)
def test_a_merge_patch_does_as_the_rfc_shows(
    target: dict[str, Any], patch: dict[str, Any], result: dict[str, Any]
) -> None:
    """RFC 7386, appendix A."""
    before = json.dumps(target)
    assert merge_patch(target, patch) == result
    assert json.dumps(target) == before, "the target itself is left alone"


def test_what_a_patch_sets_comes_last() -> None:
    """The truncate policy takes the newest keys first, so order is age."""
    assert list(merge_patch({"a": 1, "b": 2, "c": 3}, {"a": 4, "d": 5})) == ["b", "c", "a", "d"]


@pytest.mark.parametrize(
    ("value", "levels"), [("x", 0), ({}, 1), ([], 1), ({"a": 1}, 1), ({"a": [{}], "b": {}}, 3)]
)
def test_depth_counts_objects_and_arrays(value: object, levels: int) -> None:
    """Widget API, section 3: conversation data is at most 16 levels deep."""
    assert depth(value) == levels
