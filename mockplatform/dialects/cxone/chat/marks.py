"""Owns what is told of a conversation and is no message: typing, previews, read marks.

Source: [C] nice-cxone-chat-web-sdk 2.2.0. A page types before there is anything in its thread, and
does not wait for an answer: so nothing of it is refused for that.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mockplatform import customers
from mockplatform.core import marks as core
from mockplatform.core.conversation import Conversation
from mockplatform.core.events import MessageSent, ParticipantNoted
from mockplatform.customers import marks, showing
from mockplatform.dialects.cxone.chat import beside, changes, contents
from mockplatform.dialects.cxone.chat.acting import Asked
from mockplatform.dialects.cxone.chat.standing import about
from mockplatform.dialects.cxone.chat.words import ACKNOWLEDGED, Answer
from mockplatform.dialects.cxone.shapes import marks as shapes
from mockplatform.dialects.cxone.shapes.heard import OfThread, ThreadHeard
from mockplatform.dialects.cxone.shapes.saying import SendMessagePreview
from mockplatform.dialects.cxone.translate import messages, times
from mockplatform.dialects.cxone.translate.house import About
from mockplatform.edge.outgoing import Out
from mockplatform.errors import UnknownThing
from mockplatform.service import Service
from mockplatform.tenant import Tenant


def _conversation(asked: Asked, named: ThreadHeard | None) -> Conversation | None:
    """Return the latest conversation of the thread that is meant; None where there is none yet."""
    try:
        return customers.latest(asked.socket.tenant, asked.thread(named))
    except UnknownThing:
        return None


async def typing_started(asked: Asked, data: OfThread) -> Answer:
    """Tell agents that the customer types."""
    return _type(asked, data.thread, on=True)


async def typing_ended(asked: Asked, data: OfThread) -> Answer:
    """Tell agents that the customer has stopped."""
    return _type(asked, data.thread, on=False)


async def preview(asked: Asked, data: SendMessagePreview) -> Answer:
    """Tell agents that the customer types, as long as there is a text, and his pages what.

    It is kept nowhere.
    """
    socket, text = asked.socket, contents.text_of(data.message_content)
    answer = _type(asked, data.thread, on=bool(text))
    thread = (data.thread and data.thread.id_on_external_platform) or ""
    showing.preview(
        socket.tenant, asked.channel, asked.customer, socket.id, thread=thread, text=text
    )
    return answer


def _type(asked: Asked, named: ThreadHeard | None, *, on: bool) -> Answer:
    customer, state = asked.customer, _conversation(asked, named)
    if state is not None and state.is_live:
        customers.type_(asked.socket.tenant, customer, state, on=on)
    return ACKNOWLEDGED


async def seen(asked: Asked, data: OfThread) -> Answer:
    """Note that the customer has seen all that he was told in a thread.

    Invented: a guest's mark is taken, and kept nowhere: marks are those of the case's own customer.
    """
    customer, state = asked.customer, _conversation(asked, data.thread)
    if state is not None and state.id not in customer.groups:
        service, tenant = asked.socket.platform.service, asked.socket.tenant
        await marks.see(service, tenant, state, cause=asked.cause)
    return ACKNOWLEDGED


async def told(
    service: Service, tenant: Tenant, state: Conversation, event: ParticipantNoted
) -> Sequence[Out]:
    """Return what is told of a read mark: by whom the last message was seen that it reaches.

    Args:
        service: Reads the conversation.
        tenant: Whose it is.
        state: The conversation after the mark.
        event: What was noted; it may be no mark at all.
    """
    noted, found = core.of_event(event), about(tenant, state)
    if noted is None or found is None:
        return ()
    whose, mark = noted
    reached = await marks.newest(service, tenant, state, whose, mark.upto)
    return () if reached is None else tuple(_outs(found, event, reached[1], noted))


def _outs(
    found: About, event: ParticipantNoted, reached: MessageSent, noted: tuple[str, core.Mark]
) -> Iterator[Out]:
    whose, mark = noted
    parts, message = changes.parts(found), messages.message(found, reached)
    data = shapes.SeenData(
        **parts,
        contact=parts["case"],
        message=message,
        message_seen=shapes.SeenTold(seen_at=times.seconds(mark.at)),
    )
    for name in _PUSHES[whose]:
        yield changes.push(found, event, name, data, "Message")
    yield from beside.updated(found, event, message)


_PUSHES = {
    core.SEEN: ("MessageSeenByEndUser", "MessageSeenChanged"),
    core.READ: ("MessageReadChanged", "MessageSeenByUser", "MessageSeenChanged"),
}
"""What is told of a mark, by whose it is. Invented: that all of them are."""
