"""Owns what can happen to a guest session: the events of its stream."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from mockplatform.core.aggregate import Event
from mockplatform.core.events import Person

Ending = Literal["expired", "cleared", "loggedOut", "signedIn"]
"""Why a session is over; ``signedIn``: its user has signed in by another one."""


class File(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A file of a guest's: announced, uploaded once `uploaded_at` is there.

    `size` is in bytes: as announced, and as it came once it was uploaded.
    """

    id: str
    name: str
    mime: str
    size: int
    offered_at: float
    md5: str = ""
    uploaded_at: float | None = None


class SessionStarted(Event, frozen=True, kw_only=True):
    """A session began (or began afresh). `life_s` is how long it lives without activity."""

    deployment_id: str
    customer: Person
    life_s: float | None = None
    is_signed_in: bool = False


class SessionRenewed(Event, frozen=True, kw_only=True):
    """The guest wants a new conversation next."""


class SignedIn(Event, frozen=True, kw_only=True):
    """A guest's session became that of a known user."""

    customer: Person


class ConversationBegun(Event, frozen=True, kw_only=True):
    """The session has a conversation, the latest of several.

    `is_auto` is whether it began by itself, before the guest has said anything.
    """

    conversation_id: str
    is_auto: bool = False


class FileOffered(Event, frozen=True, kw_only=True):
    """A file was announced."""

    file: File


class FileUploaded(Event, frozen=True, kw_only=True):
    """A file's bytes have come."""

    file_id: str
    size: int


class FileDeleted(Event, frozen=True, kw_only=True):
    """A file is gone."""

    file_id: str


class SessionEnded(Event, frozen=True, kw_only=True):
    """The session is over."""

    reason: Ending


SessionEvent = (
    SessionStarted
    | SessionRenewed
    | SignedIn
    | ConversationBegun
    | FileOffered
    | FileUploaded
    | FileDeleted
    | SessionEnded
)
