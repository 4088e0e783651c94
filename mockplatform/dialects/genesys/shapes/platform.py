"""Owns the platform API's general bodies: errors, listings, queues, users, presence, tokens."""

from __future__ import annotations

from typing import Any, Generic, Literal, TypeVar

from msgspec import field

from mockplatform.dialects.genesys.shapes.conversations import Ref
from mockplatform.edge.wire import Strings, Wire, always

Entity = TypeVar("Entity")
RoutingStatusName = Literal["OFF_QUEUE", "IDLE", "INTERACTING", "NOT_RESPONDING", "COMMUNICATING"]


# --------------------------------------------------------------------------------- general


class ErrorDetail(Wire, kw_only=True):
    """One wrong thing. Source: [M] Detail."""

    error_code: str | None = None
    field_name: str | None = None
    entity_id: str | None = None
    entity_name: str | None = None


class ErrorLimit(Wire, kw_only=True):
    """Which limit was passed. Source: [M] Limit."""

    key: str | None = None
    namespace: str | None = None
    value: int | None = None


class ErrorBody(Wire, kw_only=True):
    """Every error of the platform API; `context_id` is the correlation id.

    Source: [M] ErrorBody; [C] clients read details and errors without asking for them.
    """

    message: str
    code: str
    status: int
    context_id: str
    details: list[ErrorDetail] = always([])
    errors: list[ErrorBody] = always([])
    message_with_params: str | None = None
    message_params: Strings | None = None
    entity_id: str | None = None
    entity_name: str | None = None
    limit: ErrorLimit | None = None


class Listing(Wire, Generic[Entity], kw_only=True):
    """A page of something. Source: [M] …EntityListing."""

    entities: list[Entity]
    page_size: int
    page_number: int
    total: int
    page_count: int
    self_uri: str | None = None
    first_uri: str | None = None
    last_uri: str | None = None
    next_uri: str | None = None
    previous_uri: str | None = None


class Entities(Wire, Generic[Entity], kw_only=True):
    """All of something. Source: [M] ChannelEntityListing and its like."""

    entities: list[Entity]


# --------------------------------------------------------------------------------- routing


class MediaSettings(Wire, kw_only=True):
    """How a queue alerts for one medium; in seconds. Source: [M] MediaSettings."""

    enable_auto_answer: bool | None = None
    alerting_timeout_seconds: int | None = None


class AcwSettings(Wire, kw_only=True):
    """What a queue asks of agents after a conversation. Source: [M] AcwSettings."""

    wrapup_prompt: str | None = None
    timeout_ms: int | None = None


class Queue(Wire, kw_only=True):
    """A queue. Source: [M] Queue."""

    id: str
    name: str
    self_uri: str
    division: Ref | None = None
    description: str | None = None
    date_created: str | None = None
    date_modified: str | None = None
    member_count: int | None = None
    user_member_count: int | None = None
    joined_member_count: int | None = None
    media_settings: dict[str, MediaSettings] | None = None
    acw_settings: AcwSettings | None = None
    skill_evaluation_method: str | None = None


class UserQueue(Queue, kw_only=True):
    """A queue as one of a user's. Source: [M] UserQueue."""

    joined: bool


class QueueJoin(Wire, kw_only=True):
    """A PATCH of a user's queues, or of a member: in or out. Source: [M] UserQueue, QueueMember."""

    joined: bool
    id: str | None = None


class RoutingStatus(Wire, kw_only=True):
    """Whether an agent takes conversations. Source: [M] RoutingStatus."""

    status: RoutingStatusName
    user_id: str | None = None
    start_time: str | None = None


class WrapupCode(Wire, kw_only=True):
    """A code for wrap-up. Source: [M] WrapupCode."""

    id: str
    name: str
    division: Ref | None = None
    description: str | None = None
    date_created: str | None = None
    date_modified: str | None = None
    created_by: str | None = None
    modified_by: str | None = None
    self_uri: str | None = None


# ----------------------------------------------------------------------------------- users


class PresenceDefinition(Wire, kw_only=True):
    """A presence that a user may take.

    Source: [M] OrganizationPresence, OrganizationPresenceDefinition, PresenceDefinition.
    """

    id: str
    system_presence: str | None = None
    name: str | None = None
    type: Literal["System", "User"] | None = None
    language_labels: Strings | None = None
    primary: bool | None = None
    deactivated: bool | None = None
    self_uri: str | None = None


class SystemPresence(Wire, kw_only=True):
    """A presence that every organization has. Source: [M] SystemPresence."""

    name: str
    id: str | None = None
    self_uri: str | None = None


class Definitions(Wire, kw_only=True):
    """All presences. Source: [M] OrganizationPresenceDefinitionEntityListing."""

    entities: list[PresenceDefinition]
    total: int
    self_uri: str | None = None


class UserState(Wire, kw_only=True):
    """Whether a user may be one. Source: [M] UserState."""

    state: str
    version: int


class UserPresence(Wire, kw_only=True):
    """A user's presence, and a PATCH of it. Source: [M] UserPresence, MutableUserPresence."""

    presence_definition: PresenceDefinition | None = None
    id: str | None = None
    name: str | None = None
    source: str | None = None
    source_id: str | None = None
    primary: bool | None = None
    message: str | None = None
    modified_date: str | None = None
    self_uri: str | None = None


class User(Wire, kw_only=True):
    """A user; presence, status and the like by `expand`. Source: [M] User, UserMe."""

    id: str
    name: str
    self_uri: str
    email: str | None = None
    username: str | None = None
    state: str = always("active")
    version: int = always(1)
    division: Ref | None = None
    department: str | None = None
    title: str | None = None
    presence: UserPresence | None = None
    routing_status: RoutingStatus | None = None
    organization: Organization | None = None
    groups: list[Ref] | None = None
    skills: list[Any] | None = None
    languages: list[Any] | None = None
    acd_auto_answer: bool | None = None


class QueueMember(Wire, kw_only=True):
    """A user in a queue. Source: [M] QueueMember."""

    id: str
    name: str
    joined: bool
    ring_number: int = always(1)
    member_by: str | None = None
    user: User | None = None
    routing_status: RoutingStatus | None = None
    self_uri: str | None = None


# --------------------------------------------------------------------- tokens, organization


class Organization(Wire, kw_only=True):
    """The tenant. Source: [M] Organization."""

    id: str
    name: str
    domain: str | None = None
    state: str = always("active")
    version: int | None = None
    default_language: str | None = None
    default_country_code: str | None = None
    third_party_org_name: str | None = None
    product_platform: str | None = None
    features: dict[str, bool] = always({})
    self_uri: str | None = None


class OAuthClientRef(Wire, kw_only=True):
    """The client that holds a token. Source: [M] OrgOAuthClient."""

    id: str
    name: str | None = None
    organization: Ref | None = None


class TokenInfo(Wire, kw_only=True):
    """What a token is good for; `OAuthClient` has a capital O. Source: [M] TokenInfo."""

    organization: Ref
    home_organization: Ref
    authorized_scope: list[str]
    oauth_client: OAuthClientRef = field(name="OAuthClient")
    date_token_idles: str | None = None
