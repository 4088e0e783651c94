"""Owns the shapes of the admin API's answers, as a client reads them.

They stand here a second time because reading them should cost a client no server library; a
test holds them to the shapes that the server writes. What a newer server adds is ignored.
"""

from __future__ import annotations

from typing import Any

from msgspec import Struct, field


class Answer(Struct, frozen=True, kw_only=True, rename="camel"):
    """What all answers have: camelCase names on the wire."""


class Status(Answer, frozen=True, kw_only=True):
    """How the server is."""

    status: str


class Version(Answer, frozen=True, kw_only=True):
    """What the server is."""

    name: str
    version: str
    python: str
    store: str
    seed: int


class Client(Answer, frozen=True, kw_only=True):
    """An OAuth client, with its secret."""

    id: str
    secret: str


class Tenant(Answer, frozen=True, kw_only=True):
    """A tenant: all that a test needs to point a widget at it."""

    id: str
    url: str
    ws_url: str
    admin_url: str
    deployment_id: str
    brand_id: int
    client: Client
    seed: int
    fixture: str = ""
    created_at: str
    now: str
    conversations: int = 0
    channels: int = 0
    ttl: str | None = None


class TenantList(Answer, frozen=True, kw_only=True):
    """All tenants, the oldest first."""

    tenants: list[Tenant]


class Checkpoint(Answer, frozen=True, kw_only=True):
    """A checkpoint: a tenant's state by a name.

    Attributes:
        at: The tenant's time when it was taken, to which it goes back.
        conversations: How many conversations it holds.
        events: How many events it holds in all.
    """

    name: str
    at: str
    conversations: int
    events: int


class CheckpointList(Answer, frozen=True, kw_only=True):
    """The checkpoints of a tenant, the oldest first."""

    checkpoints: list[Checkpoint]


class Fired(Answer, frozen=True, kw_only=True):
    """Something that time did or will do: when, what, and to whom."""

    at: str
    what: str
    subject: str


class Clock(Answer, frozen=True, kw_only=True):
    """A tenant's clock.

    Attributes:
        mode: ``running`` or ``paused``.
        rate: Tenant seconds in a second of real time, while it runs.
        offset: Seconds by which it is ahead of real time.
        next_deadlines: What falls due next, in order of time.
        fired: What fell due on the way, where the act moved the clock.
    """

    now: str
    mode: str
    rate: float
    offset: float
    next_deadlines: list[Fired]
    fired: list[Fired] | None = None
    fired_count: int | None = None


class Advanced(Answer, frozen=True, kw_only=True):
    """What an advance did: all that fell due on the way, in order of time."""

    now: str
    fired: list[Fired]
    fired_count: int


class Named(Answer, frozen=True, kw_only=True):
    """A queue or an agent, by id and name."""

    id: str
    name: str


class Person(Answer, frozen=True, kw_only=True):
    """Who speaks: purpose is customer, agent, bot or acd."""

    purpose: str
    id: str
    name: str | None = None


class WrapUp(Answer, frozen=True, kw_only=True):
    """How an agent summed up."""

    code: str
    name: str | None = None
    notes: str | None = None
    tags: list[str] | None = None
    duration_s: float | None = None
    at: str


class Participant(Answer, frozen=True, kw_only=True):
    """One stay of somebody in the conversation."""

    id: str
    purpose: str
    person_id: str
    name: str | None = None
    state: str
    joined_at: str
    left_at: str | None = None
    alerted_at: str | None = None
    queue: str | None = None
    held: bool | None = None
    attributes: dict[str, str] | None = None
    wrap_up: WrapUp | None = None


class Routing(Answer, frozen=True, kw_only=True):
    """How the conversation was placed; no rule means the fallback queue."""

    queue: str
    rule: str | None = None
    evaluated_null: list[str]
    cache: str
    elapsed_ms: float


class Attachment(Answer, frozen=True, kw_only=True):
    """A file that a message points to."""

    url: str
    name: str = ""
    mime: str = ""
    size: int = 0


class Message(Answer, frozen=True, kw_only=True):
    """A message of the transcript; `seq` is its place among the conversation's events."""

    id: str
    seq: int
    at: str
    direction: str
    from_: Person = field(name="from")
    type: str
    text: str
    client_message_id: str | None = None
    attachments: list[Attachment] | None = None
    duplicate: bool | None = None


