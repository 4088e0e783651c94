"""Owns what a customer is told of a case: pushes, read from how it stood before an event and after.

Source: [C] nice-cxone-chat-web-sdk 2.2.0 (names and members); the order of pushes of one event is
invented.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mockplatform.core.aggregate import Event
from mockplatform.core.conversation import Conversation
from mockplatform.core.events import MessageSent, ParticipantNoted, Placed
from mockplatform.core.group import group_of
from mockplatform.dialects.cxone.chat import words
from mockplatform.dialects.cxone.shapes import told as shapes
from mockplatform.dialects.cxone.shapes.groups import RecipientsData
from mockplatform.dialects.cxone.translate import cases, messages, people
from mockplatform.dialects.cxone.translate.house import About
from mockplatform.edge.outgoing import Out
from mockplatform.ids import derive_uuid

CONTACT = "ConsumerContact"
"""The kind of object of the one push about a case that goes by the older name."""


def of_case(found: About, event: Event, before: Conversation) -> Iterator[Out]:
    """Return what is told of an event that has led from `before` to the case as it is found."""
    if isinstance(event, Placed):
        yield from _placed(found, event, before)
    elif isinstance(event, MessageSent):
        data = shapes.MessageData(**parts(found), message=messages.message(found, event))
        yield push(found, event, "MessageCreated", data, "Message")
    elif isinstance(event, ParticipantNoted) and (
        group_of(before).present != group_of(found.state).present
    ):
        yield recipients(found, event, found.state.version)
    assignees = (*_alerted(found, event, before), *_assigned(found, event, before))
    status = _status(found, event, before)
    # Who sees a case end need not be told first that nobody has it.
    yield from (*assignees, *status) if found.state.is_live else (*status, *assignees)


def push(found: About, event: Event, name: str, data: Any, kind: str = "Case") -> Out:
    """Return a push of an event: to all sockets it is the same one, by its id."""
    state = found.state
    by = cases.initiator(found, event)
    id_ = derive_uuid(state.id, state.version, name)
    return words.pushed(id_, name, data, event.at, about=kind, by=by)


def recipients(found: About, event: Event, seq: int) -> Out:
    """Return the push that says who takes part; `seq` is what changed that. Invented: by nobody."""
    told = parts(found)
    data, name = RecipientsData(**told, contact=told["case"]), "ContactRecipientsChanged"
    return words.pushed(derive_uuid(found.state.id, seq, name), name, data, event.at)


def parts(found: About) -> dict[str, Any]:
    """Return what the data of all pushes about a case have."""
    return {
        "case": cases.case(found),
        "thread": cases.thread(found.thread, found.channel),
        "channel": people.channel(found.channel),
        "brand": people.brand(found.house),
    }


def _placed(found: About, event: Placed, before: Conversation) -> Iterator[Out]:
    """Tell where a case waits; one that is placed for the first time is there from now on."""
    queue = people.queue(found.house, event.placement.queue)
    previous = before.placement
    if previous is None:
        created = shapes.CaseCreatedData(**parts(found), routing_queue=queue)
        yield push(found, event, "CaseCreated", created)
    elif previous.queue == queue.id and cases.transferred_by(found.state, event) is None:
        return
    data = shapes.QueueData(
        **parts(found),
        routing_queue=queue,
        previous_routing_queue=None
        if previous is None
        else people.queue(found.house, previous.queue),
    )
    yield push(found, event, "CaseToRoutingQueueAssignmentChanged", data)


def _alerted(found: About, event: Event, before: Conversation) -> Iterator[Out]:
    """Tell whom the platform asks whether he takes the case, and for how long."""
    asked, earlier = cases.alerted(found.state), cases.alerted(before)
    if asked == earlier:
        return
    data = shapes.PreAssigneeData(
        **parts(found),
        inbox_pre_assignee=people.user(found.house, asked),
        previous_inbox_pre_assignee=people.user(found.house, earlier),
        accept_reject_flow=cases.accept_reject(found.state, event.at),
    )
    yield push(found, event, "ConsumerContactInboxPreAssigneeChanged", data, CONTACT)


def _assigned(found: About, event: Event, before: Conversation) -> Iterator[Out]:
    """Tell who has the case now: somebody, or nobody."""
    holder, earlier = cases.holder(found.state), cases.holder(before)
    if holder == earlier:
        return
    data = shapes.AssigneeData(
        **parts(found),
        inbox_assignee=people.user(found.house, holder),
        previous_inbox_assignee=people.user(found.house, earlier),
    )
    yield push(found, event, "CaseInboxAssigneeChanged", data)


def _status(found: About, event: Event, before: Conversation) -> Iterator[Out]:
    """Tell how far the case is."""
    if before.version and found.state.status is not before.status:
        yield push(found, event, "CaseStatusChanged", shapes.CaseData(**parts(found)))
