"""Owns the news between those who write and those who watch, within this process.

A notice that a stream has grown is only a hint: the watcher reads what lies between its
cursor and the stream. Signals are what is not kept: typing, read marks.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from mockplatform.core.aggregate import StreamId
from mockplatform.core.signals import Notice, Typing


class Watcher(Protocol):
    """Somebody who follows a stream; must return at once."""

    def grown(self, stream: StreamId) -> None:
        """Hear that the stream has new events."""

    def signalled(self, stream: StreamId, signal: Notice) -> None:
        """Hear a signal, which is not kept."""


class Overseer(Protocol):
    """Somebody who follows all streams of a kind, and their signals; must return at once."""

    def grown_from(self, stream: StreamId, before: Any) -> None:
        """Hear that a stream has new events behind a state; None: it has just begun."""

    def signalled(self, stream: StreamId, signal: Notice) -> None:
        """Hear a signal of one of the streams, which is not kept."""


class Hub:
    """Who watches what."""

    __slots__ = ("_overseers", "_typed", "_watchers")

    def __init__(self) -> None:
        self._typed: dict[StreamId, int] = {}
        self._watchers: dict[StreamId, list[Watcher]] = {}
        self._overseers: dict[str, list[Overseer]] = {}

    def oversee(self, kind: str, overseer: Overseer) -> Callable[[], None]:
        """Follow all streams of a kind, and their signals; call what is returned to stop."""
        overseers = self._overseers.setdefault(kind, [])
        overseers.append(overseer)

        def stop() -> None:
            if overseer in overseers:
                overseers.remove(overseer)

        return stop

    def watch(self, stream: StreamId, watcher: Watcher) -> Callable[[], None]:
        """Follow a stream; call what is returned to stop."""
        self._watchers.setdefault(stream, []).append(watcher)

        def stop() -> None:
            watchers = self._watchers.get(stream, [])
            if watcher in watchers:
                watchers.remove(watcher)
            if not watchers:
                self._watchers.pop(stream, None)

        return stop

    def watchers(self, stream: StreamId) -> tuple[Watcher, ...]:
        """Return who follows a stream; the longest first."""
        return tuple(self._watchers.get(stream, ()))

    def typed(self, stream: StreamId) -> int:
        """Return how often somebody was said to type, or not, since a stream has grown.

        By that, and by the stream's version, one such signal is told from another.
        """
        return self._typed.get(stream, 0)

    def grown(self, stream: StreamId, before: Any = None) -> None:
        """Tell those who watch that the stream has grown, behind the state `before`."""
        self._typed.pop(stream, None)
        for watcher in self.watchers(stream):
            watcher.grown(stream)
        for overseer in tuple(self._overseers.get(stream.kind, ())):
            overseer.grown_from(stream, before)

    def signal(self, stream: StreamId, signal: Notice) -> None:
        """Tell those who watch a signal, which is not kept."""
        if isinstance(signal, Typing):
            self._typed[stream] = self.typed(stream) + 1
        for watcher in self.watchers(stream):
            watcher.signalled(stream, signal)
        for overseer in tuple(self._overseers.get(stream.kind, ())):
            overseer.signalled(stream, signal)
