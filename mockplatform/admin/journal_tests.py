"""Owns how a member of a journal's entry is compared: by a value, a glob, or comparators.

A value is equality, a text with `*` a glob, null says that the member is not there, an object
has comparators. What is of another type than the member is refused: it would never be equal,
and a count of none would be told that means nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from mockplatform.durations import format_instant, parse_instant
from mockplatform.errors import InvalidValue, UnknownMember
from mockplatform.globs import glob
from mockplatform.journal_fields import Type

Test = Callable[[Any], bool]
Types = frozenset[Type]
"""What a member can hold; entries of two kinds may differ in it."""
_ARE: dict[Type, str] = {
    "text": "a text",
    "texts": "a list of texts",
    "number": "a number",
    "instant": "an instant",
}


def test(expected: Any, path: str, types: Types) -> Test:
    """Return what tells whether a member is as expected.

    Raises:
        InvalidValue: Nothing can be compared so.
        UnknownMember: There is no such comparator.
    """
    if isinstance(expected, dict):
        return _compared(expected, path, types)
    if isinstance(expected, list):
        raise InvalidValue(path, "a list says nothing", hint='One of several: {"in": […]}.')
    if isinstance(expected, str) and "*" in expected:
        if types == {"number"}:
            raise InvalidValue(
                path, "is a number, and no text fits it", hint='Write {"atLeast": …}.'
            )
        fits = glob(expected)
        return _some(lambda value: isinstance(value, str) and fits(value), types)
    return _equals(_literal(expected, path, types), types)


def _literal(expected: Any, path: str, types: Types) -> Any:
    """Return a value in the form in which members are compared.

    Raises:
        InvalidValue: No member holds such a value.
    """
    if expected is None:
        return None
    if types == {"instant"}:
        return format_instant(parse_instant(expected, path))
    is_text = isinstance(expected, str)
    fitting = {"text", "texts"} if is_text else {"number"}
    if isinstance(expected, bool) or not types & fitting:
        what = " or ".join(_ARE[one] for one in sorted(types))
        raise InvalidValue(path, f"is {what}", hint=_instead(expected, types))
    return expected


def _instead(expected: Any, types: Types) -> str:
    if types & {"text", "texts"}:
        return f'Write "{str(expected)[:40]}".'
    is_number = isinstance(expected, str) and expected.isascii() and expected.isdecimal()
    return f"Write {expected[:40]}." if is_number else "Write it without quotes, as in 503."


def _compared(members: Mapping[str, Any], path: str, types: Types) -> Test:
    if not members:
        raise InvalidValue(path, "says nothing", hint=f"Known: {', '.join(_COMPARATORS)}.")
    tests = []
    for name, value in members.items():
        make = _COMPARATORS.get(name)
        if make is None:
            raise UnknownMember(path, name, _COMPARATORS)
        tests.append(make(value, f"{path}.{name}", types))
    if len(tests) == 1:
        return tests[0]
    return lambda value: all(one(value) for one in tests)


def _is(expected: Any, path: str, types: Types) -> Test:
    """Equality also where a text has a `*` in it."""
    if isinstance(expected, dict | list):
        raise InvalidValue(path, "must be a text, a number or null")
    return _equals(_literal(expected, path, types), types)


def _not(expected: Any, path: str, types: Types) -> Test:
    is_so = test(expected, path, types)
    return lambda value: not is_so(value)


def _in(expected: Any, path: str, types: Types) -> Test:
    if not isinstance(expected, list):
        raise InvalidValue(path, "must be a list")
    tests = [test(one, f"{path}[{place}]", types) for place, one in enumerate(expected)]
    return lambda value: any(one(value) for one in tests)


def _at_least(expected: Any, path: str, types: Types) -> Test:
    bound, kind = _bound(expected, path, types)
    return lambda value: isinstance(value, kind) and value >= bound


def _at_most(expected: Any, path: str, types: Types) -> Test:
    bound, kind = _bound(expected, path, types)
    return lambda value: isinstance(value, kind) and value <= bound


_COMPARATORS: dict[str, Callable[[Any, str, Types], Test]] = {
    "is": _is,
    "not": _not,
    "in": _in,
    "atLeast": _at_least,
    "atMost": _at_most,
}


def _bound(expected: Any, path: str, types: Types) -> tuple[Any, Any]:
    """Return what a member is compared with, and the type of what can be.

    Instants are compared as they are written, which keeps their order.
    """
    if isinstance(expected, bool) or not isinstance(expected, str | int | float):
        raise InvalidValue(path, "must be a number or a text")
    if types == {"texts"}:
        raise InvalidValue(path, "is a list of texts", hint='One of them fits: "*…*".')
    bound = _literal(expected, path, types)
    return bound, _type(bound)


def _equals(expected: Any, types: Types) -> Test:
    if expected is None:
        return lambda value: value is None
    kind = _type(expected)
    return _some(lambda value: isinstance(value, kind) and value == expected, types)


def _type(value: Any) -> Any:
    return str if isinstance(value, str) else (int, float)


def _some(fits: Test, types: Types) -> Test:
    """Take a list (the notes of a request) when the test takes one of its items."""
    if "texts" not in types:
        return fits
    return lambda value: any(map(fits, value)) if isinstance(value, list) else fits(value)
