"""Owns every error that a user of the platform can meet: one class each, one tree.

    PlatformError
      BadRequest     400   InvalidJson InvalidValue UnknownMember RoutingDataNotFlat …
      Unauthorized   401   TokenMissing TokenInvalid TokenExpired TokenRevoked
      Forbidden      403   MissingScope NotYours
      NotFound       404   UnknownThing UnknownRoute
      Conflict       409   IllegalTransition ConversationEnded MessageIdReused …
      OAuthError     400   the errors of RFC 6749, by their registered names
      … and those with a status of their own

An error knows what happened (`message`), the next step (`hint`) and what was wrong
where (`details`). How that is written on the wire is a dialect's matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from http import HTTPStatus
from typing import ClassVar

NAMES_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Detail:
    """One wrong thing: a machine's word for it, where it stands, and a sentence."""

    code: str
    field: str
    message: str


class PlatformError(Exception):
    """What every error of the platform has."""

    status: ClassVar[int] = 500
    code: ClassVar[str] = "internal.error"

    def __init__(
        self,
        message: str,
        *,
        hint: str = "",
        details: Iterable[Detail] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.details = tuple(details)
        self.headers = dict(headers or {})


def nearest(name: str, known: Iterable[str]) -> str:
    """Return a sentence that names what `name` may have meant, or lists what is known."""
    names = sorted(known)
    close = get_close_matches(name, names, n=1, cutoff=0.6)
    if close:
        return f"Did you mean {close[0]!r}?"
    shown = ", ".join(names[:NAMES_SHOWN]) + (", …" if len(names) > NAMES_SHOWN else "")
    return f"Known: {shown}." if shown else "None is known."


class BadRequest(PlatformError):
    """The request cannot be understood or is not allowed to be so."""

    status = 400
    code = "bad.request"


class InvalidJson(BadRequest):
    """The text is not strict JSON."""

    code = "invalid.json"

    def __init__(self, what: str, *, path: str = "$") -> None:
        super().__init__(
            f"Invalid JSON: {what}",
            hint="Send one JSON value in UTF-8, as RFC 8259 has it.",
            details=[Detail(self.code, path, what)],
        )


class InvalidValue(BadRequest):
    """One field has a value that it cannot take."""

    code = "invalid.value"

    def __init__(self, field: str, what: str, *, hint: str = "") -> None:
        super().__init__(f"{field}: {what}", hint=hint, details=[Detail(self.code, field, what)])
        self.field = field
        self.what = what


class UnknownMember(BadRequest):
    """An object of the admin API or of a fixture has a member that nobody reads."""

    code = "unknown.member"

    def __init__(self, path: str, name: str, known: Iterable[str]) -> None:
        hint = nearest(name, known)
        super().__init__(
            f"{path}: unknown member {name!r}",
            hint=hint,
            details=[Detail(self.code, path, f"unknown member {name!r}. {hint}")],
        )


class UnknownFrame(BadRequest):
    """A client's frame is of a type that the socket does not know."""

    code = "unknown.frame"

    def __init__(self, name: str, known: Iterable[str]) -> None:
        hint = nearest(name, known)
        super().__init__(
            f"Unknown frame type {name[:64]!r}",
            hint=hint,
            details=[Detail(self.code, "$.type", hint)],
        )


class AmbiguousCredentials(BadRequest):
    """A request carries two credentials at once."""

    code = "ambiguous.credentials"


class RoutingDataNotFlat(BadRequest):
    """Routing data holds something else than strings and booleans."""

    code = "routing.data.not.flat"


class ConversationDataTooDeep(BadRequest):
    """Conversation data nests deeper than the platform keeps."""

    code = "conversation.data.too.deep"


class ClockBackwards(BadRequest):
    """A tenant's clock was asked to run backwards."""

    code = "clock.backwards"

    def __init__(self, *, now: float, asked: float) -> None:
        super().__init__(
            f"The clock cannot move back by {now - asked:.3f} s",
            hint="Time only moves forward; clock/reset returns to the wall's time.",
        )


class Unauthorized(PlatformError):
    """The caller is not known. Answered with a `WWW-Authenticate` challenge."""

    status = 401
    code = "unauthorized"
    challenge: ClassVar[str] = "invalid_token"


class TokenMissing(Unauthorized):
    """No token came with the request."""

    code = "authentication.required"
    challenge = ""


class TokenInvalid(Unauthorized):
    """The token is none of this tenant's."""

    code = "invalid.token"


class TokenExpired(Unauthorized):
    """The token's time is over on the tenant's clock."""

    code = "token.expired"


class TokenRevoked(Unauthorized):
    """The token, or its whole family, was revoked."""

    code = "token.revoked"


class Forbidden(PlatformError):
    """The caller is known and may not."""

    status = 403
    code = "forbidden"


class MissingScope(Forbidden):
    """The token lacks a scope that the call needs."""

    code = "missing.permissions"

    def __init__(self, missing: Iterable[str], held: Iterable[str]) -> None:
        names = sorted(missing)
        has = " ".join(sorted(held))
        super().__init__(
            f"Missing the following permission(s): {', '.join(names)}",
            hint=f"Ask for the scope {' '.join(names)!r}; this token has {has!r}.",
            details=[Detail(self.code, "scope", name) for name in names],
        )


class NotYours(Forbidden):
    """The thing exists in this tenant and belongs to somebody else."""

    code = "not.authorized"


class HostRefused(Forbidden):
    """The admin API was called under a name that is none of the server's (DNS rebinding)."""

    code = "host.refused"


class OriginRefused(Forbidden):
    """A page of another origin called the admin API."""

    code = "origin.refused"


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


class MethodNotAllowed(PlatformError):
    """The path exists with other methods."""

    status = 405
    code = "method.not.allowed"

    def __init__(self, method: str, allowed: Iterable[str]) -> None:
        names = ", ".join(sorted(allowed))
        super().__init__(
            f"{method} is not allowed here", hint=f"Allowed: {names}.", headers={"Allow": names}
        )


class RequestTimeout(PlatformError):
    """The body did not come in time."""

    status = 408
    code = "request.timeout"


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


class PayloadTooLarge(PlatformError):
    """A body or a document is over its limit."""

    status = 413
    code = "payload.too.large"


class RoutingDataTooLarge(PayloadTooLarge):
    """Routing data is over 16,384 bytes in its canonical form."""

    code = "routing.data.too.large"


class UnsupportedMediaType(PlatformError):
    """The body has a content type or an encoding that is not taken."""

    status = 415
    code = "unsupported.media.type"


class ExpectationFailed(PlatformError):
    """An `Expect` header asks for something else than 100-continue."""

    status = 417
    code = "expectation.failed"


class IdempotencyKeyReused(PlatformError):
    """An `Idempotency-Key` came again with another body."""

    status = 422
    code = "idempotency.key.reused"


class UpgradeRequired(PlatformError):
    """A plain request came to a socket's path, or with another version of the protocol."""

    status = 426
    code = "upgrade.required"


class TooManyRequests(PlatformError):
    """A limit of rate or of number is reached."""

    status = 429
    code = "too.many.requests"


class NotReady(PlatformError):
    """The platform is starting or stopping."""

    status = 503
    code = "not.ready"


class StorageFull(PlatformError):
    """The store cannot take more; nothing of the request was kept."""

    status = 507
    code = "storage.full"


class OAuthError(PlatformError):
    """An error of an OAuth endpoint, by its registered name (RFC 6749 section 5.2)."""

    status = 400
    code = "oauth.error"

    def __init__(self, error: str, description: str, *, hint: str = "", status: int = 400) -> None:
        headers = (
            {"WWW-Authenticate": 'Basic realm="mockplatform"'}
            if status == HTTPStatus.UNAUTHORIZED
            else {}
        )
        super().__init__(description, hint=hint, headers=headers)
        self.error = error
        self.oauth_status = status


class FixtureInvalid(PlatformError):
    """A fixture file does not describe a tenant. `details` have file, line and path."""

    status = 422
    code = "fixture.invalid"


class StoreRefused(PlatformError):
    """A store's file is of another schema number, locked, or no store at all."""

    code = "store.refused"
