"""Owns the platform API's two views of a conversation, and what both are made of."""

from __future__ import annotations

from msgspec import field

from mockplatform.edge.wire import JsonObject, Strings, Wire, always


class Ref(Wire, kw_only=True):
    """Something named by its id. Source: [M] DomainEntityRef, AddressableEntityRef."""

    id: str
    name: str | None = None
    self_uri: str | None = None


class DivisionMembership(Wire, kw_only=True):
    """Which divisions a conversation belongs to. Source: [M] ConversationDivisionMembership."""

    division: Ref
    entities: list[Ref] = always([])


class Address(Wire, kw_only=True):
    """One end of a message. Source: [M] Address."""

    name: str | None = None
    name_raw: str | None = None
    address_normalized: str | None = None
    address_raw: str | None = None
    address_displayable: str | None = None


class ErrorInfo(Wire, kw_only=True):
    """Why something failed. Source: [M] ErrorInfo."""

    code: str | None = None
    message: str | None = None


class Wrapup(Wire, kw_only=True):
    """How the agent summed up the conversation. Source: [M] Wrapup, AssignedWrapupCode."""

    code: str | None = None
    name: str | None = None
    notes: str | None = None
    tags: list[str] | None = None
    duration_seconds: int | None = None
    end_time: str | None = None
    provisional: bool | None = None


class MessageMetadataPart(Wire, kw_only=True):
    """The kind of one event or piece of content.

    Source: [M] ConversationMessageMetadataEvent, ConversationMessageMetadataContent.
    """

    event_type: str | None = None
    content_type: str | None = None
    sub_type: str | None = None


class MessageMetadata(Wire, kw_only=True):
    """What kind of message it is, without its text. Source: [M] ConversationMessageMetadata."""

    type: str
    events: list[MessageMetadataPart] | None = None
    content: list[MessageMetadataPart] | None = None


class MediaRef(Wire, kw_only=True):
    """A file of a message. Source: [M] MessageMedia."""

    id: str | None = None
    url: str | None = None
    media_type: str | None = None
    content_length_bytes: int | None = None
    name: str | None = None


class MessageDetails(Wire, kw_only=True):
    """A message, told by its id in both views. Source: [M] MessageDetails."""

    message_id: str
    message_uri: str = field(name="messageURI")
    message_status: str
    message_time: str
    message_segment_count: int = always(1)
    message_metadata: MessageMetadata | None = None
    media: list[MediaRef] | None = None


class RoutingData(Wire, kw_only=True):
    """Where the conversation is routed to. Source: [M] ConversationRoutingData."""

    queue: Ref | None = None
    language: Ref | None = None
    priority: int | None = None
    skills: list[Ref] | None = None


class Transfer(Wire, kw_only=True):
    """A transfer that was made. Source: [M] TransferResponse."""

    id: str
    state: str
    date_issued: str | None = None
    initiator: JsonObject | None = None
    modified_by: JsonObject | None = None
    destination: JsonObject | None = None
    transfer_type: str | None = None


# ------------------------------------------------------ view 1: conversations/messages/{id}


class MessageParticipant(Wire, kw_only=True):
    """One stay of somebody, with its state. Source: [M] MessageMediaParticipant."""

    id: str
    purpose: str
    state: str
    name: str | None = None
    address: str | None = None
    direction: str | None = None
    type: str | None = None
    start_time: str | None = None
    start_alerting_time: str | None = None
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
    to_address: Address | None = None
    from_address: Address | None = None
    conversation_routing_data: RoutingData | None = None
    error_info: ErrorInfo | None = None
    media_roles: list[str] | None = None
    monitored_participant_id: str | None = None
    authenticated: bool | None = None
    messages: list[MessageDetails] = always([])


