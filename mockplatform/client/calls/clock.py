"""Owns the calls about a tenant's clock."""

from __future__ import annotations

from mockplatform.client.answers import Advanced, Clock
from mockplatform.client.calls.verbs import get, post
from mockplatform.client.request import Request

Duration = str | float
Instant = str | float


def now() -> Request[Clock]:
    """Show the clock."""
    return get("/clock", Clock)


def advance(by: Duration | None = None, *, to: Instant | None = None) -> Request[Advanced]:
    """Move the clock forward, by a while ("31m", or seconds) or to an instant.

    All that falls due on the way is done, in order of time, before this answers.
    """
    return post("/clock/advance", Advanced, {"by": by, "to": to})


def pause(at: Instant | None = None) -> Request[Clock]:
    """Stop the clock, now or at an instant to come (up to which it is moved)."""
    return post("/clock/pause", Clock, {"at": at})


def resume(rate: float | None = None) -> Request[Clock]:
    """Let the clock run, `rate` tenant seconds in a second."""
    return post("/clock/resume", Clock, {"rate": rate})


def reset() -> Request[Clock]:
    """Return to real time, the only way back."""
    return post("/clock/reset", Clock)
