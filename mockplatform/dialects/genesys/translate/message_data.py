"""Owns a message as the platform API gives it: the normalized one, and who sent it to whom."""

from __future__ import annotations

from collections.abc import Mapping

from mockplatform.core.conversation import Conversation
from mockplatform.core.events import MessageSent, Person
from mockplatform.dialects.genesys.shapes.conversation_calls import MessageData
from mockplatform.dialects.genesys.shapes.conversations import Ref
from mockplatform.dialects.genesys.shapes.messages import IdType, Recipient, StructuredMessage
from mockplatform.dialects.genesys.translate.conversations import BASE, status_of
from mockplatform.dialects.genesys.translate.messages import UrlOf, structured
from mockplatform.dialects.genesys.translate.participants import type_of
from mockplatform.durations import format_instant

_ID_TYPES: Mapping[str, IdType] = {"Email": "Email", "Phone": "Phone", "Topic": "Topic"}
_PLATFORMS = {"webmessaging": "WebMessaging", "open": "Open"}


def message_data(state: Conversation, event: MessageSent, url_of: UrlOf) -> MessageData:
    """Return a message with all that is known of it. Source: [M] MessageData."""
    inbound = event.sender.purpose == "customer"
    ends = (state.customer.reached_at, state.deployment_id)
    from_address, to_address = ends if inbound else ends[::-1]
    is_user = event.sender.purpose in {"agent", "bot"}
    user_uri = f"/api/v2/users/{event.sender.id}"
    return MessageData(
        id=event.message_id,
        conversation_id=state.id,
        direction="inbound" if inbound else "outbound",
        messenger_type=type_of(state),
        status=status_of(event),
        timestamp=format_instant(event.sent_at),
        from_address=from_address,
        to_address=to_address,
        text_body=event.text if event.type != "event" else None,
        provider_message_id=event.client_message_id or None,
        normalized_message=normalized(state, event, url_of),
        created_by=Ref(id=event.sender.id, self_uri=user_uri) if is_user else None,
        self_uri=f"{BASE}/messages/{state.id}/messages/{event.message_id}",
    )


def normalized(state: Conversation, event: MessageSent, url_of: UrlOf) -> StructuredMessage:
    """Return the message that sockets and history have, with the ends of its channel.

    The size of a file has another name than there.
    Source: [M] ConversationNormalizedMessage, ConversationMessagingChannel.
    """
    message = structured(event, url_of)
    inbound = event.sender.purpose == "customer"
    channel = message.channel
    assert channel is not None  # each message has one
    channel.id = state.deployment_id
    channel.platform = _PLATFORMS[type_of(state)]
    sender = channel.from_ or Recipient()
    sender.id, sender.id_type = event.sender.reached_at, _id_type(event.sender)
    channel.from_ = sender
    if inbound and state.medium == "open" and event.client_message_id:
        channel.message_id = event.client_message_id
    if not inbound:
        customer = state.customer
        channel.to = Recipient(id=customer.reached_at, id_type=_id_type(customer))
    for part in message.content or ():
        if part.attachment is not None:
            part.attachment.content_size_bytes = part.attachment.file_size
            part.attachment.file_size = None
    return message


def _id_type(person: Person) -> IdType:
    """Return of what kind the id of one end is: as the other messenger said, else opaque."""
    return _ID_TYPES.get(person.address_type, "Opaque")