class Bot(Answer, frozen=True, kw_only=True):
    """Where a bot stands in its script."""

    id: str
    ringing: bool
    next_act_at: str | None = None
    steps_left: int


class Bytes(Answer, frozen=True, kw_only=True):
    """How many bytes data of a conversation may have, in canonical form."""

    routing_data: int
    conversation_data: int


class Case(Answer, frozen=True, kw_only=True):
    """Where a conversation of a chat channel stands: as which case, in whose thread, how far."""

    number: str
    thread: str
    thread_name: str | None = None
    channel: Named
    customer_id: str
    status: str
    status_at: str


class Conversation(Answer, frozen=True, kw_only=True):
    """A conversation; transcript, channels, bot, sizes come with a single one only."""

    id: str
    state: str
    created_at: str
    updated_at: str
    active_at: str
    ended_at: str | None = None
    close_reason: str | None = None
    medium: str | None = None
    session_id: str | None = None
    case: Case | None = None
    user_id: str
    user_name: str | None = None
    deployment_id: str
    queue: Named | None = None
    agent: Named | None = None
    ring_until: str | None = None
    declined: list[str]
    participants: list[Participant]
    alerted: list[Participant] | None = None
    routing_data: dict[str, Any]
    routing_data_bytes: int
    routing_hash: str
    routing: Routing | None = None
    conversation_data: dict[str, Any]
    conversation_data_bytes: int | None = None
    bytes_max: Bytes | None = None
    latest_seq: int
    version: int
    message_count: int
    reconnects: int
    inactivity_expires_at: str | None = None
    transcript: list[Message] | None = None
    channels: list[dict[str, Any]] | None = None
    bot: Bot | None = None


class ConversationPage(Answer, frozen=True, kw_only=True):
    """Conversations, newest first."""

    conversations: list[Conversation]
    total: int
    next_cursor: str | None = None


class BoardRow(Answer, frozen=True, kw_only=True):
    """A conversation in a line; `queue` and `agent` are ids."""

    id: str
    state: str
    user_id: str
    user_name: str | None = None
    queue: str | None = None
    queue_name: str | None = None
    agent: str | None = None
    agent_name: str | None = None
    medium: str | None = None
    close_reason: str | None = None
    created_at: str
    updated_at: str
    waiting_since: str | None = None
    message_count: int
    reconnects: int
    sockets: int


class Board(Answer, frozen=True, kw_only=True):
    """Lines, newest first; `counts` are those of all conversations by state.

    What comes behind `last_id` in the journal is news to it.
    """

    rows: list[BoardRow]
    counts: dict[str, int]
    total: int
    last_id: int
    next_cursor: str | None = None


class EventPage(Answer, frozen=True, kw_only=True):
    """A conversation's events behind a seq, oldest first."""

    events: list[dict[str, Any]]
    latest_seq: int
    has_more: bool


class Agent(Answer, frozen=True, kw_only=True):
    """An agent, and what he has to do now."""

    id: str
    name: str
    kind: str
    queues: list[str]
    capacity: int
    present: bool
    email: str = ""
    presence: str = ""
    responding: bool = True
    script: dict[str, Any] | None = None
    conversations: list[str]


class AgentList(Answer, frozen=True, kw_only=True):
    """The agents in the order in which they are chosen from."""

    agents: list[Agent]


class Queue(Answer, frozen=True, kw_only=True):
    """A queue: who serves it, present or not, and how many conversations wait in it."""

    id: str
    name: str
    agents: list[str]
    waiting: int


class QueueList(Answer, frozen=True, kw_only=True):
    """The queues in the order of the configuration; `fallback` takes what no rule matches."""

    queues: list[Queue]
    fallback: str


class ChannelList(Answer, frozen=True, kw_only=True):
    """The live sockets, the oldest first."""

    channels: list[dict[str, Any]]


class SettingSchema(Answer, frozen=True, kw_only=True):
    """What may be said of one setting."""

    name: str
    default: Any
    unit: str
    source: str
    help: str
    min: float | None = None
    max: float | None = None
    pattern: str | None = None


class SettingsSchema(Answer, frozen=True, kw_only=True):
    """All settings."""

    settings: list[SettingSchema]


class Journal(Answer, frozen=True, kw_only=True):
    """Entries of the journal, the oldest first.

    Attributes:
        evicted: How many entries were dropped since it was last cleared.
        last_id: The id of the newest entry: `since` for the next look.
    """

    entries: list[dict[str, Any]]
    evicted: int
    last_id: int
