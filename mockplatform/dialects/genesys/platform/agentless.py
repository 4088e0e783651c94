"""Owns messages that a customer is sent without an agent, by an integration."""

from __future__ import annotations

from mockplatform import integrations
from mockplatform.core.commands import SendMessage
from mockplatform.core.events import MessageSent, Person
from mockplatform.dialects.genesys.platform.known import url_of, user_of
from mockplatform.dialects.genesys.platform.messages import said
from mockplatform.dialects.genesys.platform.table import read
from mockplatform.dialects.genesys.shapes.conversations import Ref
from mockplatform.dialects.genesys.shapes.open_messaging import AgentlessAnswer, AgentlessMessage
from mockplatform.dialects.genesys.translate.message_data import message_data
from mockplatform.durations import format_instant
from mockplatform.edge.call import Answer, Call
from mockplatform.errors import InvalidValue, UnknownThing, nearest
from mockplatform.guests.standing import Cause
from mockplatform.limits import LIMITS

MESSENGER = "open"
"""The one kind of messenger that is emulated here; SMS and the like need a provider."""


async def send(call: Call) -> Answer:
    """Send a customer a message without an agent."""
    body = read(call, AgentlessMessage)
    line = _line(call, body)
    text, content = said(body.text_body, None, body.messaging_template)
    user = user_of(call)
    command = SendMessage(
        message_id=call.tenant.ids.uuid(),
        sender=Person(purpose="api", id=call.claims.client_id or call.claims.sub),
        type="structured" if content else "text",
        text=text,
        content=content,
    )
    is_existing_used = bool(body.use_existing_active_conversation)
    outcome = await integrations.send(
        call.platform.service,
        call.tenant,
        line,
        command,
        is_existing_used=is_existing_used,
        cause=Cause(call.correlation_id, call.staged),
    )
    call.conversation_id = outcome.state.id
    event = next(one for one in outcome.events if isinstance(one, MessageSent))
    return Answer(
        200,
        AgentlessAnswer(
            id=event.message_id,
            conversation_id=outcome.state.id,
            from_address=body.from_address,
            to_address=body.to_address,
            messenger_type=MESSENGER,
            timestamp=format_instant(event.sent_at),
            use_existing_active_conversation=is_existing_used,
            message=message_data(outcome.state, event, url_of(call, outcome.state)),
            user=Ref(id=user.id) if user is not None else None,
            self_uri=f"/api/v2/conversations/messages/{event.message_id}/details",
        ),
    )


def _line(call: Call, body: AgentlessMessage) -> integrations.Line:
    """Return from which integration to whom a message goes.

    Raises:
        InvalidValue: It is for another kind of messenger, or for nobody.
        UnknownThing: There is no such integration.
    """
    if (body.to_address_messenger_type or MESSENGER) != MESSENGER:
        hint = f"Only {MESSENGER!r} is emulated."
        raise InvalidValue("toAddressMessengerType", "needs a provider", hint=hint)
    if not 0 < len(body.to_address) <= LIMITS.id_chars_max:
        raise InvalidValue("toAddress", f"has 1 to {LIMITS.id_chars_max} characters")
    known = [one.id for one in call.tenant.config.integrations]
    if body.from_address not in known:
        raise UnknownThing(
            "integration", body.from_address, hint=nearest(body.from_address[:128], known)
        )
    line = integrations.line(body.from_address, body.to_address)
    before = integrations.latest(call.tenant, line)
    return line if before is None else line._replace(customer=before.customer)
