"""Owns the acts that say something: messages, typing."""

from __future__ import annotations

import msgspec

from mockplatform import customers
from mockplatform.core.commands import SendMessage
from mockplatform.dialects.cxone.chat.acting import Asked
from mockplatform.dialects.cxone.chat.words import ACKNOWLEDGED, Answer
from mockplatform.dialects.cxone.shapes import heard as shapes
from mockplatform.dialects.cxone.translate.messages import CONTENT
from mockplatform.edge.inner import ask_routing
from mockplatform.errors import InvalidValue
from mockplatform.limits import LIMITS


async def send(asked: Asked, data: shapes.SendMessage) -> Answer:
    """Take a message; it is pushed to all sockets of the customer, and acknowledged."""
    socket, tenant = asked.socket, asked.socket.tenant
    text = data.message_content.payload.text
    if len(text) > LIMITS.message_text_chars_max:
        what = f"has {len(text)} characters; the most is {LIMITS.message_text_chars_max}"
        raise InvalidValue("messageContent.payload.text", what)
    fields = values(data.consumer_contact or data.contact)
    if fields or _begins(asked, data.thread.id_on_external_platform or ""):
        await ask_routing(socket, "SendMessage")
    message = SendMessage(
        message_id=tenant.ids.uuid(),
        sender=asked.customer.person,
        text=text,
        client_message_id=data.id_on_external_platform[: LIMITS.client_message_id_chars_max],
        content=_content(data.message_content),
    )
    said = customers.Said(
        thread=data.thread.id_on_external_platform or "",
        message=message,
        fields=fields,
        own=values(data.consumer or data.customer),
    )
    service = socket.platform.service
    await customers.send(
        service, tenant, asked.channel, asked.line.customer_id, said, cause=asked.cause
    )
    return ACKNOWLEDGED


def _begins(asked: Asked, thread: str) -> bool:
    """Whether a message in a thread begins a case, which is placed."""
    known = asked.customer.threads.get(thread)
    state = None if known is None else customers.latest(asked.socket.tenant, known)
    return state is None or not state.is_live


def _content(content: shapes.ContentHeard) -> tuple[dict[str, object], ...]:
    """Return a message's content as it is kept; none where it is a text and nothing else."""
    is_plain = not (content.payload.postback or content.postback or content.parameters)
    if content.type == "TEXT" and is_plain:
        return ()
    kept = {
        "contentType": CONTENT,
        "type": content.type,
        "payload": msgspec.to_builtins(content.payload),
        "postback": content.postback,
        "parameters": content.parameters,
    }
    return (kept,)


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


async def typing_started(asked: Asked, data: shapes.OfThread) -> Answer:
    """Tell agents that the customer types."""
    return _type(asked, data, on=True)


async def typing_ended(asked: Asked, data: shapes.OfThread) -> Answer:
    """Tell agents that the customer has stopped."""
    return _type(asked, data, on=False)


def _type(asked: Asked, data: shapes.OfThread, *, on: bool) -> Answer:
    tenant = asked.socket.tenant
    state = customers.latest(tenant, asked.thread(data.thread))
    if state is not None and state.is_live:
        customers.type_(tenant, asked.customer, state, on=on)
    return ACKNOWLEDGED
