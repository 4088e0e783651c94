"""Owns what can happen to a conversation: the events of its stream.

The n-th event of a stream has `seq` n; nothing else numbers anything.
"""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from mockplatform.core.aggregate import Event
from mockplatform.core.routing import Placement, RoutingData
from mockplatform.core.states import State, Verb


class Person(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """Who speaks: purpose is customer, agent, bot or acd; id is the user's or agent's."""

    purpose: str
    id: str
    name: str = ""


class Attachment(Struct, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """A file that a message points to; its bytes are not the platform's matter here."""

    url: str
    name: str = ""
    mime: str = ""
    size: int = 0


class ConversationCreated(Event, frozen=True, kw_only=True):
    """A customer opened a conversation; it is OPEN and nobody is alerted."""

    customer: Person
    participant_id: str
    deployment_id: str
    instance_id: str = ""
    routing_data: RoutingData
    conversation_data: dict[str, Any]
    request_digest: str = ""


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
    """

    verb: Verb
    before: State
    after: State
    agent: Person | None = None
    ring_until: float | None = None
    reason: str = ""
    queue: str = ""


class ParticipantJoined(Event, frozen=True, kw_only=True):
    """An agent or a bot is connected."""

    participant_id: str
    person: Person


class ParticipantLeft(Event, frozen=True, kw_only=True):
    """An agent or a bot left a conversation that goes on."""

    participant_id: str
    person: Person


class MessageSent(Event, frozen=True, kw_only=True):
    """A message is in the transcript."""

    message_id: str
    sender: Person
    type: str = "text"
    text: str
    client_message_id: str = ""
    attachments: tuple[Attachment, ...] = ()

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
    | MessageSent
    | RoutingDataChanged
    | ConversationDataChanged
)
