"""Owns how far a conversation is said to be, beside where it stands: what agents call its status.

A state says who has it; a status, what became of it. It follows the verbs, agents may mark it, and
a customer who writes on takes back that nothing is to be done.

Source: [C] nice-cxone-chat-web-sdk 2.2.0 (the seven words). Invented: what leads from one to
another; only `closed` is acted on by clients.
"""

from __future__ import annotations

from enum import StrEnum

from mockplatform.core.states import Verb


class Status(StrEnum):
    """How far a conversation is."""

    NEW = "new"
    OPEN = "open"
    PENDING = "pending"
    ESCALATED = "escalated"
    RESOLVED = "resolved"
    CLOSED = "closed"
    TRASHED = "trashed"


BY_VERB = {
    Verb.ACCEPT: Status.OPEN,
    Verb.CLOSE: Status.CLOSED,
    Verb.EXPIRE: Status.CLOSED,
    Verb.RESUME: Status.NEW,
    Verb.DELETE: Status.TRASHED,
}
"""What verbs lead to; by any other the status stays: what is transferred is open still."""
MARKS = frozenset({Status.OPEN, Status.PENDING, Status.ESCALATED, Status.RESOLVED})
"""What agents say of a conversation that goes on."""
AWAITING = frozenset({Status.PENDING, Status.RESOLVED})
"""What is open again as soon as the customer writes."""
