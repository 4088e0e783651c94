"""Owns when something is told to have happened, where that is not when it did."""

from __future__ import annotations

from mockplatform.durations import millis


def shown_at(now: float, last: float) -> float | None:
    """Return when a message is told to have been sent, behind `last`; None where that is now.

    Clients know messages by their time to the millisecond: [C] transport SDK 2.14 drops what
    comes with a time that it holds already.
    """
    last_ms = millis(last)
    return None if millis(now) > last_ms else (last_ms + 1) / 1000
