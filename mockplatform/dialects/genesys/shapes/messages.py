"""Owns the normalized message: the guest socket, the history and the platform API share it."""

from __future__ import annotations

from typing import Literal

from msgspec import field

from mockplatform.dialects.genesys.shapes.contents import (
    Attachment,
    ButtonResponse,
    Card,
    Carousel,
    ContentType,
    DatePicker,
    Form,
    ListPicker,
    Location,
    QuickReply,
    QuickReplyV2,
    TextBlock,
)
from mockplatform.edge.wire import JsonObject, Strings, Wire

MessageType = Literal["Text", "Structured", "Event", "Receipt"]
EventType = Literal["CoBrowse", "Presence", "Reactions", "Typing", "Video", "Unknown"]
PresenceType = Literal[
    "Join",
    "Disconnect",
    "Clear",
    "SignIn",
    "SessionExpired",
    "Authenticate",
    "AuthenticateCancel",
    "AuthenticateFailure",
]
ReceiptStatus = Literal["Sent", "Delivered", "Read", "Failed", "Published", "Removed"]
IdType = Literal["Email", "Phone", "Opaque", "Topic"]
Offer = Literal["Offering", "OfferingExpired", "OfferingAccepted", "OfferingRejected"]


class AdditionalId(Wire, kw_only=True):
    """Another id of a recipient. Source: [M] ConversationRecipientAdditionalIdentifier."""

    type: str | None = None
    value: str | None = None


class Recipient(Wire, kw_only=True):
    """Who speaks or is spoken to.

    Source: [M] WebMessagingRecipient, ConversationMessagingFromRecipient.
    """

    id: str | None = None
    id_type: IdType | None = None
    nickname: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    image: str | None = None
    email: str | None = None
    external_contact_id: str | None = None
    additional_ids: list[AdditionalId] | None = None


class ChannelMetadata(Wire, kw_only=True):
    """A guest's custom attributes, and the kind of an open channel.

    Source: [C] transport SDK 2.14, Channel; [M] ConversationChannelMetadata.
    """

    custom_attributes: Strings | None = None
    sub_type: str | None = None


class Channel(Wire, kw_only=True):
    """By which way a message came; `time` has milliseconds and tells messages apart.

    `id` is the message's id on the vendor's side of the channel: the platform API writes it, the
    guest socket does not. Source: [M] WebMessagingChannel, ConversationMessagingChannel.
    """

    id: str | None = None
    platform: str | None = None
    type: Literal["Private", "Public"] | None = None
    message_id: str | None = None
    from_: Recipient | None = field(name="from", default=None)
    to: Recipient | None = None
    time: str | None = None
    metadata: ChannelMetadata | None = None


class Content(Wire, kw_only=True):
    """One piece of content; the member that fits `content_type` is set.

    The rarer kinds are handed on as they came. Source: [M] ConversationMessageContent.
    """

    content_type: ContentType
    attachment: Attachment | None = None
    quick_reply: QuickReply | None = None
    button_response: ButtonResponse | None = None
    generic: JsonObject | None = None
    card: Card | None = None
    carousel: Carousel | None = None
    date_picker: DatePicker | None = None
    list_picker: ListPicker | None = None
    form: Form | None = None
    text: TextBlock | None = None
    quick_reply_v2: QuickReplyV2 | None = field(name="quickReplyV2", default=None)
    location: Location | None = None
    reactions: list[JsonObject] | None = None
    template: JsonObject | None = None
    notification_response: JsonObject | None = None
    story: JsonObject | None = None
    interactive_application: JsonObject | None = None
    payment_request: JsonObject | None = None
    payment_response: JsonObject | None = None
    push: JsonObject | None = None
    roadside_assistance: JsonObject | None = None
    rich_link: JsonObject | None = None


class Typing(Wire, kw_only=True):
    """Somebody types; `duration` is in milliseconds.

    Source: [C] transport SDK 2.14, EventSerializer; [M] ConversationEventTyping.
    """

    type: Literal["On", "Off"]
    duration: int | None = None


class Presence(Wire, kw_only=True):
    """Somebody came, went, cleared or signed in. Source: [M] ConversationEventPresence."""

    type: PresenceType


class CoBrowse(Wire, kw_only=True):
    """An offer to look at the page together. Source: [M] WebMessagingEventCoBrowse."""

    type: Offer
    session_id: str | None = None
    session_join_token: str | None = None


class Video(Wire, kw_only=True):
    """An offer to see each other. Source: [M] WebMessagingEventVideo."""

    type: Offer
    offering_id: str | None = None
    jwt: str | None = None


class Event(Wire, kw_only=True):
    """One event of a message; the member that fits `event_type` is set.

    Source: [M] WebMessagingEvent, ConversationMessageEvent; [?] the member `reactions`.
    """

    event_type: EventType
    typing: Typing | None = None
    presence: Presence | None = None
    co_browse: CoBrowse | None = None
    video: Video | None = None
    reactions: list[JsonObject] | None = None


class Reason(Wire, kw_only=True):
    """Why a message did not arrive. Source: [M] ConversationReason."""

    code: str | None = None
    message: str | None = None


class StructuredMessage(Wire, kw_only=True):
    """A message as the guest socket pushes it, the history lists it and MessageData wraps it.

    All of `metadata` is strings, its numbers and truth values too.
    Source: [C] transport SDK 2.14 requires id, type and direction; [M] WebMessagingMessage,
    ConversationNormalizedMessage.
    """

    id: str
    type: MessageType
    direction: Literal["Inbound", "Outbound"]
    text: str | None = None
    channel: Channel | None = None
    content: list[Content] | None = None
    events: list[Event] | None = None
    originating_entity: Literal["Human", "Bot"] | None = None
    status: ReceiptStatus | None = None
    reasons: list[Reason] | None = None
    is_final_receipt: bool | None = None
    metadata: Strings | None = None
