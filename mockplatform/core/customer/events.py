"""Owns what can happen to a customer of a chat channel: the events of his stream."""

from __future__ import annotations

from mockplatform.core.aggregate import Event
from mockplatform.core.files import FileEvent


class CustomerMet(Event, frozen=True, kw_only=True):
    """A customer came for the first time, or goes by another name or picture now."""

    deployment_id: str
    external_id: str
    first_name: str = ""
    last_name: str = ""
    image: str = ""


class FieldsSet(Event, frozen=True, kw_only=True):
    """Custom fields of the customer have these values now; others stay as they are."""

    fields: dict[str, str]


class ThreadBegun(Event, frozen=True, kw_only=True):
    """A thread is there: `id` is the platform's name for it, `external_id` the client's."""

    id: str
    external_id: str


class ThreadNamed(Event, frozen=True, kw_only=True):
    """A thread has a name."""

    external_id: str
    name: str


class ThreadArchived(Event, frozen=True, kw_only=True):
    """Nothing more can be said in a thread."""

    external_id: str


class CaseBegun(Event, frozen=True, kw_only=True):
    """A thread has a conversation, the latest of several; `number` is what agents call it."""

    external_id: str
    conversation_id: str
    number: str


class GroupJoined(Event, frozen=True, kw_only=True):
    """He takes part in another customer's conversation; its event `seq` has made him a guest."""

    conversation_id: str
    seq: int


class GroupLeft(Event, frozen=True, kw_only=True):
    """He takes part in another's conversation no more."""

    conversation_id: str


CustomerEvent = (
    CustomerMet
    | FieldsSet
    | ThreadBegun
    | ThreadNamed
    | ThreadArchived
    | CaseBegun
    | GroupJoined
    | GroupLeft
    | FileEvent
)
