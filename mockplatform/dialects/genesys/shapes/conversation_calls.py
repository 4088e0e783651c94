"""Owns what is sent to a conversation over the platform API, and what comes back."""

from __future__ import annotations

from typing import Literal

from mockplatform.dialects.genesys.shapes.conversations import Ref, Wrapup
from mockplatform.dialects.genesys.shapes.messages import StructuredMessage, Typing
from mockplatform.edge.wire import JsonObject, Strings, Wire, always


class MessageData(Wire, kw_only=True):
    """A message with all that is known of it.

    `text_body` is of older SDKs; newer ones read the normalized message. Source: [M] MessageData.
    """

    id: str
    conversation_id: str
    direction: Literal["inbound", "outbound"]
    messenger_type: str
    status: str
    timestamp: str
    normalized_message: StructuredMessage
    self_uri: str
    from_address: str | None = None
    to_address: str | None = None
    text_body: str | None = None
    name: str | None = None
    provider_message_id: str | None = None
    normalized_receipts: list[StructuredMessage] | None = None
    created_by: Ref | None = None


class MessageDataListing(Wire, kw_only=True):
    """The answer to a bulk call, whose body is a list of ids. Source: [M] TextMessageListing."""

    entities: list[MessageData]


class SendMessage(Wire, kw_only=True):
    """What an agent sends: one of the three. Source: [M] AdditionalMessage."""

    text_body: str | None = None
    media_ids: list[str] | None = None
    messaging_template: JsonObject | None = None


class SendTyping(Wire, kw_only=True):
    """An agent types. Source: [M] MessageTypingEventRequest."""

    typing: Typing
    date_sent: str | None = None


class ConversationPatch(Wire, kw_only=True):
    """End a conversation for all. Source: [M] Conversation, as a PATCH's body."""

    state: str | None = None
    recording_state: str | None = None


class WrapupInput(Wrapup, kw_only=True):
    """An agent sums up. Source: [M] WrapupInput."""

    disable_end_time_updates: bool | None = None


class ParticipantPatch(Wire, kw_only=True):
    """Pick up, put down or wrap up, for a participant or one of its communications.

    Source: [M] MediaParticipantRequest.
    """

    state: str | None = None
    wrapup: WrapupInput | None = None
    wrapup_skipped: bool | None = None
    held: bool | None = None
    muted: bool | None = None
    confined: bool | None = None
    recording: bool | None = None
    resume_time: str | None = None


class ParticipantAttributes(Wire, kw_only=True):
    """What is merged into a participant's attributes, and the answer. Source: [M] same name."""

    attributes: Strings


class SecureAttributes(Wire, kw_only=True):
    """Attributes that are not shown. Source: [M] ConversationSecureAttributes."""

    attributes: Strings
    version: int | None = None


class TransferRequest(Wire, kw_only=True):
    """Hand over to a queue or a user.

    Source: [M] TransferRequest, TransferToQueueRequest, TransferToAgentRequest.
    """

    queue_id: str | None = None
    queue_name: str | None = None
    user_id: str | None = None
    user_name: str | None = None
    user_display_name: str | None = None
    address: str | None = None
    transfer_type: str | None = None
    voicemail: bool | None = None
    keep_internal_message_alive: bool | None = None


class TagsUpdate(Wire, kw_only=True):
    """Set the conversation's external tag. Source: [M] ConversationTagsUpdate."""

    external_tag: str | None = None


class AttributesSchema(Wire, kw_only=True):
    """Which schema the custom attributes obey. Source: [M] ConversationDataSchema."""

    id: str | None = None
    version: int | None = None
    enabled: bool | None = None
    self_uri: str | None = None


class CustomAttributes(Wire, kw_only=True):
    """Attributes of the conversation, bound to a schema. Source: [M] CustomAttributes."""

    custom_attributes: JsonObject = always({})
    id: str | None = None
    name: str | None = None
    conversation_id: str | None = None
    divisions: list[str] | None = None
    schema: AttributesSchema | None = None
    custom_attributes_timestamps: Strings | None = None
    version: int | None = None
    date_created: str | None = None
    date_modified: str | None = None
    self_uri: str | None = None


class CustomAttributesUpdate(Wire, kw_only=True):
    """What custom attributes are to be, or what is merged into them.

    Source: [M] CustomAttributesUpdateRequest, CustomAttributesPatchRequest.
    """

    custom_attributes: JsonObject
    id: str | None = None
    divisions: list[str] | None = None
    schema_id: str | None = None
    version: int | None = None


class CustomAttributesId(Wire, kw_only=True):
    """Which custom attributes were written. Source: [M] CustomAttributesIdResponse."""

    id: str


class CustomAttributesListing(Wire, kw_only=True):
    """All custom attributes of a conversation. Source: [M] CustomAttributesListing."""

    results: list[CustomAttributes]
