"""Owns the fault `context_evicted`: a context document is gone before its time."""

from __future__ import annotations

from typing import Any

from mockplatform.faults.effects import Effect, EvictContext
from mockplatform.faults.kind import AtOnce, Luck
from mockplatform.faults.where import Occasion


class ContextEvicted(AtOnce, frozen=True, kw_only=True, tag="context_evicted"):
    """The document is forgotten right before the call is served; nothing gives it back.

    Attributes:
        at_once: All documents in scope, as the fault opens.
    """

    phases = ("context",)
    sees = "404 on a GET, 412 on If-Match, 201 on a PUT: as though the store had dropped it."

    def claims(self, at: Occasion, memory: dict[Any, Any]) -> bool:
        """Whether there is a document of the caller's."""
        del memory
        return bool(at.document) and at.finds

    def effect(self, luck: Luck) -> Effect:
        """Forget it."""
        del luck
        return EvictContext()
