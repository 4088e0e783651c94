"""Owns who waits in which queue: the index, its order, and the news of it for those who wait.

Agents are looked for in the order of the index, so a place in it is a place in the queue. Who
watches a queue is told, whenever anybody's place may have changed, the places of all who wait in
it, which are counted once. Who comes last changes nobody's.
"""

from __future__ import annotations

from typing import NamedTuple

from mockplatform.core.agents import serves
from mockplatform.core.aggregate import StreamId
from mockplatform.core.conversation import Conversation
from mockplatform.core.signals import Moved
from mockplatform.core.states import State
from mockplatform.tenant import Tenant

KIND = "queue"
"""The kind of what is watched; it has no events and is kept nowhere."""


class Place(NamedTuple):
    """Where somebody waits: as which one, from 1, and whether any agent serves the queue now."""

    queue: str
    number: int
    is_served: bool


def stream(tenant: Tenant, queue: str) -> StreamId:
    """Return what to watch for the news of a queue."""
    return StreamId(tenant.id, KIND, queue)


def index(tenant: Tenant, state: Conversation) -> None:
    """Let a conversation wait where it stands now, behind those who do, or no more."""
    placed = state.placement.queue if state.placement else ""
    queue = placed if state.state is State.OPEN else ""
    before = tenant.waits_in.get(state.id, "")
    if queue == before:
        return
    if before:
        drop(tenant, state.id)
    if queue:
        tenant.waits_in[state.id] = queue
        tenant.waiting.setdefault(queue, {})[state.id] = None
        tenant.agenda.note("dispatch", queue, state.updated_at)


def drop(tenant: Tenant, conversation_id: str) -> None:
    """Let a conversation wait no more, if it did."""
    queue = tenant.waits_in.pop(conversation_id, "")
    if queue:
        tenant.waiting[queue].pop(conversation_id, None)
        _tell(tenant, queue)


def wake(tenant: Tenant, at: float) -> None:
    """Have every queue in which somebody waits looked through: an agent may be free."""
    for queue, waiting in tenant.waiting.items():
        if waiting:
            tenant.agenda.note("dispatch", queue, at)


def agents_changed(tenant: Tenant, at: float) -> None:
    """Have the queues looked through, and tell who waits that others may serve them now."""
    wake(tenant, at)
    for queue in tenant.waiting:
        _tell(tenant, queue)


def place(tenant: Tenant, conversation_id: str) -> Place | None:
    """Return the place of a conversation; None where it waits nowhere."""
    queue = tenant.waits_in.get(conversation_id)
    if queue is None:
        return None
    number = next(n for n, id_ in enumerate(tenant.waiting[queue], 1) if id_ == conversation_id)
    return Place(queue, number, is_served(tenant, queue))


def is_served(tenant: Tenant, queue: str) -> bool:
    """Whether any agent takes conversations of a queue now, however many he has."""
    return any(serves(agent, queue) for agent in tenant.agents())


def _tell(tenant: Tenant, queue: str) -> None:
    whose = stream(tenant, queue)
    if tenant.hub.watchers(whose):
        places = {id_: n for n, id_ in enumerate(tenant.waiting.get(queue, ()), 1)}
        tenant.hub.signal(whose, Moved(places, is_served=is_served(tenant, queue)))
