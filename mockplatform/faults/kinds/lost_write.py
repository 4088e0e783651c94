"""Owns the fault `lost_write`: what is acknowledged is not stored."""

from __future__ import annotations

from typing import Any

from mockplatform.faults.effects import Effect, LoseWrite
from mockplatform.faults.kind import Kind, Luck
from mockplatform.faults.where import Occasion


class LostWrite(Kind, frozen=True, kw_only=True, tag="lost_write"):
    """A writing is judged and answered as though it were stored, and nothing is stored."""

    phases = ("service", "frame.in")
    sees = (
        "The answer or ack of a success, with an id and a seq; no event comes, and a GET shows "
        "that nothing happened. A refusal is told as ever."
    )

    def claims(self, at: Occasion, memory: dict[Any, Any]) -> bool:
        """Whether something is to be stored."""
        del memory
        return at.does == "write"

    def effect(self, luck: Luck) -> Effect:
        """Store nothing."""
        del luck
        return LoseWrite()
