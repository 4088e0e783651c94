"""Owns the fault `malformed`: an answer whose body is no JSON."""

from __future__ import annotations

from typing import Any

from mockplatform.faults.effects import Effect, Malform
from mockplatform.faults.kind import Kind, Luck, has_body
from mockplatform.faults.where import Occasion


class Malformed(Kind, frozen=True, kw_only=True, tag="malformed"):
    """A body that no JSON parser takes; status, headers and length are as they would be."""

    phases = ("reply",)
    sees = "The status and the Content-Length of the answer, whole, and a body that is no JSON."

    def claims(self, at: Occasion, memory: dict[Any, Any]) -> bool:
        """Whether there may be a body to harm."""
        del memory
        return has_body(at)

    def effect(self, luck: Luck) -> Effect:
        """Spoil the body."""
        del luck
        return Malform()
