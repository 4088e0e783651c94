"""Owns what can be asked of a conversation."""

from __future__ import annotations

from typing import Any

from msgspec import field

from mockplatform.core.aggregate import Command
from mockplatform.core.events import Attachment, Person, WrapUp
from mockplatform.core.states import Verb
from mockplatform.core.statuses import Status


class CreateConversation(Command, frozen=True, kw_only=True):
    """Open a conversation, with its first message if there is one, in one step.

    `request_digest` is what a repeat with the same id must have again; `queue`, where it is
    given, is where the caller wants it, past all rules.
    """

    customer: Person
    deployment_id: str
    instance_id: str = ""
    routing_data: dict[str, Any]
    conversation_data: dict[str, Any]
    request_digest: str = ""
    message: SendMessage | None = None
    medium: str = ""
    session_id: str = ""
    queue: str = ""
    warn_s: float = 0.0


class SendMessage(Command, frozen=True, kw_only=True):
    """Put a message into the transcript, once for each client message id."""

    message_id: str
    sender: Person
    text: str
    type: str = "text"
    client_message_id: str = ""
    attachments: tuple[Attachment, ...] = ()
    content: tuple[dict[str, Any], ...] = ()
    metadata: dict[str, str] = field(default_factory=dict)
    trace: str = ""
    after: float = 0.0
    """A time behind which it is told to have been sent, beside those of its conversation."""
    routing_data: dict[str, str] = field(default_factory=dict)
    """What it brings along is merged into routing data before it is said, in the same step."""
    closes_at: float | None = None
    """When silence ends the conversation, in what warns of that."""


class Resume(Command, frozen=True, kw_only=True):
    """Go on with a conversation that was closed: it waits again, and has a new message."""

    message: SendMessage


class Note(Command, frozen=True, kw_only=True):
    """Note something of a participant; what is None stays as it is, attributes are merged."""

    participant_id: str
    attributes: dict[str, str] | None = None
    held: bool | None = None
    wrap_up: WrapUp | None = None
    notes: dict[str, Any] | None = None


class Mark(Command, frozen=True, kw_only=True):
    """Say how far the conversation is, though it stands where it stands."""

    status: Status
    by: Person


class SetRoutingData(Command, frozen=True, kw_only=True):
    """Replace or merge routing data; `expected` is the version of an `If-Match`."""

    data: dict[str, Any]
    merge: bool
    instance_id: str = ""
    expected: int | None = None


class SetConversationData(Command, frozen=True, kw_only=True):
    """Replace or merge conversation data."""

    data: dict[str, Any]
    merge: bool
    instance_id: str = ""
    expected: int | None = None


class Offer(Command, frozen=True, kw_only=True):
    """Alert an agent."""

    agent: Person


class Answer(Command, frozen=True, kw_only=True):
    """Accept or decline an offer, on behalf of the agent alerted (or of `agent_id`)."""

    verb: Verb
    agent_id: str = ""


class Depart(Command, frozen=True, kw_only=True):
    """The connected agent leaves, or transfers to `queue`, where `to` is alerted at once."""

    verb: Verb
    agent_id: str = ""
    queue: str = ""
    to: Person | None = None


class Requeue(Command, frozen=True, kw_only=True):
    """Have the conversation wait in `queue`, whoever has it or is being asked for it."""

    queue: str


class Close(Command, frozen=True, kw_only=True):
    """End the conversation; `by` is customer, agent, supervisor or system."""

    by: str
    reason: str = ""


class Delete(Command, frozen=True, kw_only=True):
    """Take the conversation away; it answers its state for a while."""


class Expire(Command, frozen=True, kw_only=True):
    """Time has come: lapse an offer, or close for inactivity.

    `active_at` is the last typing signal, which is activity and yet no event.
    """

    active_at: float = 0.0


class Warn(Command, frozen=True, kw_only=True):
    """Time has come to say that silence will end the conversation; nothing, if it has not.

    `active_at` is as `Expire` has it.
    """

    message: SendMessage
    active_at: float = 0.0
