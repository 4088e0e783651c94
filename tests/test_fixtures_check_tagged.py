"""Where one member says what an object is, it is judged as that, each wrong thing with its place.

Source: docs/admin.md: unknown members are refused with the nearest known name.
"""

from __future__ import annotations

from typing import Any

import pytest
from msgspec import Struct

from mockplatform.fixtures_check import misfits
from mockplatform.fixtures_document import render


class Cat(Struct, tag_field="animal", tag="cat", forbid_unknown_fields=True):
    """An animal with lives."""

    lives: int = 9
    names: dict[str, str] | None = None

    def __post_init__(self) -> None:
        """Check what no type can say."""
        if self.lives > 9:
            raise ValueError("lives: a cat has nine. Take 9 or fewer.")
        if self.names == {}:
            raise ValueError("nameless: this is no member")


class Dog(Struct, tag_field="animal", tag="dog", forbid_unknown_fields=True):
    """An animal with a house."""

    house: str


class Home(Struct, forbid_unknown_fields=True):
    """Where animals live."""

    pet: Cat | Dog
    guest: Dog | None = None
    others: tuple[Cat | Dog, ...] = ()


def problems(value: Any) -> list[str]:
    """Return what is wrong with a home, a line each."""
    return [f"{render(one.path)}: {one.message}" for one in misfits(value, Home)]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"pet": {"animal": "cta"}}, "$.pet.animal: no animal 'cta'. Did you mean 'cat'?"),
        ({"pet": {"lives": 3}}, "$.pet: misses the member 'animal'. Known: cat, dog."),
        (
            {"pet": {"animal": 3}},
            "$.pet.animal: Expected `str`, got `int`. In quotes it is a text",
        ),
        (
            {"pet": {"animal": "cat", "livs": 3}},
            "$.pet.livs: unknown member 'livs'. Did you mean 'lives'?",
        ),
        ({"pet": {"animal": "cat", "lives": "9"}}, "$.pet.lives: Expected `int`, got `str`"),
        ({"pet": {"animal": "dog"}}, "$.pet: misses the member 'house'"),
        ({"pet": "cat"}, "$.pet: Expected `object`, got `str`"),
        (
            {"pet": {"animal": "cat"}, "guest": {"animal": "cat"}},
            "$.guest.animal: no animal 'cat'. Known: dog.",
        ),
        (
            {"pet": {"animal": "cat"}, "others": [{"animal": "cat"}, {"animal": "cow"}]},
            "$.others[1].animal: no animal 'cow'. Known: cat, dog.",
        ),
        (
            {"pet": {"animal": "cat", "lives": 10}},
            "$.pet.lives: a cat has nine. Take 9 or fewer",
        ),
        ({"pet": {"animal": "cat", "names": {}}}, "$.pet: nameless: this is no member"),
    ],
)
def test_what_is_wrong_is_told_with_its_place_and_what_was_meant(value: Any, expected: str) -> None:
    assert problems(value) == [expected]


def test_all_that_is_wrong_is_told_at_once() -> None:
    found = problems({"pet": {"animal": "cat", "livs": 1}, "others": [{"animal": "dgo"}], "x": 1})
    assert [line.split(": ")[0] for line in found] == ["$.pet.livs", "$.others[0].animal", "$.x"]


def test_what_fits_is_not_complained_of() -> None:
    assert problems({"pet": {"animal": "dog", "house": "red"}, "guest": None}) == []
