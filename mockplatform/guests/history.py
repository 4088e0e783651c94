"""Owns what a guest's history has: what he was told on his sockets, and is kept.

It begins with the session's present life: what was cleared is gone for the guest.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from mockplatform.core import session as core
from mockplatform.core.events import MessageSent, StateChanged
from mockplatform.core.session import Session, SessionStarted, SignedIn
from mockplatform.core.states import Verb
from mockplatform.guests.standing import deployment_of
from mockplatform.service import Service
from mockplatform.tenant import Tenant

_ENDS = frozenset({Verb.CLOSE, Verb.EXPIRE})


class Told(NamedTuple):
    """Something that a guest was told: when, and which event of which stream it is."""

    at: float
    stream_id: str
    seq: int
    event: Any


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


async def read(service: Service, tenant: Tenant, session: Session) -> Sequence[Told]:
    """Return all that a session's guest was told in its present life, oldest first.

    Nothing is rendered or folded, so that a page costs a look at each event.

    Raises:
        SessionUnknown: The session's deployment is gone.
    """
    disconnect = deployment_of(tenant, session).messaging.disconnect
    found: list[Told] = []
    for id_ in session.conversations:
        events = await service.events(tenant, "conversation", id_)
        for seq, event in enumerate(events, 1):
            if type(event) is MessageSent:
                found.append(Told(event.sent_at, id_, seq, event))
            elif type(event) is StateChanged and is_told(event, disconnect):
                found.append(Told(event.at, id_, seq, event))
    for seq, event in enumerate(await service.events(tenant, "session", session.id), 1):
        if type(event) is SignedIn:
            found.append(Told(event.at, session.id, seq, event))
        elif type(event) is SessionStarted:
            found = [one for one in found if one.stream_id != session.id]
    found.sort(key=lambda one: one.at)  # nearly in order, and stable: cheap
    return found
