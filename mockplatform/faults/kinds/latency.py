"""Owns the fault `latency`: a call takes longer."""

from __future__ import annotations

from collections.abc import Mapping
from math import log
from typing import Annotated, Any, ClassVar, Literal

from msgspec import Meta

from mockplatform.faults.effects import Effect, Wait
from mockplatform.faults.kind import HTTP, Kind, Luck
from mockplatform.faults.spans import Duration, check_wait, seconds
from mockplatform.limits import LIMITS


class Latency(Kind, frozen=True, kw_only=True, tag="latency"):
    """A call takes longer, in real time: always the same, or drawn for each call.

    What `lognormal` draws beyond an hour is an hour.

    Attributes:
        delay: How long: all of it, or the least (`uniform`), or the median (`lognormal`).
        upto: The most, for `uniform`.
        sigma: The spread of the logarithm, for `lognormal`; 0.5 doubles the median in 1 of 12.
    """

    phases = HTTP
    sees = "The answer, later; a client with a shorter timeout sees none."
    example: ClassVar[Mapping[str, Any]] = {"delay": "2s"}

    distribution: Literal["fixed", "uniform", "lognormal"] = "fixed"
    delay: Duration = "1s"
    upto: Duration | None = None
    sigma: Annotated[float, Meta(ge=0, le=5)] = 0.5

    def __post_init__(self) -> None:
        """Check the durations, and that they go together."""
        check_wait(self.delay, "delay")
        check_wait(self.upto, "upto")
        if (self.upto is not None) != (self.distribution == "uniform"):
            raise ValueError("upto: goes with the distribution `uniform`, and only with it")
        if self.upto is not None and seconds(self.upto) < seconds(self.delay):
            raise ValueError("upto: is shorter than `delay`")

    def effect(self, luck: Luck) -> Effect:
        """Wait."""
        return Wait(min(self._draw(luck), LIMITS.fault_wait_s_max))

    def _draw(self, luck: Luck) -> float:
        delay = seconds(self.delay)
        if self.distribution == "uniform":
            assert self.upto is not None  # checked when the fault was read
            return luck.uniform(delay, seconds(self.upto))
        if self.distribution == "lognormal" and delay:
            return luck.lognormvariate(log(delay), self.sigma)
        return delay
