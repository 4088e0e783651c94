"""Owns errors of how things stand: not there, taken, ended, changed meanwhile."""

from __future__ import annotations

from collections.abc import Iterable

from mockplatform.errors.base import Detail, PlatformError


class NotFound(PlatformError):
    """Nothing by that name, here."""

    status = 404
    code = "not.found"


class UnknownThing(NotFound):
    """No conversation, tenant, agent … by that id in this tenant."""

    def __init__(self, what: str, name: str, *, hint: str = "") -> None:
        super().__init__(f"No {what} {name[:128]!r}", hint=hint)
        self.what = what


class UnknownRoute(NotFound):
    """No route takes that path."""

    code = "unknown.route"


class Conflict(PlatformError):
    """The state of things does not allow it."""

    status = 409
    code = "conflict"


class IllegalTransition(Conflict):
    """The conversation's state has no such verb."""

    code = "illegal.transition"

    def __init__(self, verb: str, state: str, allowed: Iterable[str]) -> None:
        names = ", ".join(sorted(allowed)) or "nothing"
        super().__init__(
            f"A conversation that is {state} cannot {verb}",
            hint=f"In state {state} it allows: {names}.",
            details=[Detail(self.code, "state", state)],
        )
        self.verb = verb
        self.state = state


class ConversationEnded(Conflict):
    """The conversation is CLOSED or DELETED and takes nothing more."""

    code = "conversation.closed"

    def __init__(self, state: str, reason: str | None) -> None:
        super().__init__(
            f"The conversation is {state}" + (f" ({reason})" if reason else ""),
            hint="It cannot be resumed: drop its id and create a new conversation.",
            details=[Detail(self.code, "state", state)],
        )
        self.state = state
        self.reason = reason


class MessageIdReused(Conflict):
    """The same `clientMessageId` came again with another text."""

    code = "message.id.reused"


class ThingExists(Conflict):
    """An id is taken."""

    code = "already.exists"


class WrongExpectedVersion(Conflict):
    """Another writer appended first; the command loop loads again and decides again."""

    code = "version.conflict"


class PreconditionFailed(PlatformError):
    """`If-Match` names a version that is no longer the present one."""

    status = 412
    code = "precondition.failed"


class IdempotencyKeyReused(PlatformError):
    """An `Idempotency-Key` came again with another body."""

    status = 422
    code = "idempotency.key.reused"
