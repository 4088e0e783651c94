"""Owns notifications: channels, subscriptions, and the frames on their sockets."""

from __future__ import annotations

from typing import Generic, Literal, TypeVar

from msgspec import field

from mockplatform.dialects.genesys.shapes.platform import PresenceDefinition, RoutingStatus
from mockplatform.edge.wire import JsonObject, Wire

Body = TypeVar("Body")


class NotificationChannel(Wire, kw_only=True):
    """A channel; its id is the secret of its socket. Source: [M] Channel."""

    id: str
    connect_uri: str
    expires: str


class ChannelTopic(Wire, kw_only=True):
    """A subscription, as asked for (id alone) and as answered. Source: [M] ChannelTopic."""

    id: str
    state: Literal["Permitted", "Rejected"] | None = None
    rejection_reason: str | None = None
    missing_permissions: list[str] | None = None
    self_uri: str | None = None


class AvailableTopic(Wire, kw_only=True):
    """A topic that may be subscribed to. Source: [M] AvailableTopic."""

    id: str
    description: str | None = None
    requires_permissions: list[str] | None = None
    requires_current_user: bool | None = None
    enforced: bool | None = None
    visibility: str | None = None
    schema: JsonObject | None = None
    transports: list[str] | None = None
    topic_parameters: list[str] | None = None


class FrameMetadata(Wire, kw_only=True):
    """Which call caused the event; `type` in guest chat alone.

    Source: [C] guest chat client 8.1.3, notification handler of the .NET SDK.
    """

    correlation_id: str | None = field(name="CorrelationId", default=None)
    type: str | None = None


class TopicFrame(Wire, Generic[Body], kw_only=True):
    """All that a notification socket says. Source: [C] notification handler of the .NET SDK."""

    topic_name: str
    version: str | None = None
    event_body: Body
    metadata: FrameMetadata | None = None


class ChannelNote(Wire, kw_only=True):
    """The body of `channel.metadata`, "WebSocket Heartbeat" or "pong"; or what a client says.

    Source: Genesys documentation, notifications service.
    """

    message: str


class SystemNote(Wire, kw_only=True):
    """The body of `v2.system.…`: the socket closes soon, and why.

    Source: [M] SystemMessageSystemMessage; [C] notification handler of the Go client.
    """

    channel_id: str
    system_topic_type: str
    reason: str | None = None
    message: str | None = None
    correlation_id: str | None = None
    organization_id: str | None = None
    user_id: str | None = None
    oauth_client_id: str | None = None
    data: JsonObject | None = None


class RoutingStatusEvent(Wire, kw_only=True):
    """The body of `v2.users.{id}.routingStatus`. Source: [M] UserRoutingStatusUserRoutingStatus."""

    id: str
    routing_status: RoutingStatus


class PresenceEvent(Wire, kw_only=True):
    """The body of `v2.users.{id}.presence`. Source: [M] PresenceEventUserPresence."""

    presence_definition: PresenceDefinition
    source: str | None = None
    primary: bool | None = None
    message: str | None = None
    modified_date: str | None = None
