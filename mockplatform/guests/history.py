"""Owns what a guest's history has: what he was told on his sockets, and is kept.

It begins with the session's present life: what was cleared is gone for the guest.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from mockplatform.core import session as core
from mockplatform.core.aggregate import Event
from mockplatform.core.events import MessageSent, StateChanged
from mockplatform.core.session import Session, SessionStarted, SignedIn
from mockplatform.core.states import Verb
from mockplatform.guests.standing import deployment_of
from mockplatform.service import Service
from mockplatform.tenant import Tenant

_ENDS = frozenset({Verb.CLOSE, Verb.EXPIRE})


class Told(NamedTuple):
    """Something that a guest was told: which event of which stream."""

    stream_id: str
    seq: int
    event: Any


class History:
    """What a guest was told, in the order in which he was told it; only what is asked for is made.

    A conversation of thousands of messages costs a look at each event's type, and no more.
    """

    def __init__(self) -> None:
        self._streams: list[tuple[str, Sequence[Event]]] = []
        self._places: list[tuple[int, int]] = []

    def __len__(self) -> int:
        """Return how much there is."""
        return len(self._places)

    def newest(self, start: int, stop: int) -> list[Told]:
        """Return a part of it, the newest first: from `start` to before `stop`."""
        end = len(self._places)
        part = self._places[max(end - stop, 0) : max(end - start, 0)]
        return [self._told(place) for place in reversed(part)]

    def _told(self, place: tuple[int, int]) -> Told:
        number, index = place
        stream_id, events = self._streams[number]
        return Told(stream_id, index + 1, events[index])

    def add(self, stream_id: str, events: Sequence[Event], which: Iterable[int]) -> None:
        """Put some events of a stream at the end, by their indexes."""
        number = len(self._streams)
        self._streams.append((stream_id, events))
        self._places += [(number, index) for index in which]

    def add_between(self, stream_id: str, events: Sequence[Event], which: Iterable[int]) -> None:
        """Put some events of a stream where the times that are told belong."""
        number = len(self._streams)
        self._streams.append((stream_id, events))
        for index in which:
            at = bisect_right(self._places, told_at(events[index]), key=self._at)
            self._places.insert(at, (number, index))

    def _at(self, place: tuple[int, int]) -> float:
        return told_at(self._streams[place[0]][1][place[1]])


def told_at(event: Any) -> float:
    """Return when a guest is told that something was: a message, an end, a sign-in."""
    at: float = event.sent_at if type(event) is MessageSent else event.told_at
    return at


def is_told(event: StateChanged, disconnect: str) -> bool:
    """Whether a guest hears of the end of his conversation: not of the one that he made himself.

    Args:
        event: How the conversation moved.
        disconnect: What his deployment tells of such ends: `Messaging.disconnect`.
    """
    return (
        event.verb in _ENDS
        and event.by != "customer"
        and event.reason != core.EXPIRED
        and disconnect != "off"
    )


async def read(service: Service, tenant: Tenant, session: Session) -> History:
    """Return all that a session's guest was told in its present life.

    Raises:
        SessionUnknown: The session's deployment is gone.
    """
    disconnect = deployment_of(tenant, session).messaging.disconnect
    found = History()
    for id_ in session.conversations:
        events = await service.events(tenant, "conversation", id_)
        told = [
            index
            for index, event in enumerate(events)
            if type(event) is MessageSent
            or (type(event) is StateChanged and is_told(event, disconnect))
        ]
        found.add(id_, events, told)
    own = await service.events(tenant, "session", session.id)
    began = max(index for index, event in enumerate(own) if type(event) is SessionStarted)
    signed = [index for index in range(began, len(own)) if type(own[index]) is SignedIn]
    found.add_between(session.id, own, signed)
    return found
