"""Owns the fault `status`: an answer with another status."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from msgspec import Meta, field, json

from mockplatform.faults.effects import BODILESS, Effect, Respond
from mockplatform.faults.headers import check_headers
from mockplatform.faults.kind import HTTP, Kind, Luck
from mockplatform.faults.spans import Duration, check_duration, seconds
from mockplatform.faults.where import Occasion, Phase
from mockplatform.limits import LIMITS

_FRAMING = frozenset({"content-length", "transfer-encoding"})
_OWN = frozenset({"date", "server", "x-correlation-id"})
_OWN_PREFIX = "x-mockplatform-"
_CORS_PREFIX = "access-control-"
_ERRORS = 400
_Code = Annotated[str, Meta(min_length=1, max_length=100)]


class Status(Kind, frozen=True, kw_only=True, tag="status"):
    """An answer with a status of one's choice; in phase `reply` the work has been done.

    On a frame that a client sends it is the dialect's own error, and the frame is not carried out.

    Attributes:
        retry_after: Goes into `Retry-After`, in whole seconds, rounded up.
        code: The error's code, instead of that of the status: a text, or one of the numbers that
            a dialect's frames have.
        body: JSON instead of the platform's own error; a text goes as it is, as text/plain.
        headers: More of them; they go before the answer's own.
        cors: Whether pages of other origins may read the answer. False is what a proxy that
            fails on its own does: `fetch` tells such a page no more than "Failed to fetch".
    """

    phases = (*HTTP, "frame.in")
    sees = (
        "This status, as an error of the platform's own shape unless `body` says otherwise; on a "
        "socket, the error frame of its dialect."
    )
    example: ClassVar[Mapping[str, Any]] = {"status": 503, "retryAfter": "5s"}

    status: Annotated[int, Meta(ge=200, le=599)] = 503
    retry_after: Duration | None = None
    code: Annotated[int, Meta(ge=1, le=99_999)] | _Code | None = None
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    cors: bool = True

    def __post_init__(self) -> None:
        """Check what will stand in headers and body."""
        check_duration(self.retry_after, "retryAfter")
        check_headers(self.headers)
        for name, value in self.headers.items():
            self._check_header(name.lower(), name[:40])
            if not (value.isascii() and value.isprintable()):
                raise ValueError(f"headers: {name[:40]} has more than visible ASCII")
        if self.body is not None:
            self._check_body()
        if self.code is not None and (self.body is not None or self.status in BODILESS):
            raise ValueError("code: stands in the platform's own error, and there is none here")

    def check(self, phase: Phase) -> None:
        """Refuse what only an answer over HTTP has, where a frame is answered."""
        if phase != "frame.in":
            return
        if self.status < _ERRORS:
            raise ValueError(f"status: {self.status} is no error, and a frame is refused with one")
        given = {"body": self.body is not None, "headers": self.headers, "cors": not self.cors}
        for name, is_given in given.items():
            if is_given:
                raise ValueError(f"{name}: goes with HTTP, and not with where.phase frame.in")

    def claims(self, at: Occasion, memory: dict[Any, Any]) -> bool:
        """Whether it can be answered."""
        del memory
        return not at.is_wordless

    def _check_header(self, name: str, given: str) -> None:
        """Refuse headers that would be overruled, or would tell where the answer ends."""
        if name in _FRAMING:
            raise ValueError(
                f"headers: {given} says where the answer ends, which is not told wrongly "
                "here. The kinds `truncate` and `malformed` break answers"
            )
        if name in _OWN or name.startswith(_OWN_PREFIX):
            raise ValueError(f"headers: {given} is written by the platform itself. Leave it out")
        if name.startswith(_CORS_PREFIX) and self.cors:
            raise ValueError(
                f"headers: {given} is written by the platform itself. With `cors` false it is not"
            )

    def _check_body(self) -> None:
        """Refuse a body where none may be, or one that is too large."""
        if self.status in BODILESS:
            raise ValueError(f"body: an answer with status {self.status} has none. Leave it out")
        try:
            is_text = isinstance(self.body, str)
            size = len(self.body.encode() if is_text else json.encode(self.body))
        except (OverflowError, UnicodeEncodeError):
            raise ValueError("body: has a number or a text that JSON cannot carry") from None
        if size > LIMITS.fault_body_bytes_max:
            raise ValueError(f"body: has at most {LIMITS.fault_body_bytes_max} bytes")

    def effect(self, luck: Luck) -> Effect:
        """Answer instead."""
        del luck
        after = None if self.retry_after is None else seconds(self.retry_after)
        return Respond(self.status, after, self.body, self.headers, self.cors, self.code)
