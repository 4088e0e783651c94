"""Owns what the Digital API takes and gives, beside the objects that it shares with the socket.

Source: the vendor's OpenAPI operations as published again by generated clients (paths, the bodies
of requests); the vendor's agent SDK. Invented: members of answers that are not named there, and
which requests answer 204.
"""

from __future__ import annotations

from typing import Generic, TypeVar

from msgspec import Raw, field

from mockplatform.dialects.cxone.shapes.base import Heard, Told
from mockplatform.dialects.cxone.shapes.heard import (
    AttachmentHeard,
    ContentHeard,
    FieldHeard,
    IdentityHeard,
    ThreadHeard,
)
from mockplatform.dialects.cxone.shapes.objects import (
    Case,
    ChannelRef,
    CustomField,
    Identity,
    Thread,
    User,
)

ItemT = TypeVar("ItemT")


class Scrolled(Told, Generic[ItemT]):
    """A part of a list; an empty `scrollToken` says that there is no more of it.

    Source: the vendor's OpenAPI operations (`data`, `scrollToken`).
    """

    data: list[ItemT]
    scroll_token: str


class ContactHistory(Told):
    """A page of what befell a contact: its pushes, rendered anew, oldest first. Invented."""

    data: list[Raw]
    page: int
    size: int
    total: int


class EndUser(Told):
    """A customer of a channel. Invented: that each channel's customer is one of his own."""

    id: str
    first_name: str
    surname: str
    full_name: str
    image: str
    channel_id: str
    identities: list[Identity]
    custom_fields: list[CustomField]
    created_at: str


class ContactDetail(Told):
    """A contact, and what belongs to it. Invented: the members' names."""

    contact: Case
    thread: Thread
    channel: ChannelRef
    customer: EndUser
    inbox_assignee: User | None
    owner_assignee: User | None


class Me(User, kw_only=True):
    """The agent for whom the token speaks, and his tenant."""

    tenant_id: str
    business_unit_id: int


class StatusBody(Heard):
    """What `PUT …/status` takes."""

    status: str


class AssignmentBody(Heard):
    """What `PUT …/inbox-assignment` takes: an agent's id, or his number."""

    inbox_assignee_cxone_id: str | int


class QueueBody(Heard):
    """What `PUT …/routing-queue` takes: the queue's `skillId`, or its id."""

    skill_id: int | str


class ContactBody(Heard):
    """What `PUT /contacts/{contact}` takes."""

    routing_queue_priority: int | None = None


class FieldsBody(Heard):
    """What `PUT …/custom-fields` takes. What is not named stays as it is."""

    custom_fields: list[FieldHeard]


class RecipientHeard(Heard):
    """To whom something goes."""

    id_on_external_platform: str
    name: str | None = None
    is_primary: bool | None = None
    is_private: bool | None = None


class TranscriptBody(Heard):
    """What `POST …/transcript` takes."""

    recipients: list[RecipientHeard]


class OutboundBody(Heard):
    """What `POST /channels/{channel}/outbound` takes.

    Attributes:
        thread: Where it is said.
        id_on_external_platform: The client's name for the message; one that comes again is no
            other message.
        recipients: Who is meant, where several customers have a thread by that name.
    """

    thread: ThreadHeard
    message_content: ContentHeard
    id_on_external_platform: str = ""
    recipients: list[RecipientHeard] = field(default_factory=list)
    attachments: list[AttachmentHeard] = field(default_factory=list)


class InboundBody(Heard):
    """What `POST /channels/{channel}/inbound` and `…/messages` take. Invented, but the content.

    Attributes:
        author_end_user_identity: Who says it; may be left out where the thread is known.
        direction: `inbound`; what an agent says goes to `…/outbound`.
    """

    thread: ThreadHeard
    message_content: ContentHeard
    id_on_external_platform: str = ""
    author_end_user_identity: IdentityHeard | None = None
    attachments: list[AttachmentHeard] = field(default_factory=list)
    direction: str = "inbound"


class ActionBody(Heard):
    """What `POST …/sender-actions` takes. Invented: the words."""

    action: str
