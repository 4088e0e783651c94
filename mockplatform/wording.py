"""Owns the words that all tell findings with: on the server, and in the client of its API."""

from __future__ import annotations

BUCKETS_SHOWN = 60
"""So many counts of a histogram stand in a line."""
NOBODY_KNOWN = "somebody unknown"
_TIME = slice(11, 23)


def time_of(instant: str) -> str:
    """Return the hours to milliseconds of an instant."""
    return instant[_TIME]


def times(count: int) -> str:
    """Return how often, in words."""
    return "once" if count == 1 else f"{count} times"


def printable(text: str) -> str:
    """Return a text without what would steer a terminal: what clients send stands in it."""
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)
