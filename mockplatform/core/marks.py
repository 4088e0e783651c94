"""Owns read marks that are kept: up to which message each side has seen a conversation, and when.

They are notes of the conversation's customer, as what is said of the conversation itself is. A mark
says that all was seen which was told to have been sent until then; a message has been seen since
the first mark that reaches it.
"""

from __future__ import annotations

from typing import NamedTuple

from mockplatform.core.commands import Note
from mockplatform.core.conversation import Conversation
from mockplatform.core.events import MessageSent, ParticipantNoted
from mockplatform.limits import LIMITS

SEEN, READ = "seenByCustomer", "readByAgents"
"""Whose marks they are: the customer's of what he was told, the agents' of what he said."""


class Mark(NamedTuple):
    """All that was sent `upto` a time had been seen `at` another one."""

    upto: float
    at: float


def concerns(whose: str, event: MessageSent) -> bool:
    """Whether a message is one that this side sees: one of the other's."""
    return (event.sender.purpose == "customer") == (whose == READ)


def marks(state: Conversation, whose: str) -> tuple[Mark, ...]:
    """Return a side's marks, the oldest first."""
    for one in state.participants:
        if one.person.purpose == "customer":
            return tuple(Mark(*pair) for pair in one.notes.get(whose, ()))
    return ()


def seen_at(state: Conversation, whose: str, event: MessageSent) -> float | None:
    """Return when a side saw a message; None: it has not, or it is its own."""
    if not concerns(whose, event):
        return None
    return next((one.at for one in marks(state, whose) if one.upto >= event.sent_at), None)


def mark(state: Conversation, whose: str, upto: float, now: float) -> Note | None:
    """Return what notes that a side has seen all up to a time; None where that is nothing new.

    Of many marks the oldest are forgotten: what they were of counts as seen with the next one.
    """
    known = marks(state, whose)
    if known and known[-1].upto >= upto:
        return None
    customer = next(one for one in state.participants if one.person.purpose == "customer")
    kept = (*known[1 - LIMITS.marks_kept :], Mark(upto, now))
    return Note(participant_id=customer.id, notes={whose: [list(one) for one in kept]})


def of_event(event: ParticipantNoted) -> tuple[str, Mark] | None:
    """Return whose mark an event is, and which; None where it notes something else."""
    for whose in (SEEN, READ):
        pairs = (event.notes or {}).get(whose)
        if pairs:
            return whose, Mark(*pairs[-1])
    return None
