"""Owns the fault `throttle`: frames are sent slowly."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from msgspec import Meta

from mockplatform.faults.effects import Drip, Effect
from mockplatform.faults.kind import Kind, Luck


class Throttle(Kind, frozen=True, kw_only=True, tag="throttle"):
    """Frames are sent at so many bytes a second of real time; removal sends the rest.

    Attributes:
        rate: Bytes a second.
    """

    phases = ("frame.out",)
    sees = "Frames that come in small pieces, slowly, and whole in the end."
    example: ClassVar[Mapping[str, Any]] = {"rate": 100}

    rate: Annotated[float, Meta(ge=0.1, le=1_000_000_000)] = 100.0

    def effect(self, luck: Luck) -> Effect:
        """Send slowly."""
        del luck
        return Drip(self.rate)
