"""Owns the body by which an outage of one's own is started; imported when one comes."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from mockplatform.faults.outage import Outage
from mockplatform.faults.spans import Duration, check_duration


class PostedOutage(Outage, frozen=True, kw_only=True):
    """An outage of one's own, as in a file, and how it is to be started.

    Attributes:
        name: By which it is started: lower case, digits, `-`.
        title: What stands over it.
        stages: What it stages.
        client: What a well-behaved client does meanwhile.
        for_: How long its course lasts, on the tenant's clock.
        steps: Faults that act for a while.
        ramps: Faults one of whose members grows or fades.
        lasts: How long it lasts: its course is stretched or squeezed to that; `for` if left out.
        intensity: From 0, which harms nobody, to 1.
        seed: From which its draws derive; the tenant's if left out.
        after: How long from now it begins.
    """

    lasts: Duration | None = None
    intensity: Annotated[float, Meta(ge=0, le=1)] = 1.0
    seed: Annotated[int, Meta(ge=0, le=2**53)] | None = None
    after: Duration = 0.0

    def __post_init__(self) -> None:
        """Check what an outage is, and the spans."""
        super().__post_init__()
        check_duration(self.lasts, "lasts")
        check_duration(self.after, "after")


def plain(posted: PostedOutage) -> Outage:
    """Return the outage alone."""
    return Outage(**{name: getattr(posted, name) for name in Outage.__struct_fields__})
