"""Owns who takes part in a conversation: customer, queue (acd), agents and bots, in order."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from mockplatform.core.events import Person, Placed


class Participant(Struct, frozen=True, kw_only=True):
    """One stay of somebody in the conversation.

    Attributes:
        state: ``connected`` or ``disconnected``.
        joined_at: UTC epoch seconds.
        left_at: UTC epoch seconds; None while connected.
    """

    id: str
    person: Person
    state: str
    joined_at: float
    left_at: float | None = None


Participants = tuple[Participant, ...]


def connected(id_: str, person: Person, at: float) -> Participant:
    """Return a participant who has just come."""
    return Participant(id=id_, person=person, state="connected", joined_at=at)


def joined(participants: Participants, id_: str, person: Person, at: float) -> Participants:
    """Return the participants after an agent has come: the queue's part is over then."""
    return (*_without(participants, "acd", at), connected(id_, person, at))


def left(participants: Participants, id_: str, at: float) -> Participants:
    """Return the participants after the one called `id_` has gone."""
    return tuple(_gone(one, at) if one.id == id_ else one for one in participants)


def queued(participants: Participants, event: Placed) -> Participants:
    """Return the participants after routing has put the conversation into a queue."""
    person = Person(purpose="acd", id=event.placement.queue, name=event.queue_name)
    present = [one for one in participants if one.person.purpose == "acd" and one.left_at is None]
    if present and present[0].person == person:
        return participants
    others = _without(participants, "acd", event.at)
    return (*others, connected(event.participant_id, person, event.at))


def all_left(participants: Participants, at: float) -> Participants:
    """Return the participants after the conversation has ended."""
    return tuple(_gone(one, at) for one in participants)


def _without(participants: Participants, purpose: str, at: float) -> Participants:
    return tuple(_gone(one, at) if one.person.purpose == purpose else one for one in participants)


def _gone(one: Participant, at: float) -> Participant:
    return one if one.left_at is not None else replace(one, state="disconnected", left_at=at)
