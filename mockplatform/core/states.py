"""Owns the life of a conversation: its states, its verbs and the table between them.

The table is the rule; code looks up and never branches. The diagram in
`docs/lifecycle.md` is drawn from it.

Source: guide, section 4 (the five states; which can be resumed). Invented: the verbs.
"""

from __future__ import annotations

from enum import StrEnum

from mockplatform.errors import IllegalTransition


class State(StrEnum):
    """Where a conversation stands."""

    OPEN = "OPEN"
    RINGING = "RINGING"
    ACTIVE = "ACTIVE"
    CLOSED = "CLOSED"
    DELETED = "DELETED"


class Verb(StrEnum):
    """What can befall a conversation."""

    OFFER = "offer"
    ACCEPT = "accept"
    DECLINE = "decline"
    LAPSE = "lapse"
    TRANSFER = "transfer"
    LEAVE = "leave"
    CLOSE = "close"
    EXPIRE = "expire"
    RESUME = "resume"
    DELETE = "delete"


INITIAL = State.OPEN

_END: dict[Verb, State] = {
    Verb.CLOSE: State.CLOSED,
    Verb.EXPIRE: State.CLOSED,
    Verb.DELETE: State.DELETED,
}

TRANSITIONS: dict[State, dict[Verb, State]] = {
    State.OPEN: {Verb.OFFER: State.RINGING, **_END},
    State.RINGING: {
        Verb.ACCEPT: State.ACTIVE,
        Verb.DECLINE: State.OPEN,
        Verb.LAPSE: State.OPEN,
        **_END,
    },
    State.ACTIVE: {Verb.TRANSFER: State.OPEN, Verb.LEAVE: State.OPEN, **_END},
    # Only by a guest's next message within the threading window (Genesys help, "Messaging
    # threading timeline"); the widget API has no such verb: there, what is closed stays closed.
    State.CLOSED: {Verb.RESUME: State.OPEN, Verb.DELETE: State.DELETED},
    State.DELETED: {},
}

LIVE = frozenset({State.OPEN, State.RINGING, State.ACTIVE})
"""The states from which a client may resume."""


def after(state: State, verb: Verb) -> State:
    """Return the state that `verb` leads to.

    Raises:
        IllegalTransition: The table has no such entry.
    """
    try:
        return TRANSITIONS[state][verb]
    except KeyError:
        raise IllegalTransition(verb, state, TRANSITIONS[state]) from None
