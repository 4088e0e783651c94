"""Owns what a chat socket tells of what happens: to the customer, in his conversations."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from mockplatform.core.aggregate import Event, StreamId
from mockplatform.core.customer import CaseBegun, GroupJoined, GroupLeft
from mockplatform.core.signals import Notice, Typing
from mockplatform.dialects.cxone.chat import beside, changes, showing, words
from mockplatform.dialects.cxone.chat.line import Line
from mockplatform.dialects.cxone.chat.standing import about
from mockplatform.dialects.cxone.shapes import told as shapes
from mockplatform.dialects.cxone.translate import cases, people
from mockplatform.edge.follower import Follower
from mockplatform.edge.outgoing import Out
from mockplatform.ids import derive_uuid


def of_event(
    socket: Follower, stream: StreamId, event: Event, before: Any, state: Any
) -> Iterable[Out]:
    """Return what a customer is told of an event, which has led from `before` to `state`."""
    if isinstance(event, CaseBegun):
        socket.follow("conversation", event.conversation_id, from_start=True)
    elif isinstance(event, GroupJoined):
        socket.follow("conversation", event.conversation_id)
        yield from _joined(socket, event)
    elif isinstance(event, GroupLeft):
        socket.unfollow("conversation", event.conversation_id)
    elif stream.kind == "conversation":
        found = about(socket.tenant, state)
        if found is not None:
            yield from beside.of_event(found, event, changes.of_case(found, event, before))


def _joined(socket: Follower, event: GroupJoined) -> Iterable[Out]:
    """Tell a guest what made him one: he was not told of the case when it happened."""
    state = socket.tenant.conversations.get(event.conversation_id)
    found = None if state is None else about(socket.tenant, state)
    if found is not None:
        yield changes.recipients(found, event, event.seq)


def of_notice(socket: Follower, line: Line, stream: StreamId, notice: Notice) -> Iterable[Out]:
    """Return what a customer is told of what is not kept, such as that an agent types."""
    del line
    if stream.kind == "customer":
        yield from showing.of_notice(socket, stream, notice)
        return
    tenant = socket.tenant
    state = tenant.conversations.get(stream.id)
    found = None if state is None else about(tenant, state)
    if found is None or not isinstance(notice, Typing) or notice.sender.purpose == "customer":
        return
    name = "SenderTypingStarted" if notice.on else "SenderTypingEnded"
    data = shapes.TypingData(
        thread=cases.thread(found.thread, found.channel),
        direction="outbound",
        user=people.user(found.house, notice.sender),
        channel=people.channel(found.channel),
        brand=people.brand(found.house),
    )
    # Derived: it is the same on all sockets, and however many there are, no luck is spent.
    id_ = derive_uuid(stream.id, found.state.version, name, tenant.hub.typed(stream))
    yield words.pushed(id_, name, data, tenant.clock.now(), about="SenderAction")
