"""Owns the fault `context_down`: the context store does not answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from msgspec import Meta

from mockplatform.faults.effects import Effect, Respond
from mockplatform.faults.kind import Kind, Luck
from mockplatform.faults.spans import Duration, check_duration, seconds


class ContextDown(Kind, frozen=True, kw_only=True, tag="context_down"):
    """The context store is down, and nothing else.

    Attributes:
        status: What its routes answer.
        retry_after: What they advise.
    """

    phases = ("context",)
    sees = "This status on every /api/v2/widget-context route; all else works."
    example: ClassVar[Mapping[str, Any]] = {"retryAfter": "5s"}

    status: Annotated[int, Meta(ge=400, le=599)] = 503
    retry_after: Duration | None = None

    def __post_init__(self) -> None:
        """Check the duration."""
        check_duration(self.retry_after, "retryAfter")

    def effect(self, luck: Luck) -> Effect:
        """Answer instead."""
        del luck
        return Respond(self.status, None if self.retry_after is None else seconds(self.retry_after))
