"""A fixture's text is read as JSON or as YAML 1.2, and no text does harm.

Source: issue 2, item 8; `docs/fixtures.md`.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockplatform import fixtures_loader
from mockplatform.core.configuration import TenantConfig
from mockplatform.errors import FixtureInvalid
from mockplatform.fixtures_text import read
from mockplatform.limits import LIMITS
from tests.fixture_refusals import SMALLEST, bot, problems


def test_words_of_yaml_1_1_are_texts() -> None:
    """YAML 1.1 has `on`, `no` and `yes` as booleans, 12:30 as a number, dates as dates."""
    text = "{a: on, b: no, c: yes, d: 12:30, e: 2026-11-22, f: 1_000, g: 0x1F, h: .nan}"
    assert read(text, "x.yaml").value == {
        "a": "on",
        "b": "no",
        "c": "yes",
        "d": "12:30",
        "e": "2026-11-22",
        "f": "1_000",
        "g": "0x1F",
        "h": ".nan",
    }


def test_true_false_null_and_numbers_are_what_they_are_in_json() -> None:
    text = "[true, false, null, ~, 12, -1.5, 1e3, \"12\", 'true']"
    values = [True, False, None, None, 12, -1.5, 1000.0, "12", "true"]
    assert read(text, "x.yaml").value == values


def test_names_are_always_texts() -> None:
    document = read("on: 1\nno: 2\n12: 3\ntrue: 4\n", "x.yaml")
    assert document.value == {"on": 1, "no": 2, "12": 3, "true": 4}


def test_a_bot_listens_by_on() -> None:
    text = SMALLEST + bot('{on: "*bye*", steps: [close: agent]}')
    script = fixtures_loader.parse(text).agents[0].script
    assert script is not None
    assert script.steps[0].on == "*bye*"


@pytest.mark.parametrize(
    ("addition", "expected"),
    [
        ("name: a\nname: b\n", "5:1 $.name: stands here again; it was given on line 4 already"),
        ("name: *x\n", "4:7 $.name: aliases are not read; write the value out"),
        ("name: !!python/name:os.system x\n", "4:7 $.name: the tag 'tag:yaml.org,2002:python"),
        ("name: [a\n", "5:1 $: while parsing a flow sequence"),
        ("\tname: a\n", "4:1 $: while scanning for the next token"),
        ("{a: 1}: b\n", "4:1 $: a name is a text"),
        ("name: \x07\n", "4:7 $: the character U+0007 is not allowed in YAML"),
        ("name: \ud800\n", "4:7 $: the character U+D800 is not allowed in YAML"),
        ('name: "\\0"\n', "4:7 $.name: NUL and lone surrogates are no text"),
        ('"\\0": a\n', "4:1 $: NUL and lone surrogates are no text"),
        ("---\nname: a\n", "4:1 $: a second document begins here; a fixture is one"),
        ("settings: {inactivity: 1e999}\n", "4:24 $.settings.inactivity: the number is out"),
        ("name: " + "[" * 99 + "\n", "4:70 $.name[0]"),
    ],
)
def test_what_is_no_plain_yaml_is_refused_with_its_place(addition: str, expected: str) -> None:
    assert problems(SMALLEST + addition)[0].startswith(f"shop.yaml:{expected}")


def test_a_bomb_of_aliases_does_not_go_off() -> None:
    bomb = "a: &a [x, x]\n" + "".join(f"b{n}: &b{n} [*a, *a]\n" for n in range(30))
    assert "aliases are not read" in problems(bomb)[0]


def test_a_text_over_the_limit_is_refused() -> None:
    text = "name: " + "x" * LIMITS.fixture_bytes_max
    assert problems(text) == ["shop.yaml:1:1 $: has 1048582 bytes; the limit is 1048576"]


def test_mistakes_have_their_line() -> None:
    text = '{\n\t"deployments": [{"id": "web"}],\n\t"queues": [\n\t\t{"id": "a b"}]}'
    assert problems(text, "shop.json") == [
        "shop.json:1:1 $: misses the member 'clients'",
        (
            "shop.json:4:4 $.queues[0].id: 'a b' is no id: "
            "an id begins with a letter or digit and goes on with these or . _ ~ - (128 at most)"
        ),
    ]


def test_bad_json_has_its_line() -> None:
    expected = ["shop.json:2:1 $: Expecting property name enclosed in double quotes"]
    assert problems('{"a": 1,\n}', "shop.json") == expected


def test_a_member_given_twice_is_refused() -> None:
    expected = ["shop.json:1:1 $: member 'a' stands twice in one object"]
    assert problems('{"a": 1, "a": 2}', "shop.json") == expected


def parsed_or_refused(text: str, source: str) -> TenantConfig | None:
    try:
        return fixtures_loader.parse(text, source)
    except FixtureInvalid:
        return None


SOURCES = st.sampled_from(["x.yaml", "x.json"])
YAML_SOUP = st.lists(
    st.sampled_from(
        [
            *"{}[]:,-?&*!|>'\"#%@\t\n\\~",
            *"\x00\ufeff�😀",
            "\n  ",
            ": ",
            "- ",
            "---",
            "...",
            "<<",
            "1e9",
            "queues",
            "on",
            "id",
            "!!str ",
            "&a ",
            "*a",
        ]
    ),
    max_size=30,
).map("".join)


@given(st.one_of(st.text(), st.text(st.characters(exclude_categories=())), YAML_SOUP), SOURCES)
def test_no_text_leads_to_anything_but_a_refusal(text: str, source: str) -> None:
    parsed_or_refused(text, source)


WORDS = (
    "id name kind queues capacity script steps say wait on idle transfer close when queue secret"
    " scope grants inactivity ring general bot person 5m"
)
NAMES = st.sampled_from(WORDS.split())
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | NAMES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=12,
)
SECTIONS = st.dictionaries(
    st.sampled_from([*TenantConfig.__struct_encode_fields__, "other"]), JSON, max_size=6
)


@given(SECTIONS, SOURCES)
def test_no_value_leads_to_anything_but_a_refusal(sections: dict[str, Any], source: str) -> None:
    whole = {
        "deployments": [{"id": "web"}],
        "queues": [{"id": "general"}],
        "clients": [{"id": "widget", "secret": "s"}],
        **sections,
    }
    parsed_or_refused(json.dumps(whole), source)


@given(JSON)
def test_json_means_the_same_when_it_is_read_as_yaml(value: Any) -> None:
    text = json.dumps({"value": value})
    as_json, as_yaml = read(text, "x.json"), read(text, "x.yaml")
    assert (as_yaml.value, as_yaml.marks) == (as_json.value, as_json.marks)
    assert as_json.value == {"value": value}
