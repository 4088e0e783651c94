"""Owns open messaging: what an integration brings in for a customer, by a client's own token.

A message with a `messageId` is taken once; the same again is answered as the first was.
Invented: that a repeat is not stored twice, as one who got no answer sends it again.
"""

from __future__ import annotations

from typing import Any

import msgspec

from mockplatform import integrations
from mockplatform.core.commands import SendMessage
from mockplatform.core.conversation import Conversation
from mockplatform.core.events import MessageSent
from mockplatform.dialects.genesys.deeds import attributes_written
from mockplatform.dialects.genesys.platform.known import url_of, user_of
from mockplatform.dialects.genesys.platform.table import read
from mockplatform.dialects.genesys.shapes import open_messaging as shapes
from mockplatform.dialects.genesys.shapes.messages import Channel, Content, MessageType
from mockplatform.dialects.genesys.translate.message_data import normalized
from mockplatform.durations import format_instant, parse_instant
from mockplatform.edge.call import Answer, Call
from mockplatform.errors import Forbidden, InvalidDate, InvalidValue, UnknownThing, nearest
from mockplatform.guests.standing import Cause
from mockplatform.integrations import Line
from mockplatform.limits import LIMITS
from mockplatform.service import Outcome

TRUE = "true"


async def message(call: Call) -> Answer:
    """Take a customer's message."""
    return await _message(call, call.params["id"], read(call, shapes.OpenMessage))


async def older_message(call: Call) -> Answer:
    """Take a customer's message by the older call, whose `channel.to` names the integration."""
    body = read(call, shapes.OpenMessage)
    if body.type not in (None, "Text", "Structured") or body.direction == "Outbound":
        hint = "Events and receipts have calls of their own: …/inbound/open/event, …/receipt."
        raise InvalidValue("type", "is an inbound Text or Structured one", hint=hint)
    to = body.channel.to.id if body.channel.to is not None else None
    return await _message(call, to or "", body)


async def structured_response(call: Call) -> Answer:
    """Take what a customer picked."""
    body = read(call, shapes.OpenStructuredResponse)
    button = body.button_response
    if button.originating_message_id is None:
        button.originating_message_id = body.originating_message_id
    picked = shapes.OpenMessage(
        channel=body.channel,
        text=button.text or "",
        type="Structured",
        content=[Content(content_type="ButtonResponse", button_response=button)],
    )
    return await _message(call, call.params["id"], picked)


async def _message(call: Call, integration: str, body: shapes.OpenMessage) -> Answer:
    line = _line(call, integration, body.channel)
    state, event = await _take(call, line, body)
    answer = _answer(
        normalized(state, event, url_of(call, state)).channel, event.message_id, "Text"
    )
    answer.channel.from_ = body.channel.from_
    answer.type = "Structured" if event.type == "structured" else "Text"
    answer.text, answer.direction = event.text, "Inbound"
    answer.content, answer.metadata = body.content, body.metadata
    return _told(call, state, answer)


async def _take(
    call: Call, line: Line, body: shapes.OpenMessage
) -> tuple[Conversation, MessageSent]:
    text = body.text or ""
    if not text and not body.content:
        raise InvalidValue("text", "a message has a text or content")
    if len(text) > LIMITS.message_text_chars_max:
        raise InvalidValue("text", f"has at most {LIMITS.message_text_chars_max} characters")
    if len(body.content or ()) > LIMITS.message_attachments_max:
        raise InvalidValue("content", f"has at most {LIMITS.message_attachments_max} parts")
    channel = body.channel
    custom = channel.metadata.custom_attributes if channel.metadata is not None else None
    if custom:
        before = integrations.latest(call.tenant, line)
        place = line.customer.id if before is None else before.id
        call.did(attributes_written(place, custom))
    is_structured = any(one.content_type != "Attachment" for one in body.content or ())
    command = SendMessage(
        message_id=call.tenant.ids.uuid(),
        sender=line.customer,
        type="structured" if is_structured else "text",
        text=text,
        client_message_id=_bounded("channel.messageId", channel.message_id or ""),
        content=tuple(_kept(one) for one in body.content or ()),
        metadata=body.metadata or {},
    )
    outcome = await integrations.receive(
        call.platform.service, call.tenant, line, command, custom or {}, cause=_cause(call)
    )
    return outcome.state, await _sent(call, outcome, command)


def _kept(part: Content) -> dict[str, Any]:
    """Return a part of content as it is kept: a file stands where its own URL says."""
    kept: dict[str, Any] = msgspec.to_builtins(part)
    if "attachment" in kept:
        kept["attachment"].pop("id", None)
    return kept


async def _sent(call: Call, outcome: Outcome, command: SendMessage) -> MessageSent:
    """Return the message that a command led to, or that came first with its id."""
    state: Conversation = outcome.state
    call.conversation_id = state.id
    for event in outcome.events:
        if isinstance(event, MessageSent):
            return event
    seq = state.sent[command.sender.id, command.client_message_id].seq
    events = await call.platform.service.events(call.tenant, "conversation", state.id, seq - 1)
    first = events[0]
    assert isinstance(first, MessageSent)  # that is what `sent` points to
    return first


