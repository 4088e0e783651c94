"""Owns the fault `clock_skew`: the clock by which tokens are judged is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Literal

from mockplatform.faults.effects import Effect, SkewClock
from mockplatform.faults.kind import Kind, Luck
from mockplatform.faults.spans import Duration, check_duration, seconds
from mockplatform.faults.where import Occasion


class ClockSkew(Kind, frozen=True, kw_only=True, tag="clock_skew"):
    """The edge's clock is wrong when it judges access tokens; all else keeps the tenant's time.

    Attributes:
        by: How much.
        direction: `ahead`: tokens end early. `behind`: ended ones pass, and one with an `nbf`
            is not valid yet for so long.
    """

    phases = ("token",)
    sees = "401 token.expired before `exp` (ahead), or an answer after it (behind)."
    example: ClassVar[Mapping[str, Any]] = {"by": "5m", "direction": "ahead"}

    by: Duration = "5m"
    direction: Literal["ahead", "behind"] = "ahead"

    def __post_init__(self) -> None:
        """Check the duration."""
        check_duration(self.by, "by", low=0.001)

    def claims(self, at: Occasion, memory: dict[Any, Any]) -> bool:
        """Whether an access token is judged."""
        del memory
        return at.token is not None and at.token.kind == "access"

    def effect(self, luck: Luck) -> Effect:
        """Judge by the wrong clock."""
        del luck
        by_s = seconds(self.by)
        return SkewClock(by_s if self.direction == "ahead" else -by_s)
