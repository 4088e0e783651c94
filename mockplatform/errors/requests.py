"""Owns errors of the request itself: it cannot be read, is too large, too slow, too much."""

from __future__ import annotations

from collections.abc import Iterable

from mockplatform.errors.base import Detail, PlatformError, nearest


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


class InvalidDate(InvalidValue):
    """A time is none."""

    code = "invalid.date"


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


class InvalidMembers(InvalidValue):
    """Several members of a body are wrong; `details` have all of them."""

    def __init__(self, message: str, *, hint: str, details: Iterable[Detail]) -> None:
        PlatformError.__init__(self, message, hint=hint, details=details)


class UnknownMembers(UnknownMember):
    """A body has members that nobody reads, maybe beside other wrong ones."""

    def __init__(self, message: str, *, hint: str, details: Iterable[Detail]) -> None:
        PlatformError.__init__(self, message, hint=hint, details=details)


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


class UpgradeRequired(PlatformError):
    """A plain request came to a socket's path, or with another version of the protocol."""

    status = 426
    code = "upgrade.required"


class TooManyRequests(PlatformError):
    """A limit of rate or of number is reached."""

    status = 429
    code = "too.many.requests"
