"""Owns the state of a guest session: what it is, and how events change it."""

from __future__ import annotations

from typing import Any

from immutables import Map
from msgspec import Struct
from msgspec.structs import replace

from mockplatform.core import files
from mockplatform.core.aggregate import Deadline, Event
from mockplatform.core.devices import Device, DeviceNoted
from mockplatform.core.events import Person
from mockplatform.core.session.events import (
    ConversationBegun,
    SessionEnded,
    SessionRenewed,
    SessionStarted,
    SignedIn,
)
from mockplatform.limits import LIMITS
from mockplatform.settings import Settings

EXPIRED = "session.expired"
FORGOTTEN = "session.forgotten"


class Session(Struct, frozen=True, kw_only=True):
    """The state of one guest session. `version` 0 means that it does not exist.

    Attributes:
        conversations: Those of its present life; the latest stands last.
        is_auto: Whether the latest conversation began by itself.
        is_fresh: Whether the next message begins a new conversation, whatever there is.
        ended: Why it is over; empty while it is not.
        told_at: When its guest is told to have signed in; 0 where he has not.
    """

    id: str
    version: int = 0
    deployment_id: str = ""
    customer: Person = Person(purpose="customer", id="")
    is_signed_in: bool = False
    life_s: float | None = None
    started_at: float = 0.0
    active_at: float = 0.0
    ended_at: float = 0.0
    conversations: tuple[str, ...] = ()
    is_auto: bool = False
    is_fresh: bool = False
    files: files.Files = Map()
    device: Device | None = None
    ended: str = ""
    told_at: float = 0.0

    @property
    def is_live(self) -> bool:
        """Whether it has begun and not ended."""
        return self.version > 0 and not self.ended

    @property
    def conversation_id(self) -> str:
        """The latest conversation; empty where there is none, or a new one is wanted."""
        return "" if self.is_fresh or not self.conversations else self.conversations[-1]


def initial(id_: str) -> Session:
    """Return the session that does not exist yet."""
    return Session(id=id_)


def evolve(state: Session, event: Event) -> Session:
    """Return the session after `event`."""
    version = state.version + 1
    changes: dict[str, Any] = {}
    match event:
        case SessionStarted():
            begun = Session(id=state.id, started_at=event.at)
            changes = {name: getattr(begun, name) for name in begun.__struct_fields__}
            changes |= {
                "deployment_id": event.deployment_id,
                "customer": event.customer,
                "is_signed_in": event.is_signed_in,
                "life_s": event.life_s,
                "active_at": event.at,
            }
        case SessionRenewed():
            changes = {"is_fresh": True, "active_at": event.at}
        case SignedIn(customer=customer):
            changes = {"customer": customer, "is_signed_in": True, "active_at": event.at}
            changes["told_at"] = event.told_at
        case ConversationBegun(conversation_id=id_, is_auto=is_auto):
            kept = state.conversations[1 - LIMITS.session_conversations_max :]
            changes = {
                "conversations": (*kept, id_),
                "is_auto": is_auto,
                "is_fresh": False,
                "active_at": event.at,
            }
        case files.FileOffered() | files.FileUploaded() | files.FileDeleted():
            changes = {"files": files.after(state.files, event)}
        case DeviceNoted(device=device):
            changes = {"device": device}
        case SessionEnded(reason=reason):
            changes = {"ended": reason, "ended_at": event.at}
    return replace(state, **{**changes, "version": version})


def next_deadline(state: Session, settings: Settings) -> Deadline | None:
    """Return when silence ends it, as far as it knows itself, or when it is forgotten.

    An ended token is told as such for as long as a deleted conversation.
    """
    if state.version == 0:
        return None
    if state.ended:
        return Deadline(state.ended_at + settings.deleted_kept, FORGOTTEN)
    return None if state.life_s is None else Deadline(state.active_at + state.life_s, EXPIRED)
