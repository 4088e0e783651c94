"""Owns the socket of a customer: it knows cases as they were before each event, and who waits."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from mockplatform import customers, queues
from mockplatform.core.aggregate import Event, StreamId
from mockplatform.core.conversation import Conversation
from mockplatform.core.events import ParticipantNoted
from mockplatform.core.signals import Moved, Notice
from mockplatform.dialects.cxone.chat import deeds, large, marks, telling
from mockplatform.dialects.cxone.chat.line import Line
from mockplatform.dialects.cxone.chat.queueing import Queueing
from mockplatform.edge.follower import Follower
from mockplatform.edge.outgoing import Out


class CustomerSocket(Follower):
    """A chat socket; `line` is what it knows of itself."""

    __slots__ = ("_line", "_queueing", "_queues")

    def __init__(self, *args: Any, line: Line, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._line = line
        self._queueing = Queueing()
        self._queues: set[str] = set()

    @property
    def followed(self) -> list[StreamId]:
        """The streams that it follows."""
        return [one for one in self._stops if isinstance(one, StreamId)]

    def follow(self, kind: str, id_: str, *, from_start: bool = False) -> None:
        """Follow a stream; of a case that waits already its place is told."""
        super().follow(kind, id_, from_start=from_start)
        if kind == "conversation" and not from_start:
            self._queueing.begin(self.tenant, id_)
            self._watch_queues()

    def unfollow(self, kind: str, id_: str) -> None:
        """Follow a stream no more: a case's place goes with it, and with a customer all he has."""
        super().unfollow(kind, id_)
        if kind == "conversation":
            self._queueing.forget(id_)
            self._watch_queues()
        elif kind == "customer":
            for stream in self.followed:
                self.unfollow(stream.kind, stream.id)

    async def told(self, stream: StreamId, event: Event, before: Any, state: Any) -> Iterable[Out]:
        """Return what a customer is told of an event, and of his place behind that."""
        customer_id = self._line.customer_id
        if stream.kind == "customer":  # It may have gone over to another one since.
            is_his = stream.id == customer_id
            return telling.of_event(self, stream, event, before, state) if is_his else ()
        if not customers.hears(self.tenant, customer_id, before, state):
            return ()
        if not before.version:
            self._turn_to(state)
        outs = telling.of_event(self, stream, event, before, state)
        outs = deeds.telling(self, self._line, event, state, outs)
        if stream in self._stops or self.is_closing:
            outs = tuple(self._queueing.of_event(self.tenant, event, state, outs))
            self._watch_queues()
        if not customers.hears(self.tenant, customer_id, state, state):
            self.unfollow("conversation", state.id)  # A guest's part in it is over.
        return (*outs, *await self._marked(event, state))

    def _turn_to(self, state: Conversation) -> None:
        """Be about a case that has begun; of the one before it in its thread nothing more is told.

        Only now, not as its customer's stream says that it begins: it may never come to be.
        """
        self.conversation_id = self._line.joined = state.id
        found = customers.case_of(self.tenant, state.id)
        ids = [] if found is None else [one.conversation_id for one in found[1].cases]
        for id_ in ids[: ids.index(state.id)] if state.id in ids else ():
            self.unfollow("conversation", id_)

    async def _marked(self, event: Event, state: Any) -> Iterable[Out]:
        """Return what is told of a read mark, which is of a message that was sent before."""
        if not isinstance(event, ParticipantNoted):
            return ()
        return await marks.told(self.platform.service, self.tenant, state, event)

    def signalled(self, stream: StreamId, signal: Notice) -> None:
        """Hear what is not kept; places are told when there is nothing else to tell."""
        if isinstance(signal, Moved):
            if self._queueing.moved(stream.id, signal):
                self.wake()
        else:
            super().signalled(stream, signal)

    async def send_all(self) -> None:
        """Send all there is, and the places in which cases wait then."""
        await super().send_all()
        while not self.is_full and (outs := self._queueing.due(self.tenant)):
            for out in outs:
                await self.send(out)
            await super().send_all()

    def _watch_queues(self) -> None:
        """Watch the queues in which a case of this customer waits, and no others."""
        wanted = self._queueing.queues
        if self.is_closing or wanted == self._queues:
            return
        for queue in wanted - self._queues:
            stream = queues.stream(self.tenant, queue)
            self._stops[stream] = self.tenant.hub.watch(stream, self)
        for queue in self._queues - wanted:
            super().unfollow(queues.KIND, queue)
        self._queues = wanted

    async def write(self, out: Out, seq: int | None = None) -> None:
        """Write a frame; one that is too large has another stand for it."""
        await super().write(large.fitting(self.tenant, self._line, out), seq)
