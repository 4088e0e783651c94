"""Owns how times are written: seconds with an offset, and the same with milliseconds."""

from __future__ import annotations

from mockplatform.durations import format_instant


def with_millis(at: float) -> str:
    """Return a time such as ``2024-12-06T08:37:50.858+00:00``."""
    return format_instant(at).removesuffix("Z") + "+00:00"


def seconds(at: float) -> str:
    """Return a time such as ``2024-12-06T08:37:50+00:00``."""
    return with_millis(at)[:19] + "+00:00"
