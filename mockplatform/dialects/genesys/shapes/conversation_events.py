"""Owns a conversation as notifications tell it: whole, on every change."""

from __future__ import annotations

from typing import Literal

from mockplatform.dialects.genesys.shapes.conversations import (
    CommunicationBase,
    DivisionMembership,
    ErrorInfo,
    MediaRef,
    MessageMetadata,
    ParticipantBase,
    Ref,
    RoutingData,
    Transfer,
    Wrapup,
)
from mockplatform.dialects.genesys.shapes.messages import Channel, Event
from mockplatform.edge.wire import Strings, Wire, always


class EventMessageDetails(Wire, kw_only=True):
    """A message in an event: its id stands one level deeper than in the API.

    Source: [M] ConversationMessageEventTopicMessageDetails.
    """

    message: Ref
    message_status: str
    message_time: str
    message_segment_count: int = always(1)
    message_metadata: MessageMetadata | None = None
    media: list[MediaRef] | None = None


class QueueMediaSettings(Wire, kw_only=True):
    """How the queue alerts; in seconds. Source: [M] …EventTopicQueueMediaSettings."""

    alerting_timeout_seconds: int | None = None
    enable_auto_answer: bool | None = None


class EventParticipant(Wire, kw_only=True):
    """One stay of somebody, in an event of view 1.

    Source: [M] ConversationMessageEventTopicMessageMediaParticipant.
    """

    id: str
    purpose: str
    state: str
    initial_state: str | None = None
    name: str | None = None
    address: str | None = None
    direction: str | None = None
    type: str | None = None
    start_time: str | None = None
    connected_time: str | None = None
    end_time: str | None = None
    start_hold_time: str | None = None
    disconnect_type: str | None = None
    held: bool = always(value=False)
    wrapup_required: bool = always(value=False)
    wrapup_prompt: str | None = None
    wrapup_timeout_ms: int | None = None
    wrapup_skipped: bool | None = None
    wrapup: Wrapup | None = None
    alerting_timeout_ms: int | None = None
    start_acw_time: str | None = None
    end_acw_time: str | None = None
    park_time: str | None = None
    resume_time: str | None = None
    user: Ref | None = None
    queue: Ref | None = None
    external_contact: Ref | None = None
    attributes: Strings = always({})
    provider: str | None = None
    peer: str | None = None
    conversation_routing_data: RoutingData | None = None
    error_info: ErrorInfo | None = None
    media_roles: list[str] | None = None
    queue_media_settings: QueueMediaSettings | None = None
    monitored_participant_id: str | None = None
    messages: list[EventMessageDetails] = always([])


class EventConversation(Wire, kw_only=True):
    """The body of `….conversations.messages`: view 1 once more.

    Source: [M] ConversationMessageEventTopicMessageConversation.
    """

    id: str
    participants: list[EventParticipant]
    name: str | None = None
    address: str | None = None
    other_media_uris: list[str] = always([])
    inactivity_timeout: str | None = None
    divisions: list[DivisionMembership] = always([])


class GenericEventCommunication(CommunicationBase, kw_only=True):
    """A participant's line in an event of view 2. Source: [M] ConversationEventTopicMessage."""

    messages: list[EventMessageDetails] = always([])


class GenericEventParticipant(ParticipantBase, kw_only=True):
    """One stay of somebody, in an event of view 2.

    Source: [M] ConversationEventTopicParticipant.
    """

    wrapup_expected: bool | None = None
    messages: list[GenericEventCommunication] = always([])


class GenericEventConversation(Wire, kw_only=True):
    """The body of `v2.users.{id}.conversations`: view 2, media apart.

    Source: [M] ConversationEventTopicConversation.
    """

    id: str
    participants: list[GenericEventParticipant]
    address: str | None = None
    external_tag: str | None = None
    recording_state: str | None = None
    recent_transfers: list[Transfer] = always([])
    inactivity_timeout: str | None = None
    divisions: list[DivisionMembership] = always([])


class TypingMessage(Wire, kw_only=True):
    """A typing signal: a message that is not stored and so has no id.

    Source: [M] V2ConversationMessageTypingEventForUserTopicConversationNormalizedMessage.
    """

    type: Literal["Event"] = always("Event")
    direction: Literal["Inbound", "Outbound"]
    events: list[Event]
    channel: Channel | None = None


class TypingEvent(Wire, kw_only=True):
    """The body of `….conversations.inbound.typing.event`.

    Source: [M] V2ConversationMessageTypingEventForUserTopicMessageData.
    """

    conversation_id: str
    normalized_message: TypingMessage
