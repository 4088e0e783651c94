"""Owns the snapshot as a value: all that a tenant is, but for its live sockets and its journal.

Its JSON form is a snapshot's document. Streams stand in it as a store keeps them; the rest is
what streams do not tell: where the clock and the luck stand, what faults have counted, and in
which order things that fall due at one instant are done.
"""

from __future__ import annotations

from typing import Any, Literal

from msgspec import Struct

from mockplatform.core.bots import BotRun
from mockplatform.core.kinds import AnyEvent
from mockplatform.core.routing import Placement


class Part(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """What all parts have: camelCase names, and no members that nobody reads."""


class ClockMark(Part, frozen=True, kw_only=True):
    """Where the tenant's clock stood: its time in UTC epoch seconds, and how it ran."""

    now: float
    rate: float
    paused: bool


class StreamMark(Part, frozen=True, kw_only=True):
    """A stream with all its events, oldest first."""

    kind: str
    id: str
    events: tuple[AnyEvent, ...]


class LuckMark(Part, frozen=True, kw_only=True):
    """What is drawn and numbered next.

    Attributes:
        ids: Where the stream of ids stands.
        calls: How many calls of clients were given a correlation id.
        acts: How many calls of the admin API were.
        faults: How many faults were given an id.
    """

    ids: str
    calls: int
    acts: int
    faults: int


class DueMark(Part, frozen=True, kw_only=True):
    """What falls due: when its subject is asked next, at the latest."""

    kind: str
    subject: str
    at: float


class QueueMark(Part, frozen=True, kw_only=True):
    """Who waits in a queue, in order."""

    queue: str
    conversations: tuple[str, ...]


class BotMark(Part, frozen=True, kw_only=True):
    """Where a bot stands in its script."""

    conversation: str
    run: BotRun


class CountMark(Part, frozen=True, kw_only=True):
    """What a fault has counted for one subject."""

    subject: str
    asked: int
    fired: int


class RateMark(Part, frozen=True, kw_only=True):
    """How often something has happened in a window of time that began at `since`."""

    key: str
    since: float
    taken: int


class FaultMark(Part, frozen=True, kw_only=True):
    """A fault that is set, and what has become of it.

    Attributes:
        fault: As it was set, with its id.
        seed: From which its draws derive.
        set_at: When it was set, on the tenant's clock.
        state: Whether its window is still to open, open, or shut for good.
        fired: How often it has fired in all.
        counts: What it has counted; the subject asked last stands last.
        memory: What its kind remembers, in pairs.
    """

    fault: dict[str, Any]
    seed: int
    set_at: float
    state: Literal["waiting", "open", "shut"]
    fired: int
    counts: tuple[CountMark, ...]
    memory: list[Any]


class OutageMark(Part, frozen=True, kw_only=True):
    """An outage that was started: what it is, how it was started, and how it stands.

    Attributes:
        outage: As its file or its post describes it.
        seed: From which, and from its name, its faults' draws derive.
        intensity: From 0, which harms nobody, to 1.
        lasts_s: How long it was to last; as its file says if None.
        after_s: How long after the start it was to begin.
        since: When it begins, on the tenant's clock.
        until: When it ends by itself, or ended.
        state: Whether it waits, runs or is over.
        fault_ids: Its faults in their order.
        fired: How often each has fired, once they are gone.
    """

    outage: dict[str, Any]
    seed: int
    intensity: float
    lasts_s: float | None
    after_s: float
    since: float
    until: float
    state: Literal["idle", "waiting", "running", "over"]
    fault_ids: tuple[str, ...]
    fired: dict[str, int]


class Snapshot(Part, frozen=True, kw_only=True):
    """A tenant at one moment. It holds the tenant's private keys: this is a test double.

    Attributes:
        version: The version of the platform that took it.
        schema: The number of the form in which events are written.
        tenant: Whose it was.
        clock: Where its clock stood.
        luck: What is drawn and numbered next.
        streams: Its streams, in the order of their first events.
        due: What falls due, in the order in which it is asked.
        waiting: Who waits in which queue; the queue that was used first stands first.
        bots: Where bots stand in their scripts.
        typing: When somebody last typed in a conversation since its last event.
        reconnects: How often each conversation's, or guest session's, sockets came back.
        rates: What was counted within windows of time; what was counted last stands last.
        placements: The placement cache by routing hash, the oldest first.
        faults: The faults in their order.
        outages: The outages that were started, the one last started last.
    """

    version: str
    schema: int
    tenant: str
    clock: ClockMark
    luck: LuckMark
    streams: tuple[StreamMark, ...]
    due: tuple[DueMark, ...]
    waiting: tuple[QueueMark, ...]
    bots: tuple[BotMark, ...]
    typing: dict[str, float]
    reconnects: dict[str, int]
    rates: tuple[RateMark, ...] = ()
    placements: dict[str, Placement]
    faults: tuple[FaultMark, ...]
    outages: tuple[OutageMark, ...]
