"""Owns the fault `slow_reader`: frames are read slowly."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from msgspec import Meta

from mockplatform.faults.effects import Drip, Effect
from mockplatform.faults.kind import Kind, Luck


class SlowReader(Kind, frozen=True, kw_only=True, tag="slow_reader"):
    """Frames are read at so many bytes a second of real time, so that writes back up.

    Attributes:
        rate: Bytes a second.
    """

    phases = ("frame.in",)
    sees = "Writes that back up: the connection takes no more for a while."
    example: ClassVar[Mapping[str, Any]] = {"rate": 100}

    rate: Annotated[float, Meta(ge=0.1, le=1_000_000_000)] = 100.0

    def effect(self, luck: Luck) -> Effect:
        """Read slowly."""
        del luck
        return Drip(self.rate)
