"""Owns guest sessions: what stands behind a token that a client has made for itself.

A session is found by its token alone and outlives sockets. It knows its conversations, its files
and whose it is; when silence ends it, depends on its conversation too (`mockplatform.guests`).

Source: [C] transport SDK 2.14 and web-messaging-sdk 18.1 (flows, errors). Invented: what is kept
of a session that has ended.
"""

from mockplatform.core.session.decisions import (
    AGGREGATE,
    Begin,
    Configure,
    End,
    decide,
)
from mockplatform.core.session.events import (
    ConversationBegun,
    Ending,
    SessionEnded,
    SessionEvent,
    SessionRenewed,
    SessionStarted,
    SignedIn,
)
from mockplatform.core.session.state import (
    EXPIRED,
    FORGOTTEN,
    Session,
    evolve,
    initial,
    next_deadline,
)

__all__ = [
    "AGGREGATE",
    "EXPIRED",
    "FORGOTTEN",
    "Begin",
    "Configure",
    "ConversationBegun",
    "End",
    "Ending",
    "Session",
    "SessionEnded",
    "SessionEvent",
    "SessionRenewed",
    "SessionStarted",
    "SignedIn",
    "decide",
    "evolve",
    "initial",
    "next_deadline",
]
