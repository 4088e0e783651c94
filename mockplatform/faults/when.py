"""Owns when a fault fires: by counting, by luck, by windows of the tenant's time."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, field

from mockplatform.faults.spans import Duration, check_duration
from mockplatform.faults.written import Written

_Count = Annotated[int, Meta(ge=0, le=1_000_000_000)]


class When(Written, frozen=True, kw_only=True):
    """When a fault fires; all that is given must hold. It counts for each subject by itself.

    Attributes:
        skip: The first so many occasions of a subject pass unharmed.
        times: It fires so many times for a subject, and then no more.
        every: Of the occasions behind `skip` the first, and each so-many-th after it.
        probability: On those, with this chance.
        after: It opens so long after it was set, on the tenant's clock.
        for_: It stays open so long, on the tenant's clock.
    """

    skip: _Count = 0
    times: Annotated[int, Meta(ge=1, le=1_000_000_000)] | None = None
    every: Annotated[int, Meta(ge=1, le=1_000_000_000)] = 1
    probability: Annotated[float, Meta(ge=0, le=1)] = 1.0
    after: Duration = 0.0
    for_: Duration | None = field(default=None, name="for")

    def __post_init__(self) -> None:
        """Check the durations."""
        check_duration(self.after, "after")
        check_duration(self.for_, "for", low=0.001)

    def picks(self, ordinal: int, fired: int, draw: float) -> bool:
        """Whether it fires on a subject's `ordinal`-th occasion (from 1).

        Args:
            ordinal: Counts the subject's occasions within the scope.
            fired: How often it has fired for the subject.
            draw: From [0, 1); depends on seed, fault, subject and ordinal alone.
        """
        behind = ordinal - self.skip - 1
        return (
            behind >= 0
            and behind % self.every == 0
            and (self.times is None or fired < self.times)
            and draw < self.probability
        )
