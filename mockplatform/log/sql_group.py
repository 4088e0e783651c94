"""Owns a group of appends before its commit: what it would keep, and who came too late.

Versions are checked in the order of the appends, against what is committed and what
stands before in the same group. So the second of two appends for one version is refused,
`n` and then `n + 1` may both wait, and a refusal is told only after the commit: who then
reads finds the event that was first.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

from mockplatform.core.aggregate import Event, StreamId
from mockplatform.core.kinds import encode
from mockplatform.errors import WrongExpectedVersion
from mockplatform.log.sql_mirror import Place

Row = tuple[int, str, str, int, str | None, bytes]
"""Tenant, kind, id, version, once-key, body."""


class Append:
    """Events that wait for their commit, encoded; `done` tells the new version."""

    __slots__ = ("done", "encoded", "events", "expected", "stand_ins", "stream")

    def __init__(self, stream: StreamId, expected: int, events: Sequence[Event]) -> None:
        self.stream = stream
        self.expected = expected
        self.events = tuple(events)
        self.encoded = [(event.once_key(), encode(event)) for event in self.events]
        stand_ins = [event.stand_in() for event in self.events]
        self.stand_ins = [encode(event) if event is not None else None for event in stand_ins]
        self.done: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    def refused(self, why: str) -> WrongExpectedVersion:
        """Return the refusal for a stream that is or has something else."""
        return WrongExpectedVersion(
            f"{self.stream.kind} {self.stream.id} {why}; expected {self.expected}"
        )


class Draft:
    """What one transaction would keep.

    Attributes:
        rows: The events.
        voided: The events of before that the new ones make void, with what stands in for them.
        heads: The versions that the group's streams come to.
        kept: Each append that is in it, with the place of its stream.
        late: Each append that is not, with the version that its stream is at.
    """

    def __init__(self, keys: Mapping[str, int], next_key: int) -> None:
        self.rows: list[Row] = []
        self.voided: list[tuple[Place, int, bytes]] = []
        self.heads: dict[Place, int] = {}
        self.kept: list[tuple[Append, Place]] = []
        self.late: list[tuple[Append, int]] = []
        self._keys = keys
        self._next_key = next_key
        self._new: dict[str, int] = {}

    def place(self, stream: StreamId) -> Place:
        """Return where a stream is, or would be if its tenant is new."""
        key = self._keys.get(stream.tenant) or self._new.get(stream.tenant)
        return Place(key or self._next_key + len(self._new), stream.kind, stream.id)

    def add(self, append: Append, place: Place, head: int) -> None:
        """Take an append in, if its stream is at the version that it expects."""
        if head != append.expected:
            self.late.append((append, head))
            return
        self.kept.append((append, place))
        if not append.events:
            return
        if append.stream.tenant not in self._keys:
            self._new[append.stream.tenant] = place.tenant
        self.heads[place] = head + len(append.events)
        for version, (once_key, body) in enumerate(append.encoded, head + 1):
            self.rows.append((*place, version, once_key, body))
        for before, stand_in in enumerate(append.stand_ins, head):
            if before and stand_in is not None:
                self.voided.append((place, before, stand_in))

    def new_tenants(self) -> list[tuple[int, str]]:
        """Return key and name of each tenant whose first events these are."""
        return [(key, name) for name, key in self._new.items()]
