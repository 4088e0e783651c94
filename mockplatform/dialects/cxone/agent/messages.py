"""Owns messages of all contacts: listed, found by their one id, marked as read.

Source: the vendor's OpenAPI operations (paths). Invented: that agents read all up to a message.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from heapq import nsmallest

from mockplatform.core.conversation import Conversation
from mockplatform.core.events import MessageSent
from mockplatform.core.states import State
from mockplatform.customers import marks
from mockplatform.dialects.cxone.agent import scrolling
from mockplatform.dialects.cxone.agent.known import cause, messages_of, note
from mockplatform.dialects.cxone.agent.staff import agent_of
from mockplatform.dialects.cxone.chat.standing import about
from mockplatform.dialects.cxone.shapes import agent_api as shapes
from mockplatform.dialects.cxone.shapes import objects
from mockplatform.dialects.cxone.translate import messages
from mockplatform.edge.call import Answer, Call
from mockplatform.edge.wallclock import breathe
from mockplatform.errors import UnknownThing
from mockplatform.tenant import Tenant

LOOKED_AT_ONCE = 500
"""So many contacts are looked at before others have their turn …"""
_READ_AT_ONCE = 2_000
"""… and so many of their events are read."""


async def listing(call: Call) -> Answer:
    """Give messages: of the contact that began last first, and of each the newest first."""
    start = scrolling.after(call)
    data: list[objects.Message] = []
    end = scrolling.NO_MORE
    for state in await _first(call.tenant, start):
        await breathe()
        for seq, event in reversed(await messages_of(call, state)):
            place = (-state.created_at, state.id, -seq)
            if start is not None and place <= start:
                continue
            if len(data) == scrolling.SIZE:
                return Answer(200, shapes.Scrolled(data=data, scroll_token=end))
            data.append(_told(call, state, event))
            end = scrolling.token(place)
    return Answer(200, shapes.Scrolled(data=data, scroll_token=scrolling.NO_MORE))


async def get(call: Call) -> Answer:
    """Give a message."""
    state, event = await _find(call)
    return Answer(200, _told(call, state, event))


async def read(call: Call) -> Answer:
    """Note that an agent has read a message of the customer's, and all before it."""
    state, event = await _find(call)
    service, tenant = call.platform.service, call.tenant
    await marks.see(service, tenant, state, marks.READ, upto=event.sent_at, cause=cause(call))
    agent = agent_of(call)
    note(call, "read", "" if agent is None else agent.id)
    return Answer(204)


def _told(call: Call, state: Conversation, event: MessageSent) -> objects.Message:
    found = about(call.tenant, state)
    assert found is not None  # only contacts are looked at
    return messages.message(found, event)


async def contacts(tenant: Tenant) -> AsyncIterator[Conversation]:
    """Yield the contacts that have messages; others have their turn meanwhile.

    As the platform knows them, from the last one on: where it has started again since, that is not
    the order in which they began.
    """
    for place, id_ in enumerate(tenant.cases.newest(), 1):
        if place % LOOKED_AT_ONCE == 0:
            await breathe()
        state = tenant.conversations.get(id_)
        if state is not None and state.message_count and state.state is not State.DELETED:
            yield state


async def _first(tenant: Tenant, start: scrolling.Place | None) -> list[Conversation]:
    """Return as many contacts as a part of the list can need, those that began last first."""

    def place(one: Conversation) -> tuple[float, str]:
        return -one.created_at, one.id

    left = [one async for one in contacts(tenant) if start is None or place(one) >= start[:2]]
    # Each has a message; but the first one may be told to its end, and one says that there is more.
    return nsmallest(scrolling.SIZE + 2, left, key=place)


async def _find(call: Call) -> tuple[Conversation, MessageSent]:
    """Return a message by its id alone; others have their turn while it is looked for.

    Raises:
        UnknownThing: There is none.
    """
    id_ = call.params["message"]
    read = 0
    async for state in contacts(call.tenant):
        read += state.version
        if read > _READ_AT_ONCE:
            await breathe()
            read = 0
        for _, event in reversed(await messages_of(call, state)):
            if event.message_id == id_:
                call.conversation_id = state.id
                return state, event
    raise UnknownThing("message", id_, hint="GET /dfo/3.0/contacts/{contact}/messages lists them.")
