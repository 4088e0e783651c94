"""Owns matches: what an entry of the journal must be like, member by member.

A member is compared by what stands in the match: a value is equality, a text with `*` a
glob, null says that the member is not there, an object has comparators.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from mockplatform.durations import format_instant, parse_instant
from mockplatform.errors import InvalidValue, UnknownMember, nearest
from mockplatform.globs import glob
from mockplatform.journal import FIELDS, LINKS, Entry

Test = Callable[[Any], bool]
_INSTANTS = ("at", "wallAt")
_ALL = {*LINKS, *(name for names in FIELDS.values() for name in names)}


@dataclass(frozen=True, slots=True)
class Condition:
    """What one member must be: as it was given, and as a test of the member's value."""

    name: str
    expected: Any
    test: Test

    def holds(self, entry: Entry) -> bool:
        """Whether the entry's member is so."""
        return self.test(entry.member(self.name))


class Match:
    """What an entry must be like; an empty match takes all."""

    def __init__(self, conditions: Iterable[Condition]) -> None:
        self.conditions = tuple(conditions)

    def __call__(self, entry: Entry) -> bool:
        """Whether an entry is like that."""
        return all(one.holds(entry) for one in self.conditions)

    def failing(self, entry: Entry) -> list[Condition]:
        """Return what of it an entry does not fulfil."""
        return [one for one in self.conditions if not one.holds(entry)]

    def only(self, names: Iterable[str]) -> Match:
        """Return the part of it that is about some members."""
        wanted = frozenset(names)
        return Match(one for one in self.conditions if one.name in wanted)


def read(match: Mapping[str, Any], path: str = "$.match") -> Match:
    """Return a match as a body has it.

    Raises:
        UnknownMember: No entry (or none of the kind that it asks for) has such a member.
        InvalidValue: Something cannot be compared so, or there is no such kind.
    """
    kind = match.get("kind")
    known = _ALL
    if isinstance(kind, str) and "*" not in kind:
        check_kind(kind, f"{path}.kind")
        known = {*LINKS, *FIELDS[kind]}
    for name in match:
        if name not in known:
            raise UnknownMember(path, name, known)
    return Match(condition(name, value, f"{path}.{name}") for name, value in match.items())


def check_kind(kind: str, path: str) -> None:
    """Refuse a kind that there is not.

    Raises:
        InvalidValue: There is no such kind; the hint names the nearest.
    """
    if kind not in FIELDS:
        raise InvalidValue(path, f"no kind {kind[:40]!r}", hint=nearest(kind[:40], FIELDS))


def condition(name: str, expected: Any, path: str) -> Condition:
    """Return what a member must be.

    Raises:
        InvalidValue: Nothing can be compared so.
    """
    return Condition(name, expected, _test(expected, path, is_instant=name in _INSTANTS))


def _test(expected: Any, path: str, *, is_instant: bool) -> Test:
    if isinstance(expected, dict):
        return _compared(expected, path, is_instant=is_instant)
    if isinstance(expected, list):
        raise InvalidValue(path, "a list says nothing", hint='One of several: {"in": […]}.')
    if isinstance(expected, str) and "*" in expected:
        fits = glob(expected)
        return _some(lambda value: isinstance(value, str) and fits(value))
    if is_instant and expected is not None:
        expected = format_instant(parse_instant(expected, path))
    return _equals(expected)


def _compared(members: Mapping[str, Any], path: str, *, is_instant: bool) -> Test:
    if not members:
        raise InvalidValue(path, "says nothing", hint=f"Known: {', '.join(_COMPARATORS)}.")
    tests = []
    for name, value in members.items():
        make = _COMPARATORS.get(name)
        if make is None:
            raise UnknownMember(path, name, _COMPARATORS)
        tests.append(make(value, f"{path}.{name}", is_instant))
    return lambda value: all(test(value) for test in tests)


def _is(expected: Any, path: str, is_instant: bool) -> Test:  # noqa: FBT001 - one of a table
    """Equality also where a text has a `*` in it."""
    if isinstance(expected, dict | list):
        raise InvalidValue(path, "must be a text, a number, true, false or null")
    if is_instant and expected is not None:
        expected = format_instant(parse_instant(expected, path))
    return _equals(expected)


def _not(expected: Any, path: str, is_instant: bool) -> Test:  # noqa: FBT001 - as above
    test = _test(expected, path, is_instant=is_instant)
    return lambda value: not test(value)


def _in(expected: Any, path: str, is_instant: bool) -> Test:  # noqa: FBT001 - as above
    if not isinstance(expected, list):
        raise InvalidValue(path, "must be a list")
    tests = [_test(one, path, is_instant=is_instant) for one in expected]
    return lambda value: any(test(value) for test in tests)


def _at_least(expected: Any, path: str, is_instant: bool) -> Test:  # noqa: FBT001 - as above
    bound, kind = _bound(expected, path, is_instant=is_instant)
    return lambda value: _is_a(value, kind) and value >= bound


def _at_most(expected: Any, path: str, is_instant: bool) -> Test:  # noqa: FBT001 - as above
    bound, kind = _bound(expected, path, is_instant=is_instant)
    return lambda value: _is_a(value, kind) and value <= bound


_COMPARATORS: dict[str, Callable[[Any, str, bool], Test]] = {
    "is": _is,
    "not": _not,
    "in": _in,
    "atLeast": _at_least,
    "atMost": _at_most,
}


def _bound(expected: Any, path: str, *, is_instant: bool) -> tuple[Any, Any]:
    if isinstance(expected, bool) or not isinstance(expected, str | int | float):
        raise InvalidValue(path, "must be a number or a text")
    if is_instant:
        # Instants are compared as they are written, which keeps their order.
        expected = format_instant(parse_instant(expected, path))
    return expected, str if isinstance(expected, str) else (int, float)


def _is_a(value: Any, kind: Any) -> bool:
    return isinstance(value, kind) and not isinstance(value, bool)


def _equals(expected: Any) -> Test:
    if expected is None or isinstance(expected, bool):
        return lambda value: value is expected
    kind = str if isinstance(expected, str) else (int, float)
    return _some(lambda value: _is_a(value, kind) and value == expected)


def _some(test: Test) -> Test:
    """Take a list (the notes of a request) when the test takes one of its items."""
    return lambda value: any(map(test, value)) if isinstance(value, list) else test(value)
