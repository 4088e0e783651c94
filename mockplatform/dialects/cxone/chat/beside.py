"""Owns what is told of a message beside `MessageCreated`, where a channel wants all pushes.

Source: [C] nice-cxone-chat-web-sdk 2.2.0 (names and members). Invented: the order, but for
`MessageSent`, which comes first; that agents' messages alone have it; and when a message counts as
delivered: to the customer as his socket is told, to an agent who has the case as it is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from mockplatform.core.aggregate import Event
from mockplatform.core.events import MessageSent, Person
from mockplatform.dialects.cxone.chat.changes import parts, push
from mockplatform.dialects.cxone.shapes import beside as shapes
from mockplatform.dialects.cxone.shapes.objects import Message
from mockplatform.dialects.cxone.shapes.told import MessageData
from mockplatform.dialects.cxone.translate import cases, messages, people, times
from mockplatform.dialects.cxone.translate.house import About
from mockplatform.edge.outgoing import Out

_CREATED = "MessageCreated"


def of_event(found: About, event: Event, outs: Iterable[Out]) -> Iterator[Out]:
    """Return what is told of an event: `outs`, and around the one of a message all the others."""
    if not (found.channel.digital.all_pushes and isinstance(event, MessageSent)):
        yield from outs
        return
    message = messages.message(found, event)
    for out in outs:
        is_it = out.type == _CREATED
        if is_it and message.direction == "outbound":
            yield _sent(found, event, message)
        yield out
        if is_it:
            data = MessageData(**parts(found), message=message)
            yield _push(found, event, "MessageAddedIntoCase", data)
            yield from _delivered(found, event, message)


def updated(found: About, event: Event, message: Message) -> Iterator[Out]:
    """Return what is told of a message whose statistics an event has changed."""
    if found.channel.digital.all_pushes:
        data = MessageData(**parts(found), message=message)
        yield _push(found, event, "MessageUpdated", data)


def _push(found: About, event: Event, name: str, data: Any) -> Out:
    return push(found, event, name, data, "Message")


def _sent(found: About, event: Event, message: Message) -> Out:
    lean = shapes.SentMessage(
        id_on_external_platform=message.id_on_external_platform,
        thread_id_on_external_platform=message.thread_id_on_external_platform,
        message_content=message.message_content,
        created_at=message.created_at,
        direction=message.direction,
        author_user=message.author_user,
        author_end_user_identity=message.author_end_user_identity,
        attachments=message.attachments,
    )
    thread, brand = cases.thread(found.thread, found.channel), people.brand(found.house)
    data = shapes.SentData(message=lean, thread=thread, brand=brand)
    return _push(found, event, "MessageSent", data)


def _delivered(found: About, event: MessageSent, message: Message) -> Iterator[Out]:
    """Tell to whom a message has come: nobody, where no agent has the case."""
    by: Person | None = None
    if message.direction == "inbound":
        by = cases.holder(found.state)
        if by is None:
            return
    user = people.user(found.house, by)
    told = shapes.DeliveredTold(
        user_id=None if user is None else user.id,
        end_user_id=found.customer.id if user is None else None,
        delivered_at=times.seconds(event.at),
    )
    data = shapes.DeliveredData(**parts(found), message=message, message_delivered=told)
    name = "MessageDeliveredToEndUser" if user is None else "MessageDeliveredToUser"
    yield _push(found, event, name, data)
