"""Owns the older guest chat: its calls and the bodies of its event socket."""

from __future__ import annotations

from mockplatform.dialects.genesys.shapes.journeys import JourneyContext
from mockplatform.edge.wire import Strings, Wire, always


class RoutingTarget(Wire, kw_only=True):
    """Where a chat goes: a queue by its name. Source: [M] WebChatRoutingTarget."""

    target_type: str
    target_address: str
    skills: list[str] | None = None
    language: str | None = None
    priority: int | None = None


class GuestInfo(Wire, kw_only=True):
    """Who the guest is. Source: [M] GuestMemberInfo."""

    display_name: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    email: str | None = None
    phone_number: str | None = None
    avatar_image_url: str | None = None
    custom_fields: Strings | None = None


class CreateChat(Wire, kw_only=True):
    """Open a chat. Source: [M] CreateWebChatConversationRequest of guest chat 8.1.3."""

    organization_id: str
    deployment_id: str
    routing_target: RoutingTarget
    member_info: GuestInfo
    member_auth_token: str | None = None
    journey_context: JourneyContext | None = None


class ChatRef(Wire, kw_only=True):
    """A chat, or a member of one, by its id."""

    id: str
    name: str | None = None
    self_uri: str | None = None


class CreatedChat(Wire, kw_only=True):
    """The chat, its JWT and its socket. Source: [M] CreateWebChatConversationResponse."""

    id: str
    jwt: str
    event_stream_uri: str
    member: ChatRef


class ChatMember(Wire, kw_only=True):
    """Somebody in the chat. Source: [M] WebChatMemberInfo."""

    id: str
    role: str
    state: str
    display_name: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    email: str | None = None
    phone_number: str | None = None
    avatar_image_url: str | None = None
    join_date: str | None = None
    leave_date: str | None = None
    authenticated_guest: bool = always(value=False)
    custom_fields: Strings | None = None


class SendChatMessage(Wire, kw_only=True):
    """What a guest says. Source: [M] CreateWebChatMessageRequest."""

    body: str
    body_type: str | None = None


class ChatMessage(Wire, kw_only=True):
    """What was said, and an event of type `message`. Source: [M] WebChatMessage."""

    id: str
    conversation: ChatRef
    sender: ChatRef
    body: str
    body_type: str
    timestamp: str
    name: str | None = None
    self_uri: str | None = None


class ChatMessagePage(Wire, kw_only=True):
    """A page of what was said. Source: [M] WebChatMessageEntityList."""

    entities: list[ChatMessage]
    page_size: int
    previous_page: str | None = None
    next: str | None = None
    self_uri: str | None = None


class ChatTyping(Wire, kw_only=True):
    """Somebody types, and an event of type `typing-indicator`. Source: [M] WebChatTyping."""

    id: str
    conversation: ChatRef
    sender: ChatRef
    timestamp: str


class MemberState(Wire, kw_only=True):
    """A member's new state."""

    id: str
    state: str


class MemberChange(Wire, kw_only=True):
    """The body of an event of type `member-change`. Source: [C] guest chat 8.1.3, README."""

    id: str
    conversation: ChatRef
    member: MemberState
    timestamp: str


class MediaRequest(Wire, kw_only=True):
    """An offer of co-browsing. Source: [M] WebChatGuestMediaRequest."""

    types: list[str]
    state: str
    id: str | None = None
    name: str | None = None
    communication_id: str | None = None
    security_key: str | None = None
    self_uri: str | None = None
