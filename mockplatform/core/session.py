"""Owns guest sessions: what stands behind a token that a client has made for itself.

A session is found by its token alone and outlives sockets. It knows its conversations, its files
and whose it is; when silence ends it, depends on its conversation too (`mockplatform.guests`).

Source: [C] transport SDK 2.14 and web-messaging-sdk 18.1 (flows, errors). Invented: what is kept
of a session that has ended.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal

from immutables import Map
from msgspec import Struct
from msgspec.structs import replace

from mockplatform.core.aggregate import Aggregate, Circumstances, Command, Deadline, Event
from mockplatform.core.events import Person
from mockplatform.errors import (
    CannotDowngrade,
    FileExpired,
    FileNotUploaded,
    FileUnknown,
    SessionExpired,
    SessionUnknown,
    SignInRefused,
    TooManyRequests,
)
from mockplatform.limits import LIMITS
from mockplatform.settings import Settings

EXPIRED = "session.expired"
FORGOTTEN = "session.forgotten"
Ending = Literal["expired", "cleared", "loggedOut"]


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
    """The session has a conversation, the latest of several."""

    conversation_id: str


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


class Session(Struct, frozen=True, kw_only=True):
    """The state of one guest session. `version` 0 means that it does not exist.

    Attributes:
        began_at: The `version` behind which its present life began; what was before is gone
            for the guest.
        conversations: The latest stands last.
        is_fresh: Whether the next message begins a new conversation, whatever there is.
        ended: Why it is over; empty while it is not.
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
    is_fresh: bool = False
    files: Map[str, File] = Map()
    ended: str = ""

    @property
    def is_live(self) -> bool:
        """Whether it has begun and not ended."""
        return self.version > 0 and not self.ended

    @property
    def conversation_id(self) -> str:
        """The latest conversation; empty where there is none, or a new one is wanted."""
        return "" if self.is_fresh or not self.conversations else self.conversations[-1]


class Configure(Command, frozen=True, kw_only=True):
    """Begin the session or come back to it; `user` is who has proved to be known.

    `may_step_up` is whether a guest's session may become a known user's.
    """

    deployment_id: str
    guest: Person
    user: Person | None = None
    life_s: float | None = None
    start_new: bool = False
    may_step_up: bool = True


class Begin(Command, frozen=True, kw_only=True):
    """Have a new conversation."""

    conversation_id: str


class OfferFile(Command, frozen=True, kw_only=True):
    """Announce a file."""

    file: File


class TakeFile(Command, frozen=True, kw_only=True):
    """Note that a file's bytes have come."""

    file_id: str
    size: int


class DeleteFile(Command, frozen=True, kw_only=True):
    """Take a file away that was not sent."""

    file_id: str


class End(Command, frozen=True, kw_only=True):
    """End the session."""

    reason: Ending


def initial(id_: str) -> Session:
    """Return the session that does not exist yet."""
    return Session(id=id_)


def decide(state: Session, command: Command, at: Circumstances) -> Sequence[Event]:
    """Return what happens to the session.

    Raises:
        SessionExpired: It has ended by its own time.
        SessionUnknown: There is none, where one is needed.
        CannotDowngrade: It is a known user's, and a guest comes.
        SignInRefused: It may not become a known user's, or is another one's.
        FileUnknown, FileExpired, FileNotUploaded: A file is not there, or not so far.
        TooManyRequests: It has as many files as a session may have.
    """
    if state.ended == "expired":
        raise SessionExpired(
            "The session has expired", hint="Make a new session token, and configure that."
        )
    if not isinstance(command, Configure | End) and not state.is_live:
        raise SessionUnknown(
            "No session is configured for this token", hint="Send configureSession first."
        )
    return _DECISIONS[type(command)](state, command, at)


def _configure(state: Session, command: Configure, at: Circumstances) -> list[Event]:
    if not state.is_live:
        return [
            SessionStarted(
                at=at.now,
                deployment_id=command.deployment_id,
                customer=command.user or command.guest,
                life_s=command.life_s,
                is_signed_in=command.user is not None,
            )
        ]
    if state.deployment_id != command.deployment_id:
        raise SessionUnknown(
            f"The session belongs to another deployment than {command.deployment_id!r}",
            hint="A session token is for one deployment: make another one.",
        )
    events: list[Event] = _sign_in(state, command, at)
    if command.start_new:
        events.append(SessionRenewed(at=at.now))
    return events


