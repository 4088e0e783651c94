"""Owns the form that every kind of stream has: decide, evolve, next deadline.

decide(state, command, circumstances) -> events      judges, changes nothing
evolve(state, event) -> state                        applies what has happened
next_deadline(state, settings) -> Deadline | None    when it wants to be ticked
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, NamedTuple, TypeVar

from msgspec import Struct

from mockplatform.core.routing import Placement, RoutingData
from mockplatform.settings import Settings

StateT = TypeVar("StateT")


class Event(
    Struct, frozen=True, kw_only=True, tag=True, tag_field="event", omit_defaults=True, gc=False
):
    """Something that has happened at `at` (UTC epoch seconds on the tenant's clock).

    Events are kept for long and by the thousand, and cannot stand in a circle: the garbage
    collector need not look through them again and again (`gc`).
    """

    at: float

    def once_key(self) -> str | None:
        """Return a key that must be unique in its stream, if this event has one."""
        return None

    def stand_in(self) -> Event | None:
        """Return what is kept of the event before it in its stream, if it makes that void."""
        return None


class Command(Struct, frozen=True, kw_only=True):
    """Something that somebody wants to happen."""


class Tick(Command, frozen=True, kw_only=True):
    """Time has come to the stream's next deadline."""


class StreamId(NamedTuple):
    """Names one stream: whose, of what kind, which."""

    tenant: str
    kind: str
    id: str


class Deadline(NamedTuple):
    """A moment at which a state changes by itself, and what that is called."""

    at: float
    what: str


class Circumstances(Struct, frozen=True, kw_only=True):
    """What a decision may depend on beside the state and the command.

    Attributes:
        now: The tenant's time, UTC epoch seconds.
        settings: The tenant's settings.
        place: Places routing data by the tenant's rules.
        queue_names: Each queue's name by its id.
        routing_bytes_max: What a fault leaves of routing data, in bytes; None: all of it.
    """

    now: float
    settings: Settings
    place: Callable[[RoutingData], Placement]
    queue_names: Mapping[str, str] = field(default_factory=dict)
    routing_bytes_max: int | None = None


@dataclass(frozen=True, slots=True)
class Aggregate(Generic[StateT]):
    """One kind of stream, as the command loop needs it."""

    kind: str
    initial: Callable[[str], StateT]
    decide: Callable[[StateT, Any, Circumstances], Sequence[Event]]
    evolve: Callable[[StateT, Any], StateT]
    next_deadline: Callable[[StateT, Settings], Deadline | None]

    def evolved(self, state: StateT, events: Sequence[Event]) -> StateT:
        """Return the state that events lead to from another one."""
        for event in events:
            state = self.evolve(state, event)
        return state


def fold(aggregate: Aggregate[StateT], id_: str, events: Sequence[Event]) -> StateT:
    """Return the state that a stream's events lead to."""
    return aggregate.evolved(aggregate.initial(id_), events)


JsonObject = Mapping[str, Any]
