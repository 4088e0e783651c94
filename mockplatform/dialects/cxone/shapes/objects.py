"""Owns the objects that frames and answers are made of: people, cases, messages, threads.

Source: [C] nice-cxone-chat-web-sdk 2.2.0 (what it reads); the fixtures of the vendor's mobile SDKs
(members that a page does not read, and an app cannot decode without).
"""

from __future__ import annotations

from msgspec import field

from mockplatform.dialects.cxone.shapes.base import JsonObject, Told


class User(Told):
    """An agent."""

    id: int
    incontact_id: str
    agent_id: str
    first_name: str
    surname: str
    nickname: str | None
    email_address: str
    login_username: str
    is_bot_user: bool
    is_survey_user: bool = False
    image_url: str = ""
    public_image_url: str = ""


class Identity(Told):
    """A customer."""

    id: str
    id_on_external_platform: str
    first_name: str
    last_name: str
    full_name: str
    nickname: str | None = None
    image: str = ""


class CustomField(Told):
    """A custom field and its value."""

    ident: str
    value: str
    updated_at: str | None = None


class Brand(Told):
    """The tenant."""

    id: int
    tenant_id: str
    business_unit_id: int
    timezone: str = "UTC"
    friendly_name: str = ""


class ChannelRef(Told):
    """The channel, as pushes have it."""

    id: str
    id_on_external_platform: str
    name: str
    is_live_chat: bool
    integration_box_ident: str = "chat"


class RoutingQueue(Told):
    """A queue."""

    id: str
    name: str
    skill_id: int
    is_subqueue: bool = False
    is_deleted: bool = False


class Thread(Told):
    """A thread, as lists and recoveries have it."""

    id: str
    id_on_external_platform: str
    thread_name: str
    channel_id: str
    can_add_more_messages: bool
    created_at: str
    updated_at: str


class AcceptReject(Told):
    """Whether the agent is asked before he has the case, and for how long."""

    is_enabled: bool
    refusal_timeout_seconds: int
    is_transfer: bool = False


class UnseenCount(Told):
    """How many messages one side has not seen."""

    unseen_messages_count: int = 0


class RecipientTold(Told):
    """Who takes part in a case beside its own customer: a guest of its group chat."""

    id_on_external_platform: str
    name: str
    is_private: bool = False
    is_primary: bool = False
    anonymized_at: str | None = None
    anonymized_reason: str | None = None


class Case(Told):
    """A case (contact): one routed episode of a thread."""

    id: str
    contact_id: str
    interaction_id: str
    customer_contact_id: str
    consumer_contact_storage_id: str
    thread_id: str
    thread_id_on_external_platform: str
    channel_id: str
    status: str
    status_updated_at: str
    created_at: str
    direction: str
    routing_queue_id: str | None
    routing_queue_priority: int
    inbox_assignee: int | None
    inbox_assignee_user: User | None
    inbox_pre_assignee_user: User | None
    owner_assignee: int | None
    owner_assignee_user: User | None
    author_end_user_identity: Identity
    end_user: JsonObject
    recipients: list[RecipientTold]
    custom_fields: list[CustomField]
    customer_statistics: UnseenCount
    user_statistics: UnseenCount
    detail_url: str = ""


class MessageContent(Told):
    """What a message says."""

    type: str
    payload: JsonObject
    text: str
    fallback_text: str | None = None
    is_auto_translated: bool = False
    parameters: JsonObject = field(default_factory=dict)
    postback: str | None = None


class CustomerStatistics(Told):
    """When the customer saw a message."""

    seen_at: str | None = None


class UserStatistics(Told):
    """When an agent saw and read a message."""

    seen_at: str | None = None
    read_at: str | None = None
    created_to_read_seconds: int | None = None


class Attachment(Told):
    """A file that a message names."""

    id: str
    url: str
    friendly_name: str
    mime_type: str
    secured_permanent_url: str
    preview_url: str | None = None
    is_inline: bool = False
    can_be_stored: bool = True


class Message(Told):
    """A message."""

    id: str
    id_on_external_platform: str
    thread_id: str
    thread_id_on_external_platform: str
    post_id: str
    contact_number: str
    message_content: MessageContent
    created_at: str
    created_at_with_milliseconds: str
    direction: str
    is_made_by_user: bool
    author_user: User | None
    author_end_user_identity: Identity | None
    user: User | None
    attachments: list[Attachment]
    is_read: bool
    read_at: str | None
    customer_statistics: CustomerStatistics
    user_statistics: UserStatistics
    recipients: list[JsonObject] = field(default_factory=list)
    tags: list[JsonObject] = field(default_factory=list)
    seen: list[JsonObject] = field(default_factory=list)
    delivered: list[JsonObject] = field(default_factory=list)
    sentiment: str | None = None
    title: str = ""
    url: str = ""
    reaction_statistics: JsonObject | None = None
    content_removed: bool = False
    author_name_removed: bool = False
    forward: JsonObject | None = None
    reply_to_message: JsonObject | None = None
    reply_channel: JsonObject | None = None
    is_reply_allowed: bool = True
    has_additional_message_content: bool = False