async def event(call: Call) -> Answer:
    """Show that a customer types; where he has no conversation, nobody sees it."""
    body = read(call, shapes.OpenEvents)
    line = _line(call, call.params["id"], body.channel)
    typing = [one.typing for one in body.events if one.typing is not None]
    if len(typing) != len(body.events) or not typing:
        raise InvalidValue("events", "each is a Typing event, and there is one")
    state = integrations.type_(call.tenant, line, on=typing[-1].type == "On")
    answer = _answer(body.channel, call.tenant.ids.uuid(), "Event")
    answer.events, answer.direction = body.events, "Inbound"
    return _told(call, state, answer)


async def receipt(call: Call) -> Answer:
    """Take what became of a message to a customer: that he has read it, others are shown."""
    body = read(call, shapes.OpenReceipt)
    integration = call.params["id"]
    _check_client(call, integration)
    state, seq = await _message_by_id(call, integration, body)
    if body.status == "Read":
        integrations.seen(call.tenant, state, seq)
    answer = _answer(body.channel, body.id, "Receipt")
    answer.status, answer.reasons = body.status, body.reasons
    answer.is_final_receipt, answer.direction = body.is_final_receipt, "Outbound"
    return _told(call, state, answer)


async def _message_by_id(
    call: Call, integration: str, body: shapes.OpenReceipt
) -> tuple[Conversation, int]:
    """Return the conversation of the message that a receipt is for, and its place there.

    Raises:
        UnknownThing: Nobody was sent it by that integration.
    """
    who = body.channel.to or body.channel.from_
    line = integrations.line(integration, who.id if who and who.id else "")
    state = integrations.latest(call.tenant, line)
    if state is not None:
        events = await call.platform.service.events(call.tenant, "conversation", state.id)
        for seq, one in enumerate(events, 1):
            if isinstance(one, MessageSent) and one.message_id == body.id:
                return state, seq
    hint = "channel.to.id is the customer's, and id that of a message in his last conversation."
    raise UnknownThing("message", body.id, hint=hint)


def _line(call: Call, integration: str, channel: Channel) -> Line:
    """Return on which line something came, if it may come.

    Raises:
        Forbidden, UnknownThing: As `_check_client`.
        InvalidDate: Its time is none.
        InvalidValue: Nobody is named whom it is from.
    """
    _check_client(call, integration)
    if channel.time is not None:
        _check_time(channel.time)
    sender = channel.from_
    if sender is None or not sender.id:
        raise InvalidValue("channel.from.id", "is missing", hint="It tells whose message it is.")
    name = sender.nickname or " ".join(filter(None, (sender.first_name, sender.last_name)))
    _bounded("channel.from.nickname", name)
    address = _bounded("channel.from.id", sender.id)
    return integrations.line(integration, address, name=name, address_type=sender.id_type or "")


def _check_time(text: str) -> None:
    """Judge a time that came.

    Raises:
        InvalidDate: It is none.
    """
    try:
        parse_instant(text, "channel.time")
    except InvalidValue as error:
        raise InvalidDate(error.field, error.what, hint=error.hint) from None


def _bounded(field: str, text: str) -> str:
    if len(text) > LIMITS.id_chars_max:
        raise InvalidValue(field, f"has at most {LIMITS.id_chars_max} characters")
    return text


def _check_client(call: Call, integration: str) -> None:
    """Let a client's own token in, for an integration that the tenant has.

    Raises:
        Forbidden: The token is a user's.
        UnknownThing: There is no such integration.
    """
    if user_of(call) is not None:
        raise Forbidden(
            "Open messaging needs a client's own token",
            hint="POST /oauth/token with grant_type=client_credentials.",
        )
    known = [one.id for one in call.tenant.config.integrations]
    if integration not in known:
        hint = nearest(integration[:128], known) if known else "Give the fixture `integrations`."
        raise UnknownThing("integration", integration, hint=hint)


def _cause(call: Call) -> Cause:
    return Cause(call.correlation_id, call.staged)


def _answer(channel: Channel | None, id_: str, type_: MessageType) -> Any:
    assert channel is not None  # each call has one
    channel.platform, channel.type = "Open", "Private"
    return shapes.OpenAnswer(id=id_, type=type_, channel=channel)


def _told(call: Call, state: Conversation | None, answer: shapes.OpenAnswer) -> Answer:
    """Return an answer, with the conversation's id where that is asked for."""
    channel = answer.channel
    channel.time = channel.time or format_instant(call.now)
    if state is not None and call.request.query.get("prefetchConversationId", "").lower() == TRUE:
        answer.conversation_id = state.id
    return Answer(200, answer)
