"""Owns what is said through the Digital API: by agents, and from outside for a customer.

Source: the vendor's OpenAPI operations (paths, the body of an agent's reply). Invented: the words
of sender actions, the body of what comes from outside, and that a program without an agent speaks
as the agent who has the contact.
"""

from __future__ import annotations

from mockplatform import customers
from mockplatform.core.channels import Channel
from mockplatform.core.commands import SendMessage
from mockplatform.core.conversation import initial
from mockplatform.core.customer import Customer, Thread
from mockplatform.core.events import MessageSent, Person
from mockplatform.customers import desk
from mockplatform.customers.files import Namer
from mockplatform.dialects.cxone.agent import staff
from mockplatform.dialects.cxone.agent.known import cause, note
from mockplatform.dialects.cxone.chat import contents
from mockplatform.dialects.cxone.chat.standing import about, house_of
from mockplatform.dialects.cxone.shapes import agent_api as shapes
from mockplatform.dialects.cxone.translate import messages
from mockplatform.dialects.cxone.translate.house import About
from mockplatform.edge.call import Answer, Call
from mockplatform.edge.urls import base_url
from mockplatform.errors import InvalidValue, nearest
from mockplatform.guests.files import ATTACHMENT
from mockplatform.ids import derive_seed
from mockplatform.limits import LIMITS

ACTIONS = {
    "typing_on": True,
    "typing_off": False,
    "SenderTypingStarted": True,
    "SenderTypingEnded": False,
}
"""What an agent's action is called, and whether he types then: the platform's words are not public,
so these two are invented, and those of the socket's events are taken too."""
_THREAD = "thread.idOnExternalPlatform"


async def outbound(call: Call) -> Answer:
    """Let the agent who has the contact say something in its thread."""
    body, channel = call.parse(shapes.OutboundBody), _channel(call)
    meant = frozenset(one.id_on_external_platform for one in body.recipients)
    found = desk.thread_on(call.tenant, channel, _name(body.thread.id_on_external_platform), meant)
    state = desk.standing(call.tenant, found)
    call.conversation_id = state.id
    who = staff.speaker(call, state)
    message = _message(call, channel, body, who)
    service = call.platform.service
    event = await desk.say(service, call.tenant, state, message, cause(call))
    note(call, "message", who.id)
    return _said(call, state.id, event)


async def inbound(call: Call) -> Answer:
    """Take what a customer says on a channel of somebody else's; he and his thread may be new."""
    body, channel = call.parse(shapes.InboundBody), _channel(call)
    if body.direction != "inbound":
        hint = "POST /dfo/3.0/channels/{channel}/outbound is for what agents say."
        raise InvalidValue("direction", f"{body.direction[:64]!r} is not taken", hint=hint)
    thread = _name(body.thread.id_on_external_platform)
    known = _author(call, channel, body, thread)
    author = customers.foreseen(call.tenant, channel, known)
    message = _message(call, channel, body, author.person, author.id)
    files = [one for one in message.content if one.get("contentType") == ATTACHMENT]
    said = customers.Said(thread=thread, message=message, files=files)
    customers.judge(call.tenant, channel, author, said)  # What is refused leaves nobody behind.
    customer = await _met(call, channel, known)
    if not call.staged.keep:
        return _lost(call, channel, customer, said)
    service, tenant = call.platform.service, call.tenant
    sent = await customers.send(service, tenant, channel, customer.id, said, cause=cause(call))
    call.conversation_id = sent.conversation_id
    stream = ("conversation", sent.conversation_id)
    events = await service.events(tenant, *stream, sent.seq - 1)
    told = events[0]
    assert isinstance(told, MessageSent)  # its place is one of a message
    return _said(call, sent.conversation_id, told)


def _lost(call: Call, channel: Channel, customer: Customer, said: customers.Said) -> Answer:
    """Answer what a fault has lost, as though it were there: nobody is going to see it."""
    tenant, message = call.tenant, said.message
    now, ids = tenant.clock.now(), tenant.ids
    thread = customer.threads.get(said.thread) or Thread(
        id=ids.uuid(), external_id=said.thread, created_at=now, updated_at=now
    )
    number = str(derive_seed(ids.uuid()) % 10**10)
    found = About(house_of(tenant), channel, customer, thread, number, initial(ids.uuid()))
    event = MessageSent(
        at=now,
        message_id=message.message_id,
        sender=message.sender,
        type=message.type,
        text=message.text,
        client_message_id=message.client_message_id,
        attachments=message.attachments,
        content=message.content,
    )
    return Answer(200, messages.message(found, event))


async def act(call: Call) -> Answer:
    """Show the customer that the agent who has the contact types, or has stopped."""
    body, channel = call.parse(shapes.ActionBody), _channel(call)
    if body.action not in ACTIONS:
        hint = nearest(body.action[:64], ACTIONS)
        raise InvalidValue("action", f"{body.action[:64]!r} is none", hint=hint)
    found = desk.thread_on(call.tenant, channel, call.params["thread"])
    state = desk.standing(call.tenant, found)
    call.conversation_id = state.id
    who = staff.speaker(call, state)
    desk.show_typing(call.tenant, state, who, on=ACTIONS[body.action])
    note(call, "typing", who.id)
    return Answer(204)


def _channel(call: Call) -> Channel:
    return customers.find_channel(call.tenant, call.params["channel"])


def _name(given: str | None) -> str:
    if not given or len(given) > LIMITS.id_chars_max:
        raise InvalidValue(_THREAD, f"has 1 to {LIMITS.id_chars_max} characters")
    return given


def _author(call: Call, channel: Channel, body: shapes.InboundBody, thread: str) -> customers.Known:
    """Return who says it: the one who is named, else whose thread it is."""
    named = body.author_end_user_identity
    if named is None or not named.id_on_external_platform:
        found = desk.thread_on(call.tenant, channel, thread)
        return customers.Known(found.customer.external_id)
    return customers.Known(
        named.id_on_external_platform,
        named.first_name or None,
        named.last_name or None,
        named.image or None,
    )


async def _met(call: Call, channel: Channel, known: customers.Known) -> Customer:
    return await customers.meet(
        call.platform.service,
        call.tenant,
        channel,
        known.external_id,
        first_name=known.first_name,
        last_name=known.last_name,
        image=known.image,
        cause=cause(call),
    )


def _message(
    call: Call,
    channel: Channel,
    body: shapes.OutboundBody | shapes.InboundBody,
    who: Person,
    customer_id: str = "",
) -> SendMessage:
    id_ = body.id_on_external_platform
    if len(id_) > LIMITS.client_message_id_chars_max:
        what = f"has at most {LIMITS.client_message_id_chars_max} characters"
        raise InvalidValue("idOnExternalPlatform", what)
    by = Namer(base_url(call), customer_id)
    held = contents.held(call.tenant, channel, body.message_content, body.attachments, by)
    return SendMessage(
        message_id=call.tenant.ids.uuid(),
        sender=who,
        type="structured" if held.parts else "text",
        text=held.text,
        client_message_id=id_,
        attachments=held.attachments,
        content=(*held.parts, *held.files),
    )


def _said(call: Call, conversation_id: str, event: MessageSent) -> Answer:
    found = about(call.tenant, call.tenant.conversations[conversation_id])
    assert found is not None  # it is in a thread
    return Answer(200, messages.message(found, event))
