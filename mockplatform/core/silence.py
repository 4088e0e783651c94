"""Owns when a conversation changes by itself: when silence ends it, and when that is announced."""

from __future__ import annotations

import math

from mockplatform.core.aggregate import Deadline
from mockplatform.core.conversation import Conversation
from mockplatform.core.states import State
from mockplatform.settings import Settings

_LIVE_MEDIA = frozenset({"", "livechat"})
"""Media in which silence ends what nobody has closed."""
WARNED = "conversation.warned"
"""What is due when it is said that silence will end a conversation."""


def silence_s(medium: str, settings: Settings) -> float:
    """Return how long nobody may speak before a conversation is closed; infinite: for ever.

    Source: guide, section 4; Genesys help, "Disconnect or reroute inactive messaging
    conversations" (off by default).
    """
    if medium in _LIVE_MEDIA:
        return settings.inactivity
    return settings.messaging_inactivity or math.inf


def silent_at(state: Conversation, settings: Settings, active_at: float = 0.0) -> float:
    """Return when silence ends a conversation; infinite: never.

    Somebody may have been active later than the state knows. What was announced holds, unless
    somebody speaks.
    """
    if state.closes_at is not None:
        return state.closes_at
    return max(state.active_at, active_at) + silence_s(state.medium, settings)


def warned_at(state: Conversation, settings: Settings, active_at: float = 0.0) -> float:
    """Return when it is said that silence will end a conversation; infinite: never (again).

    `active_at` is as `silent_at` has it.
    """
    is_due = state.closes_at is None and 0 < state.warn_s < silence_s(state.medium, settings)
    return silent_at(state, settings, active_at) - state.warn_s if is_due else math.inf


def next_deadline(state: Conversation, settings: Settings) -> Deadline | None:
    """Return when the state changes by itself: a ring lapses, silence closes it, it is forgotten.

    Source: guide, section 4 (inactivity). Invented: ring time, how long DELETED is told.
    """
    if state.state is State.DELETED:
        return Deadline(state.updated_at + settings.deleted_kept, "conversation.forgotten")
    if not state.is_live or state.version == 0:
        return None
    silence, warning = silent_at(state, settings), warned_at(state, settings)
    if state.ring_until is not None and state.ring_until < min(silence, warning):
        return Deadline(state.ring_until, "offer.lapsed")
    if warning < silence:
        return Deadline(warning, WARNED)
    return None if silence == math.inf else Deadline(silence, "conversation.inactive")
