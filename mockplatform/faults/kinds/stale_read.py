"""Owns the fault `stale_read`: what is read is what was, a while ago."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from mockplatform.faults.effects import Effect, ReadStale
from mockplatform.faults.kind import Kind, Luck
from mockplatform.faults.spans import Duration, check_duration, seconds
from mockplatform.faults.where import Occasion


class StaleRead(Kind, frozen=True, kw_only=True, tag="stale_read"):
    """A GET of conversations, transcripts or context documents answers an earlier state.

    Attributes:
        by: How long ago, on the tenant's clock.
    """

    phases = ("service",)
    sees = (
        "What was `by` ago, with the ETag of that version; 404 for what is younger. "
        "Writings see what is."
    )
    example: ClassVar[Mapping[str, Any]] = {"by": "30s"}

    by: Duration = "30s"

    def __post_init__(self) -> None:
        """Check the duration."""
        check_duration(self.by, "by", low=0.001)

    def claims(self, at: Occasion, memory: dict[Any, Any]) -> bool:
        """Whether something that is stored is read."""
        del memory
        return at.does == "read"

    def effect(self, luck: Luck) -> Effect:
        """Answer what was."""
        del luck
        return ReadStale(seconds(self.by))
