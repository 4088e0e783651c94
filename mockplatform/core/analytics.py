"""Owns what a conversation's times come to, in milliseconds, folded from its events.

Source: guide, section 4 (handle time depends on session continuity). Invented: the names
follow the usual contact-center metrics.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from mockplatform.core.aggregate import Event
from mockplatform.core.events import ConversationCreated, MessageSent, StateChanged
from mockplatform.core.states import State, Verb


class Details(Struct, frozen=True, kw_only=True, rename="camel"):
    """A conversation's metrics; times in milliseconds.

    Attributes:
        t_acd: Waiting in queues.
        t_alert: Agents being alerted.
        t_answered: From the beginning to the first answer; None while there is none.
        t_talk: Agents being connected.
        t_handle: Talking and alerting: what the conversation cost its agents.
        n_messages: Messages in the transcript.
        n_reconnects: Sockets after the first, since the platform started.
    """

    t_acd: int
    t_alert: int
    t_answered: int | None
    t_talk: int
    t_handle: int
    n_messages: int
    n_reconnects: int = 0


def details(events: Iterable[Event], now: float, reconnects: int) -> Details:
    """Return the metrics as of `now`."""
    spent = dict.fromkeys(State, 0.0)
    state, since, began = State.OPEN, now, now
    answered: float | None = None
    messages = 0
    for event in events:
        match event:
            case ConversationCreated(at=at):
                since = began = at
            case StateChanged(at=at, after=after, verb=verb):
                spent[state] += at - since
                state, since = after, at
                if verb is Verb.ACCEPT and answered is None:
                    answered = at - began
            case MessageSent():
                messages += 1
    spent[state] += max(0.0, now - since)
    return Details(
        t_acd=_ms(spent[State.OPEN]),
        t_alert=_ms(spent[State.RINGING]),
        t_answered=None if answered is None else _ms(answered),
        t_talk=_ms(spent[State.ACTIVE]),
        t_handle=_ms(spent[State.RINGING] + spent[State.ACTIVE]),
        n_messages=messages,
        n_reconnects=reconnects,
    )


def _ms(seconds: float) -> int:
    return round(seconds * 1000)
