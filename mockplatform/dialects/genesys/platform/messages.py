"""Owns messages on the platform API: agents send them, and all are found by their one id."""

from __future__ import annotations

from collections.abc import AsyncIterator

import msgspec

from mockplatform.core.aggregate import StreamId
from mockplatform.core.commands import SendMessage
from mockplatform.core.conversation import Conversation
from mockplatform.core.events import MessageSent
from mockplatform.core.signals import Typing
from mockplatform.core.states import State
from mockplatform.dialects.genesys.platform.known import (
    check_connected,
    check_self,
    communication,
    execute,
    find,
    look,
    messages_of,
    note,
    url_of,
)
from mockplatform.dialects.genesys.platform.media import session_of
from mockplatform.dialects.genesys.platform.table import read, read_list
from mockplatform.dialects.genesys.shapes import conversation_calls as shapes
from mockplatform.dialects.genesys.translate.message_data import message_data
from mockplatform.edge.call import Answer, Call
from mockplatform.edge.wallclock import breathe
from mockplatform.edge.wire import JsonObject
from mockplatform.errors import InvalidValue, PayloadTooLarge, UnknownThing
from mockplatform.guests import files
from mockplatform.limits import LIMITS

_SEARCHED_AT_ONCE = 50


async def send(call: Call) -> Answer:
    """Let an agent who is connected say something."""
    state = find(call)
    one = communication(call, state)
    check_self(call, one)
    check_connected(one)
    body = read(call, shapes.SendMessage)
    text, content = said(body.text_body, body.media_ids, body.messaging_template)
    if body.media_ids:
        content = files.stored(call.tenant, session_of(call, state), content)
    command = SendMessage(
        message_id=call.tenant.ids.uuid(),
        sender=one.person,
        type="structured" if body.messaging_template else "text",
        text=text,
        content=content,
    )
    outcome = await execute(call, state.id, command)
    note(call, "message", one.person.id)
    event = outcome.events[0]
    assert isinstance(event, MessageSent)  # all that a send leads to
    return Answer(200, message_data(outcome.state, event, url_of(call, state)))


def said(
    text: str | None, media_ids: list[str] | None, template: JsonObject | None
) -> tuple[str, tuple[JsonObject, ...]]:
    """Return a message's text and content; it has exactly one kind of them.

    Raises:
        InvalidValue: It has none or several, or too much of it.
        PayloadTooLarge: Its template is too large.
    """
    given = [one for one in (text, media_ids, template) if one]
    if len(given) != 1:
        raise InvalidValue(
            "textBody",
            "a message has exactly one of textBody, mediaIds and messagingTemplate",
            hint=f"This one has {len(given)} of them.",
        )
    if text:
        most = LIMITS.agent_text_chars_max
        if len(text) > most:
            raise InvalidValue("textBody", f"has {len(text)} characters; there may be {most}")
        return text, ()
    if media_ids:
        if len(media_ids) > LIMITS.message_attachments_max:
            raise InvalidValue("mediaIds", f"has at most {LIMITS.message_attachments_max} ids")
        return "", tuple(
            {"contentType": files.ATTACHMENT, "attachment": {"id": one}} for one in media_ids
        )
    _check_template(template)
    # Responses of a library are not emulated: what names one is handed on as it came.
    return "", ({"contentType": "Notification", "template": template},)


def _check_template(template: JsonObject | None) -> None:
    size, most = len(msgspec.json.encode(template)), LIMITS.messaging_template_bytes_max
    if size > most:
        raise PayloadTooLarge(
            f"The request is over the size limit. Maximum bytes: {most}",
            hint=f"messagingTemplate has {size} bytes as JSON.",
        )


async def typing(call: Call) -> Answer:
    """Show the customer that the agent types; it is activity, and is not kept."""
    state = find(call)
    one = communication(call, state)
    check_self(call, one)
    check_connected(one)
    body = read(call, shapes.SendTyping)
    call.tenant.touch(state.id, call.tenant.clock.now())
    stream = StreamId(call.tenant.id, "conversation", state.id)
    call.tenant.hub.signal(stream, Typing(one.person, on=body.typing.type == "On"))
    note(call, "typing", one.person.id)
    return Answer(204)


async def get(call: Call) -> Answer:
    """Give a message of a conversation."""
    state = await look(call)
    id_ = call.params["message"]
    for event in await messages_of(call, state):
        if event.message_id == id_:
            return Answer(200, message_data(state, event, url_of(call, state)))
    raise UnknownThing("message", id_, hint="The conversation's participants[] list its messages.")


async def details(call: Call) -> Answer:
    """Give a message by its id alone, whose conversation is looked for from the newest on."""
    id_ = call.params["id"]
    async for state in _newest(call):
        for event in reversed(await messages_of(call, state)):
            if event.message_id == id_:
                call.conversation_id = state.id
                return Answer(200, message_data(state, event, url_of(call, state)))
    raise UnknownThing("message", id_)


async def _newest(call: Call) -> AsyncIterator[Conversation]:
    """Yield the conversations that have messages, newest first; others have their turn."""
    known = call.tenant.conversations
    for place, conversation_id in enumerate(reversed(tuple(known))):
        if place % _SEARCHED_AT_ONCE == _SEARCHED_AT_ONCE - 1:
            await breathe()
        state = known.get(conversation_id)
        if state is not None and state.message_count and state.state is not State.DELETED:
            yield state


async def bulk(call: Call) -> Answer:
    """Give those messages of a conversation whose ids the body lists, in its order."""
    state = await look(call)
    ids = read_list(call, str)
    if len(ids) > LIMITS.bulk_messages_max:
        what = f"has {len(ids)} ids; there may be {LIMITS.bulk_messages_max}"
        raise InvalidValue("$", what, hint="Ask in several calls.")
    known = {event.message_id: event for event in await messages_of(call, state)}
    found = [known[id_] for id_ in dict.fromkeys(ids) if id_ in known]
    entities = [message_data(state, event, url_of(call, state)) for event in found]
    return Answer(200, shapes.MessageDataListing(entities=entities))
