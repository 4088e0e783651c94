"""Owns the acts about threads: recovered, ended."""

from __future__ import annotations

from mockplatform import customers
from mockplatform.core.events import MessageSent
from mockplatform.dialects.cxone.chat.acting import Asked
from mockplatform.dialects.cxone.chat.standing import about
from mockplatform.dialects.cxone.chat.words import ACKNOWLEDGED, Answer
from mockplatform.dialects.cxone.shapes import heard as shapes
from mockplatform.dialects.cxone.shapes.told import CustomerTold, Recovered
from mockplatform.dialects.cxone.translate import cases, messages, people
from mockplatform.errors import UnknownThing


async def recover_thread(asked: Asked, data: shapes.OfThread) -> Answer:
    """Tell how a thread stands, with its newest messages."""
    return Answer("ThreadRecovered", await _recovered(asked, data))


async def recover_livechat(asked: Asked, data: shapes.OfThread) -> Answer:
    """Tell how a livechat stands, with its newest messages."""
    return Answer("LivechatRecovered", await _recovered(asked, data))


async def _recovered(asked: Asked, data: shapes.OfThread) -> Recovered:
    tenant, customer = asked.socket.tenant, asked.customer
    thread = asked.thread(data.thread)
    state = customers.latest(tenant, thread)
    if state is None:
        raise UnknownThing("thread", thread.external_id, hint="Nothing was said in it yet.")
    events = await asked.socket.platform.service.events(tenant, "conversation", state.id)
    told = [one for one in events if isinstance(one, MessageSent)]
    found = about(tenant, state)
    assert found is not None  # it is the thread's own
    contact = cases.case(found)
    return Recovered(
        contact=contact,
        thread=cases.thread(thread, asked.channel),
        messages=[messages.message(found, one) for one in told[::-1]],
        messages_scroll_token="",
        contact_history=[],
        customer=CustomerTold(
            first_name=customer.first_name,
            last_name=customer.last_name,
            full_name=customer.name,
            custom_fields=people.fields(customer),
        ),
        inbox_assignee=contact.inbox_assignee_user,
        owner_assignee=contact.owner_assignee_user,
    )


async def end(asked: Asked, data: shapes.EndContact) -> Answer:
    """End a thread's conversation."""
    state = customers.latest(asked.socket.tenant, asked.thread(data.thread))
    if state is not None:
        service = asked.socket.platform.service
        await customers.close(service, asked.socket.tenant, state.id, asked.cause)
    return ACKNOWLEDGED
