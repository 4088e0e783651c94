"""Owns what a chat socket tells of what happens: to the customer, in his conversations."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from mockplatform.core.aggregate import Event, StreamId
from mockplatform.core.customer import CaseBegun
from mockplatform.core.events import ConversationCreated, MessageSent, Placed, StateChanged
from mockplatform.core.signals import Notice, Typing
from mockplatform.core.states import State
from mockplatform.dialects.cxone.chat import words
from mockplatform.dialects.cxone.chat.line import Line
from mockplatform.dialects.cxone.chat.standing import about
from mockplatform.dialects.cxone.shapes import told as shapes
from mockplatform.dialects.cxone.translate import cases, messages, people
from mockplatform.dialects.cxone.translate.house import About
from mockplatform.edge.follower import Follower
from mockplatform.edge.outgoing import Out
from mockplatform.ids import derive_uuid


def parts(found: About) -> dict[str, Any]:
    """Return what the data of all pushes about a case have."""
    return {
        "case": cases.case(found),
        "thread": cases.thread(found.thread, found.channel),
        "channel": people.channel(found.channel),
        "brand": people.brand(found.house),
    }


def of_event(
    socket: Follower, line: Line, stream: StreamId, event: Event, state: Any
) -> Iterable[Out]:
    """Return what a customer is told of an event, which has led to `state`."""
    del line
    if isinstance(event, CaseBegun):
        socket.conversation_id = event.conversation_id
        socket.follow("conversation", event.conversation_id, from_start=True)
        return
    if stream.kind != "conversation":
        return
    found = about(socket.tenant, state)
    if found is None:
        return
    match event:
        case ConversationCreated():
            yield _push(found, event, "CaseCreated", _created(found))
        case MessageSent():
            yield _message(found, event)
        case Placed():
            yield _push(found, event, "CaseToRoutingQueueAssignmentChanged", _queued(found))
        case StateChanged():
            yield from _changed(found, event)


def _push(found: About, event: Event, name: str, data: Any, about_: str = "Case") -> Out:
    state = found.state
    id_ = derive_uuid(state.id, state.version, name)
    return words.pushed(id_, name, data, event.at, about=about_)


def _created(found: About) -> shapes.CaseCreatedData:
    placement = found.state.placement
    queue = None if placement is None else people.queue(found.house, placement.queue)
    return shapes.CaseCreatedData(**parts(found), routing_queue=queue)


def _message(found: About, event: MessageSent) -> Out:
    told = messages.message(found, event)
    return _push(
        found, event, "MessageCreated", shapes.MessageData(**parts(found), message=told), "Message"
    )


def _queued(found: About) -> shapes.QueueData:
    placement = found.state.placement
    queue = None if placement is None else people.queue(found.house, placement.queue)
    return shapes.QueueData(**parts(found), routing_queue=queue, previous_routing_queue=None)


def _changed(found: About, event: StateChanged) -> Iterable[Out]:
    before, after = event.before, event.after
    agent = people.user(found.house, event.agent)
    if after is State.ACTIVE:
        taken = shapes.AssigneeData(
            **parts(found), inbox_assignee=agent, previous_inbox_assignee=None
        )
        yield _push(found, event, "CaseInboxAssigneeChanged", taken)
    elif before is State.ACTIVE and after is State.OPEN:
        left = shapes.AssigneeData(
            **parts(found), inbox_assignee=None, previous_inbox_assignee=agent
        )
        yield _push(found, event, "CaseInboxAssigneeChanged", left)
    if cases.STATUSES[before] != cases.STATUSES[after]:
        yield _push(found, event, "CaseStatusChanged", shapes.CaseData(**parts(found)))


def of_notice(socket: Follower, line: Line, stream: StreamId, notice: Notice) -> Iterable[Out]:
    """Return what a customer is told of what is not kept: that an agent types."""
    del line
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
    id_, now = tenant.ids.uuid(), tenant.clock.now()
    yield words.pushed(id_, name, data, now, about="SenderAction")
