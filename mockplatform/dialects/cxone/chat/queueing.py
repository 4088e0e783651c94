"""Owns what a chat socket tells those who wait: their place in the queue, whenever it changes.

Source: [C] nice-cxone-chat-web-sdk 2.2.0 (members; a place is a whole number). Invented: when. It
is told as a case is placed, as somebody before it goes, and to a socket that opens meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterable

from mockplatform import queues
from mockplatform.core.aggregate import Event
from mockplatform.core.conversation import Conversation
from mockplatform.core.events import MessageSent, Placed, StateChanged
from mockplatform.core.signals import Moved
from mockplatform.core.states import State
from mockplatform.dialects.cxone.chat import words
from mockplatform.dialects.cxone.chat.standing import about
from mockplatform.dialects.cxone.shapes import told as shapes
from mockplatform.dialects.cxone.translate import people
from mockplatform.edge.outgoing import Out
from mockplatform.ids import derive_uuid
from mockplatform.queues import Place
from mockplatform.tenant import Tenant

NAME = "SetPositionInQueue"
FEATURE = "isFeatureQueueCountingEnabled"


class Queueing:
    """The cases of one socket that wait: what was told of each, and what is to be told."""

    __slots__ = ("_due", "_told")

    def __init__(self) -> None:
        self._told: dict[str, Place | None] = {}
        self._due: dict[str, Place] = {}

    @property
    def queues(self) -> set[str]:
        """In which queues anybody waits."""
        known = (*self._told.values(), *self._due.values())
        return {one.queue for one in known if one is not None}

    def begin(self, tenant: Tenant, conversation_id: str) -> None:
        """Take up a case that waits already, if it does."""
        found = queues.place(tenant, conversation_id)
        if found is not None and _is_counted(tenant, conversation_id):
            self._told[conversation_id] = None
            self._due[conversation_id] = found

    def forget(self, conversation_id: str) -> None:
        """Tell nothing more of a case."""
        self._told.pop(conversation_id, None)
        self._due.pop(conversation_id, None)

    def of_event(
        self, tenant: Tenant, event: Event, state: Conversation, outs: Iterable[Out]
    ) -> Iterable[Out]:
        """Return what is told of an event of a case, and its place where that belongs."""
        if isinstance(event, StateChanged):  # It may wait no more: where it was, comes before.
            outs = (*self._due_of(tenant, state.id), *outs)
        self._stand(tenant, event, state)
        if isinstance(event, MessageSent):
            outs = (*outs, *self._due_of(tenant, state.id))
        return outs

    def _stand(self, tenant: Tenant, event: Event, state: Conversation) -> None:
        """Know where a case waits after an event, if it does; it is told soon."""
        if state.state is not State.OPEN or state.placement is None:
            self._told.pop(state.id, None)
            return
        if not _is_counted(tenant, state.id):
            return
        found = queues.place(tenant, state.id)
        if found is None or found.queue != state.placement.queue:
            # It has gone on since. As it was placed, it came to somewhere.
            if not isinstance(event, Placed):
                return
            queue = state.placement.queue
            found = Place(queue, 1, queues.is_served(tenant, queue))
        self._told.setdefault(state.id, None)
        self._due[state.id] = found

    def _due_of(self, tenant: Tenant, conversation_id: str) -> list[Out]:
        """Return what is to be told of one case now."""
        place = self._due.pop(conversation_id, None)
        state = tenant.conversations.get(conversation_id)
        if place is None or state is None or self._told.get(conversation_id, place) == place:
            return []
        self._told[conversation_id] = place
        return _push(tenant, state, place)

    def moved(self, queue: str, news: Moved) -> bool:
        """Hear that a queue has moved; return whether that is to be told. The last move counts."""
        for id_, told in self._told.items():
            number = news.places.get(id_)
            if number is not None:
                self._due[id_] = Place(queue, number, news.is_served)
                if self._due[id_] == told:
                    del self._due[id_]
        return bool(self._due)

    def due(self, tenant: Tenant) -> list[Out]:
        """Return what is to be told, and be done with it."""
        return [out for id_ in tuple(self._due) for out in self._due_of(tenant, id_)]


def _is_counted(tenant: Tenant, conversation_id: str) -> bool:
    state = tenant.conversations.get(conversation_id)
    found = None if state is None else about(tenant, state)
    return found is not None and found.channel.digital.told_features[FEATURE]


def _push(tenant: Tenant, state: Conversation, place: Place) -> list[Out]:
    found = about(tenant, state)
    if found is None:
        return []
    data = shapes.PositionData(
        consumer_contact=shapes.Named(id=found.number),
        routing_queue=people.queue(found.house, place.queue),
        position_in_queue=place.number,
        is_any_agent_online_for_queue=place.is_served,
        channel=people.channel(found.channel),
        brand=people.brand(found.house),
    )
    id_ = derive_uuid(NAME, state.id, *map(str, place), str(state.version))
    return [words.pushed(id_, NAME, data, tenant.clock.now(), about="RoutingQueue")]
