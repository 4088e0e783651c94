"""Owns the fault `status`: an answer with another status."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from msgspec import Meta, field

from mockplatform.faults.effects import Effect, Respond
from mockplatform.faults.kind import HTTP, Kind, Luck
from mockplatform.faults.spans import Duration, check_duration, seconds

_FRAMING = frozenset({"content-length", "transfer-encoding"})


class Status(Kind, frozen=True, kw_only=True, tag="status"):
    """An answer with a status of one's choice; in phase `reply` the work has been done.

    Attributes:
        retry_after: Goes into `Retry-After`, in whole seconds, rounded up.
        body: JSON instead of the platform's own error; a text goes as it is, as text/plain.
        headers: More of them; they go before the answer's own.
    """

    phases = HTTP
    sees = "This status, as an error of the platform's own shape unless `body` says otherwise."
    example: ClassVar[Mapping[str, Any]] = {"status": 503, "retryAfter": "5s"}

    status: Annotated[int, Meta(ge=200, le=599)] = 503
    retry_after: Duration | None = None
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Check what will stand in headers."""
        check_duration(self.retry_after, "retryAfter")
        for name, value in self.headers.items():
            if not (name.isascii() and name.replace("-", "").replace("_", "").isalnum()):
                raise ValueError(f"headers: {name[:40]!r} is no header's name")
            if name.lower() in _FRAMING:
                raise ValueError(
                    f"headers: {name} says where the answer ends, which is not told wrongly "
                    "here. The kinds `truncate` and `malformed` break answers"
                )
            if not (value.isascii() and value.isprintable()):
                raise ValueError(f"headers: {name[:40]} has more than visible ASCII")

    def effect(self, luck: Luck) -> Effect:
        """Answer instead."""
        del luck
        after = None if self.retry_after is None else seconds(self.retry_after)
        return Respond(self.status, after, self.body, self.headers)
