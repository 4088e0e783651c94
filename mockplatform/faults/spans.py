"""Owns how faults write spans of time: checked when a fault is read, seconds when it fires."""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated

from msgspec import Meta

from mockplatform.durations import parse_duration
from mockplatform.errors import InvalidValue
from mockplatform.limits import LIMITS

Duration = Annotated[str | float, Meta(title="Duration", examples=["250ms", "31m", "1h30m"])]
"""A text such as "250ms" or "1h30m", or a number of seconds."""


@lru_cache(maxsize=1024)
def seconds(value: Duration) -> float:
    """Return the seconds of a duration that has been checked."""
    return parse_duration(value)


def check_wait(value: Duration | None, name: str) -> None:
    """Refuse what is no duration, or longer than a fault may keep anybody waiting.

    Raises:
        ValueError: As for `check_duration`.
    """
    check_duration(value, name)
    longest_s = LIMITS.fault_wait_s_max
    if value is not None and seconds(value) > longest_s:
        raise ValueError(f"{name}: is at most {longest_s:g} s: no fault holds anybody for longer")


def check_duration(value: Duration | None, name: str, *, low: float = 0.0) -> None:
    """Refuse what is no duration, or shorter than `low` seconds.

    Raises:
        ValueError: The reader of a body adds the path to it.
    """
    if value is None:
        return
    try:
        given = parse_duration(value, name)
    except InvalidValue as error:
        raise ValueError(f"{error.message}. {error.hint}".rstrip()) from None
    if given < low:
        raise ValueError(f"{name}: must be at least {low:g} s")
