"""Owns what admin requests may hold: typed bodies in which nothing is passed over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
from msgspec import Struct

from mockplatform.durations import format_instant, parse_duration, parse_instant
from mockplatform.edge.call import Call
from mockplatform.errors import (
    Detail,
    InvalidMembers,
    InvalidValue,
    PlatformError,
    UnknownMember,
    UnknownMembers,
)
from mockplatform.limits import LIMITS

if TYPE_CHECKING:
    from mockplatform.fixtures_document import Problem

Duration = str | float
"""A text such as "250ms" or "1h30m", or a number of seconds."""
Instant = str | int | float
"""ISO-8601 with an offset, or epoch seconds."""
BodyT = TypeVar("BodyT", bound=Struct)
ANY_CLOCK_MAX = parse_instant("3000-01-01T00:00:00Z")
"""Up to where a clock may be steered: what is due later must still be a year of four digits."""


class Body(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """What all bodies have: camelCase names, and no members that nobody reads."""


class View(Struct, kw_only=True, rename="camel", omit_defaults=True):
    """What all answers have: camelCase names, and no members that are unset."""


class Nothing(Body, frozen=True, kw_only=True):
    """The body of an act that needs none: left out or an empty object."""


def read(call: Call, type_: type[BodyT]) -> BodyT:
    """Return the call's body as `type_`.

    Raises:
        InvalidJson: It is no strict JSON object.
        UnknownMember: It has a member that the type does not know; the hint names the nearest.
        BadRequest: Members are missing or of the wrong type; `details` have all of them.
    """
    return convert(call.json(), type_)


def convert(members: dict[str, Any], type_: type[BodyT]) -> BodyT:
    """Return an object's members as `type_`, or refuse with all that is wrong with them.

    Raises:
        BadRequest: As for `read`.
    """
    try:
        return msgspec.convert(members, type_)
    except (msgspec.ValidationError, InvalidValue) as error:
        raise _refusal(members, type_, error) from None


def _refusal(members: dict[str, Any], type_: type[Struct], error: Exception) -> PlatformError:
    # Imported late: only who errs pays for the check that finds all errors.
    from mockplatform.fixtures_check import misfits
    from mockplatform.fixtures_document import render

    problems = list(misfits(members, type_))
    if not problems:
        return InvalidValue("$", str(error))
    # Who errs in a name sees that first: what is missing may be what was misspelt.
    problems.sort(key=lambda one: one.code != UnknownMember.code)
    details = [Detail(one.code, render(one.path), one.message) for one in problems]
    more = f" (and {len(details) - 1} more)" if len(details) > 1 else ""
    message = f"{details[0].field}: {details[0].message}{more}"
    hint = _hint(problems[0])
    if problems[0].code == UnknownMember.code:
        return UnknownMembers(message, hint=hint, details=details)
    return InvalidMembers(message, hint=hint, details=details)


def _hint(problem: Problem) -> str:
    return problem.message.partition(". ")[2]


def duration(value: Duration, path: str, *, low: float = 0.0, high: float | None = None) -> float:
    """Return the seconds of a duration of a body.

    Raises:
        InvalidValue: It is none, or out of range.
    """
    seconds = parse_duration(value, path)
    top = LIMITS.clock_advance_s_max if high is None else high
    if not low <= seconds <= top:
        raise InvalidValue(path, f"must be between {low:g} and {top:g} seconds")
    return seconds


def clock_time(value: Instant, path: str) -> float:
    """Return an instant of a body to which a clock may be steered.

    Raises:
        InvalidValue: It is none, or too far away.
    """
    at = parse_instant(value, path)
    if at > ANY_CLOCK_MAX:
        raise InvalidValue(path, f"a clock goes up to {format_instant(ANY_CLOCK_MAX)}")
    return at
