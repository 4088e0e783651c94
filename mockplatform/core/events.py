"""Owns what can happen to a conversation: the events of its stream.

The n-th event of a stream has `seq` n; nothing else numbers anything.
"""

from __future__ import annotations

from typing import Any

from msgspec import Struct, field

from mockplatform.core.aggregate import Event
from mockplatform.core.routing import Placement, RoutingData
from mockplatform.core.states import State, Verb
from mockplatform.core.statuses import Status


class Person(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """Who speaks: purpose is customer, agent, bot, acd or api; id is the user's or agent's.

    Who speaks as ``api`` is an automation: it takes no part, and needs nobody to have accepted.
    A customer of another messenger has an `address` there, and his id is made of it.
    """

    purpose: str
    id: str
    name: str = ""
    address: str = ""
    address_type: str = ""

    @property
    def reached_at(self) -> str:
        """Under what others write to him: his address, else his id."""
        return self.address or self.id


CLIENT_NAME = "idOnExternalPlatform"
"""In a message's metadata: its client's name for it, where that does not stand for it."""


class Attachment(Struct, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """A file that a message points to; its bytes are not the platform's matter here."""

    url: str
    name: str = ""
    mime: str = ""
    size: int = 0


class ConversationCreated(Event, frozen=True, kw_only=True):
    """A customer opened a conversation; it is OPEN and nobody is alerted.

    Attributes:
        medium: By which door it came in: ``""`` is the widget API, else ``webmessaging``,
            ``open``, ``chat``, ``livechat``, ``digital``.
        session_id: The guest session, or the channel's customer, that it belongs to; ``""``: to
            none.
        warn_s: How long before silence ends it that is said; 0: never.
    """

    customer: Person
    participant_id: str
    deployment_id: str
    instance_id: str = ""
    medium: str = ""
    session_id: str = ""
    routing_data: RoutingData
    conversation_data: dict[str, Any]
    request_digest: str = ""
    warn_s: float = 0.0


class Placed(Event, frozen=True, kw_only=True):
    """Routing put the conversation into a queue."""

    placement: Placement
    queue_name: str
    participant_id: str


class StateChanged(Event, frozen=True, kw_only=True):
    """The conversation moved along its table.

    Attributes:
        agent: Whom it concerns: the agent alerted, connected, or gone.
        ring_until: When an unanswered offer lapses (for OFFER).
        reason: Why it ended (for CLOSE and EXPIRE): customer, agent, supervisor, inactivity.
        queue: The queue it is transferred to (for TRANSFER).
        participant_id: What the agent alerted is called as a participant (for OFFER).
        by: Who ended it (for CLOSE), whatever the reason: customer, agent, supervisor, system.
        shown_at: When the end is told to have come, as of a message's (`MessageSent`).
    """

    verb: Verb
    before: State
    after: State
    agent: Person | None = None
    ring_until: float | None = None
    reason: str = ""
    queue: str = ""
    participant_id: str = ""
    by: str = ""
    shown_at: float | None = None

    @property
    def told_at(self) -> float:
        """When a guest is told that it was, in no message's millisecond."""
        return self.at if self.shown_at is None else self.shown_at


class ParticipantJoined(Event, frozen=True, kw_only=True):
    """An agent or a bot is connected."""

    participant_id: str
    person: Person


class ParticipantLeft(Event, frozen=True, kw_only=True):
    """An agent or a bot left a conversation that goes on; `by` is the verb."""

    participant_id: str
    person: Person
    by: str = ""


class WrapUp(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How an agent sums up a conversation: a code of the queue's, notes, tags."""

    code: str
    name: str = ""
    notes: str = ""
    tags: tuple[str, ...] = ()
    duration_s: float = 0.0
    at: float = 0.0


class ParticipantNoted(Event, frozen=True, kw_only=True):
    """Something is noted of a participant: what is None stays as it was.

    Attributes:
        person: Whose stay it is.
        state: How it stood then: alerting, connected, disconnected.
        attributes: Merged into those that are there.
        held: Whether the participant is on hold.
        wrap_up: The agent's wrap-up.
        notes: Kept beside the attributes and not shown with them; each name has a new value.
    """

    participant_id: str
    person: Person
    state: str
    attributes: dict[str, str] | None = None
    held: bool | None = None
    wrap_up: WrapUp | None = None
    notes: dict[str, Any] | None = None


class Marked(Event, frozen=True, kw_only=True):
    """The conversation has another status, though it stands where it stood; `by` says so."""

    before: Status
    status: Status
    by: Person


class MessageSent(Event, frozen=True, kw_only=True):
    """A message is in the transcript.

    Attributes:
        content: What it holds beside its text: parts as they came, each with its `contentType`,
            or with its `eventType` in a message of type ``event``.
        metadata: What the sender put on it, texts by name.
        trace: What the sending socket called it, to find it again in what is echoed.
        shown_at: When it is told to have been sent, where that is not `at`: a millisecond after
            the message before.
        closes_at: When silence ends the conversation, in what warns of that, and is no activity.
    """

    message_id: str
    sender: Person
    type: str = "text"
    text: str
    client_message_id: str = ""
    attachments: tuple[Attachment, ...] = ()
    content: tuple[dict[str, Any], ...] = ()
    metadata: dict[str, str] = field(default_factory=dict)
    trace: str = ""
    shown_at: float | None = None
    closes_at: float | None = None

    @property
    def client_name(self) -> str:
        """What its sender's client calls it; empty: nothing."""
        return self.client_message_id or self.metadata.get(CLIENT_NAME, "")

    @property
    def sent_at(self) -> float:
        """When it was sent; no two of a conversation in the same millisecond."""
        return self.at if self.shown_at is None else self.shown_at

    def once_key(self) -> str | None:
        """Return sender and client message id: each such pair is stored once."""
        return f"{self.sender.id}\x1f{self.client_message_id}" if self.client_message_id else None


class RoutingDataChanged(Event, frozen=True, kw_only=True):
    """Routing data was replaced or merged; `routing_data` is the whole new value."""

    routing_data: RoutingData
    instance_id: str = ""
    overwrote: str = ""
    """The other instance whose newer values this write replaced without `If-Match`."""


class ConversationDataChanged(Event, frozen=True, kw_only=True):
    """Conversation data was replaced or merged; `data` is the whole new value."""

    data: dict[str, Any]
    instance_id: str = ""
    overwrote: str = ""


ConversationEvent = (
    ConversationCreated
    | Placed
    | StateChanged
    | ParticipantJoined
    | ParticipantLeft
    | ParticipantNoted
    | Marked
    | MessageSent
    | RoutingDataChanged
    | ConversationDataChanged
)
