"""Owns the fault `drip`: an answer that comes in small pieces."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from msgspec import Meta

from mockplatform.faults.effects import Drip, Effect
from mockplatform.faults.kind import Kind, Luck, has_body
from mockplatform.faults.where import Occasion


class DripKind(Kind, frozen=True, kw_only=True, tag="drip"):
    """The head at once, the body at so many bytes a second of real time; removal sends the rest.

    Attributes:
        rate: Bytes a second.
    """

    phases = ("reply",)
    sees = "The head at once; the body in small pieces, slowly, and whole in the end."
    example: ClassVar[Mapping[str, Any]] = {"rate": 10}

    rate: Annotated[float, Meta(ge=0.1, le=1_000_000_000)] = 10.0

    def claims(self, at: Occasion, memory: dict[Any, Any]) -> bool:
        """Whether there may be a body to harm."""
        del memory
        return has_body(at)

    def effect(self, luck: Luck) -> Effect:
        """Send slowly."""
        del luck
        return Drip(self.rate)