class MessageConversation(Wire, kw_only=True):
    """A conversation by messages. Source: [M] MessageConversation."""

    id: str
    participants: list[MessageParticipant]
    self_uri: str
    name: str | None = None
    other_media_uris: list[str] = always([])
    recent_transfers: list[Transfer] = always([])
    inactivity_timeout: str | None = None
    divisions: list[DivisionMembership] = always([])


# --------------------------------------------------------------- view 2: conversations/{id}


class Segment(Wire, kw_only=True):
    """A stretch of a communication. Source: [M] Segment."""

    start_time: str
    type: str
    end_time: str | None = None
    how_ended: str | None = None
    disconnect_type: str | None = None


class AfterCallWork(Wire, kw_only=True):
    """How far the agent's wrap-up is. Source: [M] AfterCallWork."""

    state: str | None = None
    start_time: str | None = None
    end_time: str | None = None


class CommunicationBase(Wire, kw_only=True):
    """What a communication has in the API and in events; `id` is the communicationId."""

    id: str
    state: str
    initial_state: str | None = None
    direction: str | None = None
    type: str | None = None
    provider: str | None = None
    held: bool = always(value=False)
    peer_id: str | None = None
    start_hold_time: str | None = None
    connected_time: str | None = None
    disconnected_time: str | None = None
    disconnect_type: str | None = None
    park_time: str | None = None
    resume_time: str | None = None
    to_address: Address | None = None
    from_address: Address | None = None
    error_info: ErrorInfo | None = None
    wrapup: Wrapup | None = None
    after_call_work: AfterCallWork | None = None
    after_call_work_required: bool = always(value=False)


class Communication(CommunicationBase, kw_only=True):
    """A participant's line; sending needs its id. Source: [M] Message."""

    start_alerting_time: str | None = None
    authenticated: bool | None = None
    segments: list[Segment] = always([])
    messages: list[MessageDetails] = always([])


class ParticipantBase(Wire, kw_only=True):
    """What a participant has in view 2 and in events: a list for each medium, mostly empty."""

    id: str
    purpose: str
    name: str | None = None
    connected_time: str | None = None
    end_time: str | None = None
    user_id: str | None = None
    queue_id: str | None = None
    external_contact_id: str | None = None
    address: str | None = None
    wrapup_required: bool = always(value=False)
    wrapup_prompt: str | None = None
    wrapup_timeout_ms: int | None = None
    wrapup: Wrapup | None = None
    alerting_timeout_ms: int | None = None
    start_acw_time: str | None = None
    end_acw_time: str | None = None
    conversation_routing_data: RoutingData | None = None
    monitored_participant_id: str | None = None
    media_roles: list[str] | None = None
    attributes: Strings = always({})
    calls: list[JsonObject] = always([])
    callbacks: list[JsonObject] = always([])
    chats: list[JsonObject] = always([])
    cobrowsesessions: list[JsonObject] = always([])
    emails: list[JsonObject] = always([])
    internal_messages: list[JsonObject] = always([])
    screenshares: list[JsonObject] = always([])
    social_expressions: list[JsonObject] = always([])
    videos: list[JsonObject] = always([])


class Participant(ParticipantBase, kw_only=True):
    """One stay of somebody, with the lines of each medium. Source: [M] Participant."""

    participant_type: str | None = None
    start_time: str | None = None
    user_uri: str | None = None
    queue_name: str | None = None
    wrapup_skipped: bool | None = None
    evaluations: list[JsonObject] = always([])
    messages: list[Communication] = always([])


class Conversation(Wire, kw_only=True):
    """A conversation over all media. Source: [M] Conversation."""

    id: str
    start_time: str
    participants: list[Participant]
    self_uri: str
    name: str | None = None
    end_time: str | None = None
    address: str | None = None
    external_tag: str | None = None
    conversation_ids: list[str] | None = None
    recording_state: str = always("NONE")
    secure_pause: bool | None = None
    recent_transfers: list[Transfer] = always([])
    inactivity_timeout: str | None = None
    divisions: list[DivisionMembership] = always([])
