"""Owns how often something may happen: counts within windows of time.

A window begins with the first that comes after the last one has ended, so that what is allowed
does not depend on where a minute of the clock begins.
"""

from __future__ import annotations

from math import ceil
from typing import NamedTuple


class Window(NamedTuple):
    """What has come since a window began (`since`, UTC epoch seconds)."""

    since: float
    taken: int


class Taken(NamedTuple):
    """What became of one that came.

    Attributes:
        window: To be remembered.
        is_allowed: Whether it may happen; what may not does not count.
        reset_s: Whole seconds until the window ends, at least 1.
    """

    window: Window
    is_allowed: bool
    reset_s: int


def take(window: Window | None, now: float, limit: int, per_s: float) -> Taken:
    """Let one more happen at `now`, if no more than `limit` have within `per_s` seconds."""
    if window is None or not window.since <= now < window.since + per_s:
        window = Window(now, 0)
    reset_s = max(1, ceil(window.since + per_s - now))
    if window.taken >= limit:
        return Taken(window, is_allowed=False, reset_s=reset_s)
    return Taken(window._replace(taken=window.taken + 1), is_allowed=True, reset_s=reset_s)
