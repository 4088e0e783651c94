"""Owns the fault `reorder`: a frame arrives behind later ones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from msgspec import Meta

from mockplatform.faults.effects import Effect, Overtake
from mockplatform.faults.kind import FRAMES, Kind, Luck
from mockplatform.faults.spans import Duration, check_wait, seconds
from mockplatform.faults.where import Occasion


class Reorder(Kind, frozen=True, kw_only=True, tag="reorder"):
    """A frame is held while later ones of its socket go first; those are not held themselves.

    Attributes:
        window: How many later frames go first.
        within: If fewer come in this real time, it goes then.
    """

    phases = FRAMES
    sees = "Frames in another order: a later `seq` before an earlier one."
    example: ClassVar[Mapping[str, Any]] = {"window": 1}

    window: Annotated[int, Meta(ge=1, le=100)] = 1
    within: Duration = "1s"

    def __post_init__(self) -> None:
        """Check the duration."""
        check_wait(self.within, "within")

    def claims(self, at: Occasion, memory: dict[Any, Any]) -> bool:
        """Whether no frame of this socket is held, so that this one is not one of the later."""
        return at.channel_id not in memory

    def effect(self, luck: Luck) -> Effect:
        """Let others go first."""
        del luck
        return Overtake(self.window, seconds(self.within))
