"""Owns the fault `delay`: frames take longer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from mockplatform.faults.effects import Effect, Wait
from mockplatform.faults.kind import FRAMES, Kind, Luck
from mockplatform.faults.spans import Duration, check_wait, seconds


class Delay(Kind, frozen=True, kw_only=True, tag="delay"):
    """A frame takes longer, in real time; those behind it wait, and the order stays.

    Attributes:
        delay: How long a frame is under way. Frames that come together are late together.
    """

    phases = FRAMES
    sees = "The same frames in the same order, later; a slow network."
    example: ClassVar[Mapping[str, Any]] = {"delay": "2s"}

    delay: Duration = "1s"

    def __post_init__(self) -> None:
        """Check the duration."""
        check_wait(self.delay, "delay")

    def effect(self, luck: Luck) -> Effect:
        """Hold it for a while."""
        del luck
        return Wait(seconds(self.delay))
