"""Owns the fault `rate_limit`: who calls more often than a quota allows is told to wait.

Source: draft-ietf-httpapi-ratelimit-headers-06 for the names and units of the headers.
Invented: a window begins with a subject's first call and has a fixed length; calls within the
quota do not tell what is left of it; what was refused does not count.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from math import ceil
from typing import Annotated, Any, ClassVar

from msgspec import Meta

from mockplatform.faults.effects import Effect, Respond
from mockplatform.faults.kind import Kind, Luck
from mockplatform.faults.spans import Duration, check_duration, seconds
from mockplatform.faults.where import Occasion, Phase
from mockplatform.limits import LIMITS

_PHASES: tuple[Phase, ...] = (
    "edge",
    "service",
    "handshake",
    "token",
    "routing",
    "context",
    "frame.in",
)
_TOO_MANY_REQUESTS = 429


_BEGAN, _PASSED = 0, 1
"""What a subject's window holds: when it began, and how many calls have passed in it."""


class RateLimit(Kind, frozen=True, kw_only=True, tag="rate_limit"):
    """A quota of calls for each subject and window of the tenant's time; the others get a 429.

    Attributes:
        quota: So many calls of a subject pass in a window.
        window: How long a window is, from the first call in it; on the tenant's clock.
    """

    phases = _PHASES
    sees = (
        "429 with Retry-After and RateLimit-Limit, -Remaining, -Reset and -Policy, until the "
        "window is over on the tenant's clock; on a socket, the error frame of its dialect."
    )
    example: ClassVar[Mapping[str, Any]] = {"quota": 100, "window": "1m"}
    remembers = True

    quota: Annotated[int, Meta(ge=0, le=1_000_000_000)] = 100
    window: Duration = "1m"

    def __post_init__(self) -> None:
        """Check the window."""
        check_duration(self.window, "window", low=0.001)

    def claims(self, at: Occasion, memory: dict[Any, Any]) -> bool:
        """Count the call if it is within the quota; claim it if it is over."""
        if at.is_wordless:
            return False
        window = self._window(at, memory)
        if window[_PASSED] >= self.quota:
            return True
        window[_PASSED] += 1
        return False

    def recall(self, memory: Mapping[Any, Any]) -> None:
        """Refuse what is no table of windows."""
        windows = memory.get("windows", OrderedDict())
        if not memory.keys() <= {"windows"} or type(windows) is not OrderedDict:
            raise ValueError("a quota remembers `windows`, by subject and in order")
        if len(windows) > LIMITS.fault_subjects_max:
            raise ValueError(f"a quota has windows of at most {LIMITS.fault_subjects_max} subjects")
        for subject, window in windows.items():
            if not isinstance(subject, str) or not _is_window(window):
                raise ValueError("a window is when it began, and how many calls passed in it")

    def effect_on(self, luck: Luck, at: Occasion, memory: dict[Any, Any]) -> Effect:
        """Answer 429, and tell when the window ends."""
        del luck
        left = self._window(at, memory)[_BEGAN] + seconds(self.window) - at.now
        policy = f"{self.quota};w={ceil(seconds(self.window))}"
        headers = {
            "RateLimit-Limit": str(self.quota),
            "RateLimit-Remaining": "0",
            "RateLimit-Reset": str(ceil(left)),
            "RateLimit-Policy": policy,
        }
        return Respond(_TOO_MANY_REQUESTS, left, headers=headers)

    def _window(self, at: Occasion, memory: dict[Any, Any]) -> list[float]:
        windows: OrderedDict[str, list[float]] = memory.setdefault("windows", OrderedDict())
        subject = at.counted_as
        window = windows.get(subject)
        if window is None or not window[_BEGAN] <= at.now < window[_BEGAN] + seconds(self.window):
            windows[subject] = window = [at.now, 0]
            windows.move_to_end(subject)  # in the order of their beginnings
            if len(windows) > LIMITS.fault_subjects_max:
                windows.popitem(last=False)
        return window


def _is_window(window: Any) -> bool:
    if not isinstance(window, list) or len(window) != len((_BEGAN, _PASSED)):
        return False
    began, passed = window
    return type(began) in {int, float} and type(passed) is int and began >= 0 <= passed
