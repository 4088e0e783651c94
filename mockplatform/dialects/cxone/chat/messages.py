"""Owns the acts that say something: a customer's messages, and what a page writes for the agent."""

from __future__ import annotations

import msgspec

from mockplatform import customers
from mockplatform.core.commands import SendMessage
from mockplatform.core.events import Person
from mockplatform.customers.files import Namer
from mockplatform.dialects.cxone.chat.acting import Asked
from mockplatform.dialects.cxone.chat.contents import held
from mockplatform.dialects.cxone.chat.words import ACKNOWLEDGED, Answer
from mockplatform.dialects.cxone.shapes import heard as shapes
from mockplatform.dialects.cxone.shapes.saying import SendOutbound
from mockplatform.dialects.cxone.translate import inactivity
from mockplatform.edge.inner import ask_routing


async def send(asked: Asked, data: shapes.SendMessage) -> Answer:
    """Take a message; it is pushed to all sockets of the customer, and acknowledged."""
    own = values(data.consumer or data.customer)
    return await _say(asked, data, asked.customer.person, own)


async def send_outbound(asked: Asked, data: SendOutbound) -> Answer:
    """Take what a page writes for the agent, such as a welcome; it begins a case as well.

    Invented: as whom it is said, as nobody has taken the case: as the channel itself.
    """
    channel = asked.channel
    return await _say(asked, data, Person(purpose="api", id=channel.id, name=channel.name), {})


async def _say(
    asked: Asked, data: shapes.SendMessage | SendOutbound, sender: Person, own: dict[str, str]
) -> Answer:
    socket, tenant = asked.socket, asked.socket.tenant
    by = Namer(asked.line.base, asked.customer.id)
    found = held(tenant, asked.channel, data.message_content, data.attachments, by)
    thread = data.thread.id_on_external_platform or ""
    answer = inactivity.answer(data.message_content)
    if answer and not _counts(asked, thread, answer):
        return ACKNOWLEDGED
    fields = values(data.consumer_contact or data.contact)
    if fields or _begins(asked, thread):
        await ask_routing(socket, asked.head.event_type)
    message = SendMessage(
        message_id=tenant.ids.uuid(),
        sender=sender,
        text=found.text,
        client_message_id=data.id_on_external_platform,
        attachments=found.attachments,
        content=(*found.parts, *found.files),
    )
    said = customers.Said(thread=thread, message=message, fields=fields, own=own, files=found.files)
    service, id_ = socket.platform.service, asked.customer.id
    sent = await customers.send(service, tenant, asked.channel, id_, said, cause=asked.cause)
    if answer and answer.is_expired:
        await customers.give_up(service, tenant, sent.conversation_id, asked.cause)
    return ACKNOWLEDGED


def _counts(asked: Asked, thread: str, answer: inactivity.Answer) -> bool:
    """Whether an answer to what asks who is still there changes anything.

    What was asked may be over, and nothing begins by that. Invented: that a guest who has gone
    ends nothing.
    """
    tenant, customer = asked.socket.tenant, asked.customer
    if not customers.is_asked(tenant, customer, thread, answer.job_id):
        return False
    return not (answer.is_expired and customers.part_in(tenant, customer, thread))


def _begins(asked: Asked, thread: str) -> bool:
    """Whether a message in a thread begins a case, which is placed."""
    tenant = asked.socket.tenant
    known = customers.own_or_joined(tenant, asked.customer, thread)
    state = None if known is None else customers.latest(tenant, known)
    return state is None or not state.is_live


def values(given: shapes.Fields | None) -> dict[str, str]:
    """Return custom fields as texts by name."""
    if given is None:
        return {}
    return {one.ident: text_of(one.value) for one in given.custom_fields}


def text_of(value: object) -> str:
    """Return a field's value as the text that it is kept as."""
    if isinstance(value, str):
        return value
    return "" if value is None else msgspec.json.encode(value).decode()
