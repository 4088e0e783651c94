"""Owns the acts that say something: a customer's messages, and what a page writes for the agent."""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from mockplatform import customers
from mockplatform.core.commands import SendMessage
from mockplatform.core.customer import Customer
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
    return await _say(asked, data, _of_customer(asked, data, asked.customer))


async def send_outbound(asked: Asked, data: SendOutbound) -> Answer:
    """Take what a page writes for the agent, such as a welcome; it begins a case as well.

    Invented: as whom it is said, as nobody has taken the case: as the channel itself.
    """
    return await _say(asked, data, _of_channel(asked, data, asked.customer))


def judge(asked: Asked, data: shapes.SendMessage | SendOutbound, customer: Customer) -> None:
    """Judge a message of somebody who is not yet known, or not by that name; nothing is done.

    Raises:
        PlatformError: It is going to be refused.
    """
    if inactivity.answer(data.message_content):
        return
    if isinstance(data, shapes.SendMessage):
        said = _of_customer(asked, data, customer)
    else:
        said = _of_channel(asked, data, customer)
    customers.judge(asked.socket.tenant, asked.channel, customer, said)


def _of_customer(asked: Asked, data: shapes.SendMessage, customer: Customer) -> customers.Said:
    said = _said(asked, data, customer, customer.person)
    return said._replace(own=values(data.consumer or data.customer))


def _of_channel(asked: Asked, data: SendOutbound, customer: Customer) -> customers.Said:
    channel = asked.channel
    sender = Person(purpose="api", id=channel.id, name=channel.name)
    return _said(asked, data, customer, sender)


def _said(
    asked: Asked, data: shapes.SendMessage | SendOutbound, customer: Customer, sender: Person
) -> customers.Said:
    """Return what is said; the message has no id yet, as one that is refused costs no luck."""
    by = Namer(asked.line.base, customer.id)
    content, attached = data.message_content, data.attachments
    found = held(asked.socket.tenant, asked.channel, content, attached, by)
    message = SendMessage(
        message_id="",
        sender=sender,
        text=found.text,
        client_message_id=data.id_on_external_platform,
        attachments=found.attachments,
        content=(*found.parts, *found.files),
    )
    return customers.Said(
        thread=data.thread.id_on_external_platform or "",
        message=message,
        fields=values(data.consumer_contact or data.contact),
        files=found.files,
    )


async def _say(
    asked: Asked, data: shapes.SendMessage | SendOutbound, said: customers.Said
) -> Answer:
    socket, tenant = asked.socket, asked.socket.tenant
    answer = inactivity.answer(data.message_content)
    if answer and not _counts(asked, said.thread, answer):
        return ACKNOWLEDGED
    if said.fields or _begins(asked, said.thread):
        await ask_routing(socket, asked.head.event_type)
    said = said._replace(message=replace(said.message, message_id=tenant.ids.uuid()))
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
