"""Owns the widget API's shapes on the wire: camelCase, ISO-8601, nothing that is unset."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import Meta, Struct, field

from mockplatform.core.analytics import Details
from mockplatform.core.events import Attachment
from mockplatform.limits import LIMITS

Text = Annotated[str, Meta(max_length=LIMITS.message_text_chars_max)]
ClientMessageId = Annotated[str, Meta(min_length=1, max_length=LIMITS.client_message_id_chars_max)]
ShortText = Annotated[str, Meta(max_length=LIMITS.id_chars_max)]
JsonObject = dict[str, Any]


class Wire(Struct, rename="camel", kw_only=True, omit_defaults=True):
    """What all shapes have: camelCase names, and no members that are unset."""


class MessageBody(Wire, kw_only=True):
    """What a customer sends."""

    text: Text
    client_message_id: ClientMessageId | None = None
    type: Literal["text", "structured"] = "text"
    attachments: Annotated[list[Attachment], Meta(max_length=LIMITS.message_attachments_max)] = (
        field(default_factory=list)
    )


class CreateBody(Wire, kw_only=True):
    """What opens a conversation; all of it may be left out."""

    routing_data: JsonObject = field(default_factory=dict)
    conversation_data: JsonObject = field(default_factory=dict)
    instance_id: ShortText | None = None
    message: MessageBody | None = None


class TypingBody(Wire, kw_only=True):
    """A typing signal."""

    state: Literal["on", "off"]


class PersonView(Wire, kw_only=True):
    """Who speaks."""

    purpose: str
    id: str
    name: str | None = None


class NamedView(Wire, kw_only=True):
    """A queue or an agent, by id and name."""

    id: str
    name: str


class ParticipantView(Wire, kw_only=True):
    """One stay of somebody in the conversation."""

    id: str
    purpose: str
    state: str
    name: str | None = None
    joined_at: str | None = None
    left_at: str | None = None


class RoutingView(Wire, kw_only=True, omit_defaults=False):
    """How the conversation was placed."""

    rule: str | None
    queue: str
    evaluated_null: tuple[str, ...]
    cache: str
    elapsed_ms: float


class ConversationView(Wire, kw_only=True):
    """A conversation, as its customer sees it."""

    id: str
    state: str
    created_at: str
    updated_at: str
    ended_at: str | None = None
    close_reason: str | None = None
    user_id: str
    deployment_id: str
    queue: NamedView | None = None
    agent: NamedView | None = None
    participants: list[ParticipantView]
    routing_data: JsonObject
    routing_hash: str
    routing: RoutingView | None = None
    conversation_data: JsonObject
    latest_seq: int
    version: int
    inactivity_expires_at: str | None = None
    self_uri: str


class MessageView(Wire, kw_only=True):
    """A message of the transcript."""

    id: str
    seq: int
    at: str
    direction: str
    from_: PersonView = field(name="from")
    type: str
    text: str
    client_message_id: str | None = None
    attachments: tuple[Attachment, ...] | None = None
    duplicate: bool | None = None


class TranscriptPage(Wire, kw_only=True, omit_defaults=False):
    """The transcript behind a seq."""

    entities: list[MessageView]
    latest_seq: int
    has_more: bool


class ConversationPage(Wire, kw_only=True):
    """The caller's conversations, newest first."""

    entities: list[ConversationView]
    page_size: int
    next_cursor: str | None = None


class ErrorDetail(Struct, rename="camel"):
    """One wrong thing."""

    error_code: str
    field_name: str
    message: str


class ErrorBody(Struct, rename="camel"):
    """The shape of every error but OAuth's."""

    message: str
    code: str
    status: int
    context_id: str
    details: list[ErrorDetail]
    errors: list[Any]


class OAuthErrorBody(Struct):
    """The shape of OAuth's errors (RFC 6749 section 5.2)."""

    error: str
    error_description: str


class UserView(Wire, kw_only=True):
    """The caller's user."""

    id: str
    name: str | None = None
    email: str | None = None
    is_guest: bool


class ClientView(Wire, kw_only=True, omit_defaults=False):
    """An OAuth client, without its secret."""

    id: str
    name: str
    authorized_grant_types: tuple[str, ...]
    scope: tuple[str, ...]
    redirect_uris: tuple[str, ...]
    access_token_validity_seconds: int


class AnalyticsView(Wire, kw_only=True, omit_defaults=False):
    """A conversation's metrics."""

    conversation_id: str
    metrics: Details
