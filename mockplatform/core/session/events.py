"""Owns what can happen to a guest session: the events of its stream."""

from __future__ import annotations

from typing import Literal

from mockplatform.core.aggregate import Event
from mockplatform.core.devices import DeviceNoted
from mockplatform.core.events import Person
from mockplatform.core.files import FileEvent

Ending = Literal["expired", "cleared", "loggedOut", "signedIn"]
"""Why a session is over; ``signedIn``: its user has signed in by another one."""


class SessionStarted(Event, frozen=True, kw_only=True):
    """A session began (or began afresh). `life_s` is how long it lives without activity."""

    deployment_id: str
    customer: Person
    life_s: float | None = None
    is_signed_in: bool = False


class SessionRenewed(Event, frozen=True, kw_only=True):
    """The guest wants a new conversation next."""


class SignedIn(Event, frozen=True, kw_only=True):
    """A guest's session became that of a known user; `shown_at` is as of a message's."""

    customer: Person
    shown_at: float | None = None

    @property
    def told_at(self) -> float:
        """When a guest is told that it was, in no message's millisecond."""
        return self.at if self.shown_at is None else self.shown_at


class ConversationBegun(Event, frozen=True, kw_only=True):
    """The session has a conversation, the latest of several.

    `is_auto` is whether it began by itself, before the guest has said anything.
    """

    conversation_id: str
    is_auto: bool = False


class SessionEnded(Event, frozen=True, kw_only=True):
    """The session is over."""

    reason: Ending


SessionEvent = (
    SessionStarted
    | SessionRenewed
    | SignedIn
    | ConversationBegun
    | FileEvent
    | DeviceNoted
    | SessionEnded
)
