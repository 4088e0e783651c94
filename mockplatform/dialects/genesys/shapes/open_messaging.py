"""Owns open messaging: what an integration brings in and what it is answered."""

from __future__ import annotations

from typing import Literal

from mockplatform.dialects.genesys.shapes.contents import ButtonResponse
from mockplatform.dialects.genesys.shapes.conversation_calls import MessageData
from mockplatform.dialects.genesys.shapes.conversations import Ref
from mockplatform.dialects.genesys.shapes.messages import (
    Channel,
    Content,
    Event,
    MessageType,
    Reason,
    ReceiptStatus,
)
from mockplatform.edge.wire import JsonObject, Strings, Wire, always


class OpenMessage(Wire, kw_only=True):
    """A customer's message; the older call has type and direction too.

    Source: [M] OpenInboundNormalizedMessage, OpenNormalizedMessage.
    """

    channel: Channel
    text: str | None = None
    type: MessageType | None = None
    direction: Literal["Inbound", "Outbound"] | None = None
    id: str | None = None
    content: list[Content] | None = None
    metadata: Strings | None = None


class OpenEvents(Wire, kw_only=True):
    """A customer types. Source: [M] OpenInboundNormalizedEvent."""

    channel: Channel
    events: list[Event]


class OpenReceipt(Wire, kw_only=True):
    """What became of a message to the customer. Source: [M] OpenInboundNormalizedReceipt."""

    id: str
    channel: Channel
    status: ReceiptStatus
    reasons: list[Reason] | None = None
    is_final_receipt: bool | None = None


class OpenStructuredResponse(Wire, kw_only=True):
    """What the customer picked. Source: [M] OpenInboundStructuredResponseMessage."""

    channel: Channel
    button_response: ButtonResponse
    originating_message_id: str | None = None


class OpenAnswer(Wire, kw_only=True):
    """The message, event, receipt or answer as the platform took it.

    Source: [M] OpenMessageNormalizedMessage, OpenEventNormalizedMessage,
    OpenReceiptNormalizedMessage, OpenStructuredResponseNormalizedMessage.
    """

    id: str
    channel: Channel
    type: MessageType
    text: str | None = None
    direction: Literal["Inbound", "Outbound"] | None = None
    content: list[Content] | None = None
    events: list[Event] | None = None
    status: ReceiptStatus | None = None
    reasons: list[Reason] | None = None
    is_final_receipt: bool | None = None
    metadata: Strings | None = None
    conversation_id: str | None = None


class AgentlessMessage(Wire, kw_only=True):
    """A message to a customer without an agent. Source: [M] SendAgentlessOutboundMessageRequest."""

    from_address: str
    to_address: str
    to_address_messenger_type: str | None = None
    text_body: str | None = None
    messaging_template: JsonObject | None = None
    use_existing_active_conversation: bool | None = None
    external_contact_id: str | None = None


class AgentlessAnswer(Wire, kw_only=True):
    """What became of it. Source: [M] SendAgentlessOutboundMessageResponse."""

    id: str
    conversation_id: str
    from_address: str
    to_address: str
    messenger_type: str
    timestamp: str
    use_existing_active_conversation: bool = always(value=False)
    message: MessageData | None = None
    user: Ref | None = None
    self_uri: str | None = None
