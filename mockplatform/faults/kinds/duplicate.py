"""Owns the fault `duplicate`: a frame arrives more than once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from msgspec import Meta

from mockplatform.faults.effects import Effect, Repeat
from mockplatform.faults.kind import FRAMES, Kind, Luck


class Duplicate(Kind, frozen=True, kw_only=True, tag="duplicate"):
    """A frame is sent, or heard, several times, one right behind the other.

    Attributes:
        times: How often in all.
    """

    phases = FRAMES
    sees = "The same frame again; or two answers to one."
    example: ClassVar[Mapping[str, Any]] = {"times": 2}

    times: Annotated[int, Meta(ge=2, le=100)] = 2

    def effect(self, luck: Luck) -> Effect:
        """Repeat it."""
        del luck
        return Repeat(self.times)
