"""Owns context documents: what a customer's widget keeps on the server, for a while.

Source: guide, section 1 (server-backed state by user or conversation). Invented: the
size limit, versions, time to live.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from mockplatform.core.aggregate import Aggregate, Circumstances, Command, Deadline, Event, Tick
from mockplatform.core.canonical import canonical, merge_patch
from mockplatform.errors import PayloadTooLarge, PreconditionFailed, UnknownThing
from mockplatform.limits import LIMITS
from mockplatform.settings import Settings

PREFIX = "ctx_"
"""With what every key begins; a user's id or a conversation's follows."""


class ContextWritten(Event, frozen=True, kw_only=True):
    """The document has a new value; it ends `ttl_s` after `at`."""

    data: dict[str, Any]
    ttl_s: float

    def stand_in(self) -> Event | None:
        """Nothing is left of what the document was: a stream holds one value."""
        return _VOID


class ContextRemoved(Event, frozen=True, kw_only=True):
    """The document is gone: `reason` is deleted, expired or evicted."""

    reason: str

    def stand_in(self) -> Event | None:
        """Nothing is left of what the document was; its versions go on, as its ETags must."""
        return _VOID


_VOID = ContextWritten(at=0.0, data={}, ttl_s=0.0)

ContextEvent = ContextWritten | ContextRemoved


class Context(Struct, frozen=True, kw_only=True):
    """The state of one document. `data` is None while there is none; versions go on."""

    key: str
    version: int = 0
    data: dict[str, Any] | None = None
    ttl_s: float = 0.0
    written_at: float = 0.0

    @property
    def expires_at(self) -> float:
        """When the document ends if it is not written again."""
        return self.written_at + self.ttl_s


class WriteContext(Command, frozen=True, kw_only=True):
    """Replace or merge the document.

    `expected` is the version of an `If-Match` (0: any that exists); `absent` asks that
    there be none (`If-None-Match: *`).
    """

    data: dict[str, Any]
    merge: bool
    ttl_s: float | None = None
    expected: int | None = None
    absent: bool = False


class RemoveContext(Command, frozen=True, kw_only=True):
    """Take the document away."""

    expected: int | None = None
    reason: str = "deleted"


def initial(key: str) -> Context:
    """Return the document that was never written."""
    return Context(key=key)


def decide(state: Context, command: Command, at: Circumstances) -> Sequence[Event]:
    """Return what happens to the document.

    Raises:
        UnknownThing: It does not exist, and so cannot be removed.
        PreconditionFailed: Its version is another one.
        PayloadTooLarge: It would be over its limit.
    """
    ended = _ended(state, at)
    for event in ended:
        state = evolve(state, event)
    match command:
        case WriteContext():
            return [*ended, _write(state, command, at)]
        case RemoveContext():
            if state.data is None:
                raise UnknownThing("context document", state.key)
            _check(state, command.expected)
            return [ContextRemoved(at=at.now, reason=command.reason)]
        case Tick():
            return ended
    raise TypeError(type(command))


def _ended(state: Context, at: Circumstances) -> list[Event]:
    """Return the end of a document whose time is over, so that a late alarm shows none."""
    over = state.data is not None and state.expires_at <= at.now
    return [ContextRemoved(at=at.now, reason="expired")] if over else []


def _write(state: Context, command: WriteContext, at: Circumstances) -> ContextWritten:
    _check(state, command.expected)
    if command.absent and state.data is not None:
        raise PreconditionFailed(
            f"{state.key} exists at version {state.version}",
            hint="Leave If-None-Match out to write over it.",
        )
    data = merge_patch(state.data or {}, command.data) if command.merge else command.data
    size = len(canonical(data))
    if size > LIMITS.context_bytes_max:
        raise PayloadTooLarge(
            f"The document would have {size} bytes; the limit is {LIMITS.context_bytes_max}",
            hint="Split it over ctx_{userId} and ctx_{conversationId}, or drop what is old.",
        )
    kept = state.ttl_s if state.data is not None else at.settings.context_ttl
    return ContextWritten(
        at=at.now, data=data, ttl_s=kept if command.ttl_s is None else command.ttl_s
    )


def _check(state: Context, expected: int | None) -> None:
    if expected is None or (state.data is not None and expected in (0, state.version)):
        return
    raise PreconditionFailed(
        f"{state.key} is "
        + ("gone" if state.data is None else f"at version {state.version}, not {expected}"),
        hint="GET it again, merge your change into what you find, and send that ETag.",
    )


def evolve(state: Context, event: Event) -> Context:
    """Return the document after `event`."""
    version = state.version + 1
    match event:
        case ContextWritten(data=data, ttl_s=ttl_s):
            return replace(state, version=version, data=data, ttl_s=ttl_s, written_at=event.at)
        case ContextRemoved():
            return replace(state, version=version, data=None, ttl_s=0.0, written_at=0.0)
    raise TypeError(type(event))


def next_deadline(state: Context, settings: Settings) -> Deadline | None:
    """Return when the document ends."""
    del settings
    return None if state.data is None else Deadline(state.expires_at, "context.expired")


AGGREGATE = Aggregate(
    kind="context", initial=initial, decide=decide, evolve=evolve, next_deadline=next_deadline
)
