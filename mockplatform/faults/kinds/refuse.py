"""Owns the fault `refuse`: a socket's handshake is refused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from msgspec import Meta

from mockplatform.faults.effects import Effect, Respond
from mockplatform.faults.kind import Kind, Luck
from mockplatform.faults.spans import Duration, check_duration, seconds


class Refuse(Kind, frozen=True, kw_only=True, tag="refuse"):
    """The handshake is answered with an error in the API's own shape, and no socket opens.

    Attributes:
        status: The answer's status.
        retry_after: Told in `Retry-After`, in whole seconds.
    """

    phases = ("handshake",)
    sees = "An HTTP error instead of 101; a browser's WebSocket tells no more than 1006."
    example: ClassVar[Mapping[str, Any]] = {"status": 503, "retryAfter": "5s"}

    status: Annotated[int, Meta(ge=400, le=599)] = 503
    retry_after: Duration | None = None

    def __post_init__(self) -> None:
        """Check what will stand in a header."""
        check_duration(self.retry_after, "retryAfter")

    def effect(self, luck: Luck) -> Effect:
        """Refuse."""
        del luck
        after = None if self.retry_after is None else seconds(self.retry_after)
        return Respond(self.status, after)
