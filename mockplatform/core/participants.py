"""Owns who takes part in a conversation: customer, queue (acd), agents and bots, in order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from mockplatform.core.events import ParticipantNoted, Person, Placed, WrapUp

ALERTED_KEPT = 50
"""So many agents are remembered who were alerted and never came: a month of it is no leak."""


class Participant(Struct, frozen=True, kw_only=True):
    """One stay of somebody in the conversation.

    Attributes:
        state: ``alerting``, ``connected`` or ``disconnected``.
        arrived: The version of the conversation that brought or alerted them; of two, the one who
            came first has the lower. Times do not tell: a clock may stand still.
        joined_at: UTC epoch seconds; of one who is or was only alerted, since when.
        joined_behind: How many messages the conversation had when they joined.
        left_at: UTC epoch seconds; None while connected or alerting.
        left_by: What ended the stay: a verb, and of CLOSE who closed (``close:agent``).
        alerted_at: Since when the agent was alerted; None of those who are not.
        queue: The queue that the agent was found by.
        held: Whether on hold.
        attributes: What was noted of the participant, texts by name.
        wrap_up: How the agent summed up.
        notes: What else was noted: a customer's has what is said of the conversation itself.
    """

    id: str
    person: Person
    state: str
    joined_at: float
    arrived: int = 0
    joined_behind: int = 0
    left_at: float | None = None
    left_by: str = ""
    alerted_at: float | None = None
    queue: str = ""
    held: bool = False
    attributes: Mapping[str, str] = {}
    wrap_up: WrapUp | None = None
    notes: Mapping[str, Any] = {}


Participants = tuple[Participant, ...]


def arrival(one: Participant) -> int:
    """Return by what participants stand in the order they came in."""
    return one.arrived


def connected(id_: str, person: Person, at: float) -> Participant:
    """Return a participant who has just come."""
    return Participant(id=id_, person=person, state="connected", joined_at=at)


def alerting(id_: str, person: Person, at: float, queue: str) -> Participant:
    """Return an agent who has just been alerted."""
    return Participant(
        id=id_, person=person, state="alerting", joined_at=at, alerted_at=at, queue=queue
    )


def joined(participants: Participants, one: Participant) -> Participants:
    """Return the participants after an agent has come: the queue's part is over then."""
    return (*_without(participants, "acd", one.joined_at, "transfer"), one)


def left(participants: Participants, id_: str, at: float, by: str = "") -> Participants:
    """Return the participants after the one called `id_` has gone."""
    return tuple(_gone(one, at, by) if one.id == id_ else one for one in participants)


def queued(participants: Participants, event: Placed, arrived: int = 0) -> Participants:
    """Return the participants after routing has put the conversation into a queue."""
    person = Person(purpose="acd", id=event.placement.queue, name=event.queue_name)
    present = [one for one in participants if one.person.purpose == "acd" and one.left_at is None]
    if present and present[0].person == person:
        return participants
    others = _without(participants, "acd", event.at, "transfer")
    queue = connected(event.participant_id, person, event.at)
    return (*others, replace(queue, arrived=arrived))


def all_left(participants: Participants, at: float, by: str) -> Participants:
    """Return the participants after the conversation has ended."""
    return tuple(_gone(one, at, by) for one in participants)


def returned(participants: Participants) -> Participants:
    """Return the participants after the customer has come back."""
    return tuple(
        replace(one, state="connected", left_at=None, left_by="")
        if one.person.purpose == "customer"
        else one
        for one in participants
    )


def noted(participants: Participants, event: ParticipantNoted) -> Participants:
    """Return the participants after something was noted of one of them."""
    return tuple(
        _noted(one, event) if one.id == event.participant_id else one for one in participants
    )


def _noted(one: Participant, event: ParticipantNoted) -> Participant:
    changes: dict[str, Any] = {}
    if event.attributes is not None:
        changes["attributes"] = {**one.attributes, **event.attributes}
    if event.notes is not None:
        changes["notes"] = {**one.notes, **event.notes}
    if event.held is not None:
        changes["held"] = event.held
    if event.wrap_up is not None:
        changes["wrap_up"] = event.wrap_up
    return replace(one, **changes)


def _without(participants: Participants, purpose: str, at: float, by: str) -> Participants:
    return tuple(
        _gone(one, at, by) if one.person.purpose == purpose else one for one in participants
    )


def _gone(one: Participant, at: float, by: str) -> Participant:
    if one.left_at is not None:
        return one
    return replace(one, state="disconnected", left_at=at, left_by=by)
