"""Owns the judgement of streams whose subject may begin afresh: guest sessions, and feeds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from mockplatform.core import feed, session
from mockplatform.core.aggregate import Event
from mockplatform.core.files import FileDeleted, FileOffered
from mockplatform.limits import LIMITS

Wrong = tuple[int, str]
"""The number of an event, and what is wrong with it."""


def problems(kind: str, events: Sequence[Event]) -> Iterator[Wrong]:
    """Yield what is wrong with the order and the sizes of a stream's events."""
    judge = _JUDGES.get(kind)
    return iter(()) if judge is None else judge(events)


def _session(events: Sequence[Event]) -> Iterator[Wrong]:
    yield from _beginning(events, session.SessionStarted)
    for number, (before, event) in enumerate(pairwise(events), 1):
        is_over = isinstance(before, session.SessionEnded)
        if is_over is not isinstance(event, session.SessionStarted):
            yield number, "SessionStarted stands behind SessionEnded, and nothing else does"
        if isinstance(before, session.SessionEnded) and before.reason == "expired":
            yield number, "a session that has expired is over for good"
    files = 0
    for number, event in enumerate(events):
        files += isinstance(event, FileOffered) - isinstance(event, FileDeleted)
        files = 0 if isinstance(event, session.SessionStarted) else files
        if files > LIMITS.session_files_max:
            yield number, f"a session has at most {LIMITS.session_files_max} files"


def _feed(events: Sequence[Event]) -> Iterator[Wrong]:
    yield from _beginning(events, feed.FeedSet)
    for number, before in enumerate(events[:-1], 1):
        if isinstance(before, feed.FeedEnded):
            yield number, "a channel that has ended is over for good"


def _beginning(events: Sequence[Event], first: type[Event]) -> Iterator[Wrong]:
    if not isinstance(events[0], first):
        yield 0, f"{first.__name__} stands first"


_JUDGES: dict[str, Callable[[Sequence[Event]], Iterator[Wrong]]] = {
    "session": _session,
    "feed": _feed,
}
