"""Owns what memory holds of a SQL store: the tenants' keys, and the streams that are in use.

It is changed only after a commit, so whoever looks here sees what is on disk.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from mockplatform.core.aggregate import Event, StreamId
from mockplatform.log.base import thin


class Place(NamedTuple):
    """Names a stream in the store; a tenant that was dropped never has the same key again."""

    tenant: int
    kind: str
    id: str


class Mirror:
    """Whole streams by their place, at most `streams_max`; the longest unused one goes first."""

    def __init__(self, streams_max: int) -> None:
        self.keys: dict[str, int] = {}
        self.next_key = 1
        self._streams: OrderedDict[Place, list[Event]] = OrderedDict()
        self._streams_max = streams_max

    def learn(self, tenants: Iterable[tuple[int, str | None]]) -> None:
        """Remember the keys of tenants; a dropped one has no name and just uses up its key."""
        for key, name in tenants:
            self.next_key = max(self.next_key, key + 1)
            if name is not None:
                self.keys[name] = key

    def place(self, stream: StreamId) -> Place | None:
        """Return where a stream is, or None if its tenant has none."""
        key = self.keys.get(stream.tenant)
        return None if key is None else Place(key, stream.kind, stream.id)

    def events(self, place: Place) -> list[Event] | None:
        """Return all events of a stream, or None if they are not held here."""
        held = self._streams.get(place)
        if held is not None:
            self._streams.move_to_end(place)
        return held

    def hold(self, place: Place, events: Sequence[Event]) -> list[Event]:
        """Hold a whole stream."""
        held = self._streams[place] = list(events)
        self._streams.move_to_end(place)
        if len(self._streams) > self._streams_max:
            self._streams.popitem(last=False)
        return held

    def extend(self, place: Place, expected: int, events: Sequence[Event]) -> None:
        """Add what was committed behind version `expected`, if the stream is held or new."""
        held = self.events(place)
        if held is not None:
            held.extend(events)
        elif not expected:
            held = self.hold(place, events)
        if held is not None:
            thin(held, expected)

    def release(self, place: Place) -> None:
        """Hold a stream no longer."""
        self._streams.pop(place, None)
