"""Owns how durations and instants are written: "31m" and "2026-11-22T12:00:00.000Z"."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import lru_cache

from mockplatform.errors import InvalidValue

_UNITS_S = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86_400.0}
_PART = re.compile(r"([0-9]{1,12}(?:\.[0-9]{1,9})?)(ms|s|m|h|d)")
_WHOLE = re.compile(rf"(?:{_PART.pattern})+")
_HINT = 'Write it like "250ms", "31m" or "1h30m", or as a number of seconds.'
_INSTANT_MAX = 253_402_300_799.0  # 9999-12-31T23:59:59Z, the last that the format can write


def parse_duration(value: str | float, field: str = "duration") -> float:
    """Return seconds for "250ms", "31m", "1h30m" or a number of seconds.

    Raises:
        InvalidValue: The text is no duration, or the number is negative or not finite.
    """
    if isinstance(value, str):
        if not _WHOLE.fullmatch(value):
            raise InvalidValue(field, f"{value[:40]!r} is no duration", hint=_HINT)
        value = sum(float(number) * _UNITS_S[unit] for number, unit in _PART.findall(value))
    if isinstance(value, bool) or not 0 <= value < _INSTANT_MAX:
        raise InvalidValue(field, "must be a number of seconds, 0 or more", hint=_HINT)
    return float(value)


def format_duration(seconds: float) -> str:
    """Return a duration to the millisecond, in the units that `parse_duration` takes."""
    rest = round(seconds, 3)
    if rest < 1:
        return f"{round(rest * 1000)}ms"
    parts: list[str] = []
    for unit in ("d", "h", "m"):
        count, rest = divmod(rest, _UNITS_S[unit])
        if count:
            parts.append(f"{int(count)}{unit}")
    if rest:
        parts.append(f"{rest:g}s")
    return "".join(parts)


def check_duration(value: str | float, name: str) -> float:
    """Return the seconds of a duration that stands in a fixture or a body.

    Raises:
        ValueError: It is none. The reader adds the path to that, and to nothing else.
    """
    try:
        return parse_duration(value, name)
    except InvalidValue as error:
        raise ValueError(f"{error.message}. {error.hint}".rstrip()) from None


def millis(at: float) -> int:
    """Return whole milliseconds for seconds: cut, as `format_instant` writes them."""
    return int(at * 1000 + 1e-3)


@lru_cache(maxsize=4096)  # A document tells few instants, each several times, at every reading.
def format_instant(at: float) -> str:
    """Return ISO-8601 UTC with milliseconds and Z for UTC epoch seconds (9999 at the latest)."""
    at = min(at, _INSTANT_MAX)
    second = int(at)
    # Milliseconds are cut, not rounded, so that a written time never lies after the event; a
    # microsecond is added, as floats of this size miss a whole millisecond by less than that.
    millis = min(999, int((at - second) * 1000 + 1e-3))
    return f"{_format_second(second)}.{millis:03d}Z"


@lru_cache(maxsize=4096)
def _format_second(second: int) -> str:
    return f"{datetime.fromtimestamp(second, UTC):%Y-%m-%dT%H:%M:%S}"


def parse_instant(value: str | float, field: str = "at") -> float:
    """Return UTC epoch seconds for an ISO-8601 text with an offset, or a number as it is.

    Raises:
        InvalidValue: The text is no instant, has no offset, or lies before 1970.
    """
    if not isinstance(value, str):
        if isinstance(value, bool) or not 0 <= value <= _INSTANT_MAX:
            raise InvalidValue(field, "must be epoch seconds between 1970 and 9999")
        return float(value)
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise InvalidValue(
            field,
            f"{value[:40]!r} is no instant",
            hint='Write it in ISO-8601 with an offset, like "2026-11-22T12:00:00Z".',
        )
    return parse_instant(moment.timestamp(), field)
