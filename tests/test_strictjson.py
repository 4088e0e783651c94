"""The one JSON parser refuses what RFC 8259 leaves open, with the reason and the place."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockplatform.errors import InvalidJson
from mockplatform.strictjson import parse, parse_object


def refusal(data: bytes | str) -> str:
    """Return the reason for which a text is refused."""
    with pytest.raises(InvalidJson) as refused:
        parse(data)
    return refused.value.details[0].message


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("NaN", "NaN is no JSON value"),
        ("[Infinity]", "Infinity is no JSON value"),
        ("-Infinity", "-Infinity is no JSON value"),
        ("1e400", "a number is out of range"),
        ("-1e400", "a number is out of range"),
        ("0." + "1" * 300, "a number is out of range"),
        ('{"a":1,"b":2,"a":3}', "member 'a' stands twice in one object"),
        (r'"\ud800"', "a lone surrogate is no Unicode text"),
        (r'"a\u0000b"', "NUL (\\u0000) cannot be stored"),
        ('"\0"', "Invalid control character at at line 1, column 2"),
        ("\ufeff{}", "Expecting value at line 1, column 1"),
        ("", "Expecting value at line 1, column 1"),
        ("{} {}", "Extra data at line 1, column 4"),
        ("{'a':1}", "Expecting property name enclosed in double quotes at line 1, column 2"),
        ("9" * 301, "a number has over 300 digits"),
        ("[" * 65 + "]" * 65, "over 64 levels deep"),
        ("[" * 200_000, "over 64 levels deep"),
        ('{"a":' * 65 + "1" + "}" * 65, "over 64 levels deep"),
    ],
)
def test_what_would_break_something_later_is_refused_with_the_reason(
    text: str, reason: str
) -> None:
    """House rule: one strict parser for bodies, frames and tokens."""
    assert refusal(text) == reason
    assert refusal(text.encode()) == reason


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b'{"a":"\xff"}', "byte 6 is not UTF-8"),
        (b'"\xed\xa0\x80"', "byte 1 is not UTF-8"),
        ("{}".encode("utf-16"), "byte 0 is not UTF-8"),
        (
            "{}".encode("utf-16-le"),
            "Expecting property name enclosed in double quotes at line 1, column 2",
        ),
    ],
)
def test_bytes_are_utf_8_or_nothing(data: bytes, reason: str) -> None:
    """RFC 8259, section 8.1; a surrogate has no place in UTF-8."""
    assert refusal(data) == reason


def test_a_text_frame_with_a_lone_surrogate_is_refused() -> None:
    """A text that is already decoded may hold one without an escape."""
    assert refusal('"\ud800"') == "a lone surrogate is no Unicode text"


def test_the_place_of_a_bad_text_is_told() -> None:
    """House rule: 400 with the JSON path."""
    with pytest.raises(InvalidJson) as refused:
        parse(rb'{"a":{"b":[1,"x\u0000"]}}')
    assert refused.value.details[0].field == "$.a.b[1]"
    with pytest.raises(InvalidJson) as refused:
        parse(rb'{"a":{"\u0000":1}}')
    assert refused.value.details[0].field == "$.a"
    with pytest.raises(InvalidJson) as refused:
        parse(rb'{"\u0007":"\u0000"}')
    assert refused.value.details[0].field == "$", "no control characters in a path"


@pytest.mark.parametrize(
    "text",
    [
        "9" * 300,
        "[" * 64 + "]" * 64,
        '{"a":' * 64 + "1" + "}" * 64,
        "[" + ",".join(["[]"] * 100) + "]",
        '"' + "[" * 100 + '"',
        r'"\ud83d\ude00"',
        r'{"\u00e9":[true,null]}',
        "1e-400",
        " \n[1]\t",
    ],
)
def test_what_is_within_the_limits_is_read_as_the_library_reads_it(text: str) -> None:
    """64 levels and 300 digits are fine, and so are brackets side by side or in a text."""
    assert parse(text) == json.loads(text)
    assert parse(text.encode()) == json.loads(text)


@given(
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats(allow_nan=False, allow_infinity=False)
        | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.just("k"), inner),
    ),
    st.booleans(),
)
def test_whatever_json_can_write_is_read_back(value: Any, ascii_only: bool) -> None:
    """Strict, and yet complete."""
    assert parse(json.dumps(value, ensure_ascii=ascii_only).encode()) == value


@given(st.binary(max_size=40) | st.text(max_size=40))
def test_noise_is_refused_and_nothing_else_happens(data: bytes | str) -> None:
    """House rule: bad input gets a clear 4xx, never a 5xx."""
    with suppress(InvalidJson):
        json.dumps(parse(data), allow_nan=False)


def test_a_body_is_one_object() -> None:
    """What else is JSON is no body."""
    assert parse_object(b'{"a":1}') == {"a": 1}
    with pytest.raises(InvalidJson, match="must be a JSON object"):
        parse_object(b"[]")