def _sign_in(state: Session, command: Configure, at: Circumstances) -> list[Event]:
    user = command.user
    if user is None:
        if state.is_signed_in:
            raise CannotDowngrade(
                "The session is authenticated and cannot be a guest's again",
                hint="Send configureAuthenticatedSession, or make a new session token.",
            )
        return []
    if state.is_signed_in:
        if user.id != state.customer.id:
            raise SignInRefused(
                "Session authentication failed: it is another user's",
                hint="A session token is for one user: make another one.",
            )
        return []
    if not command.may_step_up:
        raise SignInRefused(
            "Session authentication failed: the deployment lets no guest step up",
            hint="Its `messaging.stepUp` is off; or make a new session token.",
        )
    return [SignedIn(at=at.now, customer=user)]


def _begin(state: Session, command: Begin, at: Circumstances) -> list[Event]:
    del state
    return [ConversationBegun(at=at.now, conversation_id=command.conversation_id)]


def _offer_file(state: Session, command: OfferFile, at: Circumstances) -> list[Event]:
    if len(state.files) >= LIMITS.session_files_max:
        raise TooManyRequests(
            f"A session has at most {LIMITS.session_files_max} files", hint="Delete one."
        )
    return [FileOffered(at=at.now, file=command.file)]


def file_of(state: Session, file_id: str) -> File:
    """Return a session's file.

    Raises:
        FileUnknown: It has none by that id.
    """
    found = state.files.get(file_id)
    if found is None:
        raise FileUnknown(
            f"No attachment {file_id[:64]!r} in this session",
            hint="Ids come from PresignedUrlResponse, and end with the session.",
        )
    return found


def uploaded(state: Session, file_id: str) -> File:
    """Return a session's file whose bytes have come.

    Raises:
        FileUnknown: It has none by that id.
        FileNotUploaded: Its bytes have not come.
    """
    found = file_of(state, file_id)
    if found.uploaded_at is None:
        raise FileNotUploaded(
            f"Attachment {file_id!r} was not uploaded",
            hint="PUT its bytes to the URL of its PresignedUrlResponse first.",
        )
    return found


def _take_file(state: Session, command: TakeFile, at: Circumstances) -> list[Event]:
    found = file_of(state, command.file_id)
    if found.uploaded_at is not None:
        return []
    if at.now > found.offered_at + LIMITS.file_upload_s_max:
        raise FileExpired(
            "The time to upload is over",
            hint=f"It is {LIMITS.file_upload_s_max:g} s of the tenant's clock: send onAttachment "
            "again.",
        )
    return [FileUploaded(at=at.now, file_id=found.id, size=command.size)]


def _delete_file(state: Session, command: DeleteFile, at: Circumstances) -> list[Event]:
    return [FileDeleted(at=at.now, file_id=file_of(state, command.file_id).id)]


def _end(state: Session, command: End, at: Circumstances) -> list[Event]:
    return [SessionEnded(at=at.now, reason=command.reason)] if state.is_live else []


_DECISIONS: dict[type[Command], Callable[[Session, Any, Circumstances], list[Event]]] = {
    Configure: _configure,
    Begin: _begin,
    OfferFile: _offer_file,
    TakeFile: _take_file,
    DeleteFile: _delete_file,
    End: _end,
}


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
        case ConversationBegun(conversation_id=id_):
            kept = state.conversations[1 - LIMITS.session_conversations_max :]
            changes = {"conversations": (*kept, id_), "is_fresh": False, "active_at": event.at}
        case FileOffered(file=file):
            changes = {"files": state.files.set(file.id, file)}
        case FileUploaded(file_id=file_id, size=size):
            file = replace(state.files[file_id], uploaded_at=event.at, size=size)
            changes = {"files": state.files.set(file_id, file)}
        case FileDeleted(file_id=file_id):
            changes = {"files": state.files.delete(file_id)}
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


AGGREGATE = Aggregate(
    kind="session", initial=initial, decide=decide, evolve=evolve, next_deadline=next_deadline
)
