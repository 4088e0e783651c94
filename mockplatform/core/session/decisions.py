"""Owns what a guest session allows: its commands, and which events each leads to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from mockplatform.core import devices, files
from mockplatform.core.aggregate import Aggregate, Circumstances, Command, Event
from mockplatform.core.events import Person
from mockplatform.core.session.events import (
    ConversationBegun,
    Ending,
    SessionEnded,
    SessionRenewed,
    SessionStarted,
    SignedIn,
)
from mockplatform.core.session.state import Session, evolve, initial, next_deadline
from mockplatform.core.telling import shown_at
from mockplatform.errors import (
    CannotDowngrade,
    SessionExpired,
    SessionUnknown,
    SignInRefused,
)


class Configure(Command, frozen=True, kw_only=True):
    """Begin the session or come back to it; `user` is who has proved to be known.

    `may_step_up` is whether a guest's session may become a known user's; `after` is when the last
    thing before is told to have been.
    """

    deployment_id: str
    guest: Person
    user: Person | None = None
    life_s: float | None = None
    start_new: bool = False
    may_step_up: bool = True
    after: float = 0.0


class Begin(Command, frozen=True, kw_only=True):
    """Have a new conversation; `is_auto` is whether it begins by itself."""

    conversation_id: str
    is_auto: bool = False


class End(Command, frozen=True, kw_only=True):
    """End the session."""

    reason: Ending


def decide(state: Session, command: Command, at: Circumstances) -> Sequence[Event]:
    """Return what happens to the session.

    Raises:
        SessionExpired: It has ended by its own time.
        SessionUnknown: There is none, where one is needed.
        CannotDowngrade: It is a known user's, and a guest comes.
        SignInRefused: It may not become a known user's, or is another one's.
        ThingExists, FileUnknown, FileExpired, TooManyRequests: As `mockplatform.core.files` says.
        DeviceKnown, DeviceUnknown: As `mockplatform.core.devices` says.
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
    # Where a new one is wanted already, or was never begun, to want it again is nothing new.
    if command.start_new and state.conversation_id:
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
                "Try to authenticate again: the session is another user's",
                hint="A session token is for one user: sign in as that one, or make another.",
            )
        return []
    if not command.may_step_up:
        raise SignInRefused(
            "Session authentication failed: the deployment lets no guest step up",
            hint="Its `messaging.stepUp` is off; or make a new session token.",
        )
    shown = shown_at(at.now, max(state.told_at, command.after))
    return [SignedIn(at=at.now, customer=user, shown_at=shown)]


def _begin(state: Session, command: Begin, at: Circumstances) -> list[Event]:
    del state
    return [
        ConversationBegun(
            at=at.now, conversation_id=command.conversation_id, is_auto=command.is_auto
        )
    ]


def _end(state: Session, command: End, at: Circumstances) -> list[Event]:
    return [SessionEnded(at=at.now, reason=command.reason)] if state.is_live else []


_DECISIONS: dict[type[Command], Callable[[Session, Any, Circumstances], Sequence[Event]]] = {
    Configure: _configure,
    Begin: _begin,
    files.OfferFile: lambda state, command, at: files.offer(state.files, command, at),
    files.TakeFile: lambda state, command, at: files.take(state.files, command, at),
    files.DeleteFile: lambda state, command, at: files.delete(state.files, command, at),
    devices.Register: lambda state, command, at: devices.register(state.device, command, at),
    devices.Amend: lambda state, command, at: devices.amend(state.device, command, at),
    devices.Deregister: lambda state, command, at: devices.deregister(state.device, command, at),
    End: _end,
}


AGGREGATE = Aggregate(
    kind="session", initial=initial, decide=decide, evolve=evolve, next_deadline=next_deadline
)
