"""Owns an outage that was started, as a tenant keeps it: also when it is over, for a look back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from mockplatform.faults.course import Staging
    from mockplatform.faults.outage import Outage

State = Literal["idle", "waiting", "running", "over"]
"""`idle`: never started in this tenant; `waiting`: it begins later."""


class Running:
    """An outage that was started.

    Attributes:
        outage: What it is.
        staging: How it was started.
        since: When it begins, on the tenant's clock.
        until: When it ends by itself, or ended.
        state: Whether it waits, runs or is over, as the tenant's timeline has come by.
        fault_ids: Its faults in their order.
        fired: How often each has fired, once they are gone.
        entry: The journal's entry of its beginning.
    """

    __slots__ = ("entry", "fault_ids", "fired", "outage", "since", "staging", "state", "until")

    def __init__(self, outage: Outage, staging: Staging, *, since: float, until: float) -> None:
        self.outage = outage
        self.staging = staging
        self.since = since
        self.until = until
        self.state: State = "waiting"
        self.fault_ids: tuple[str, ...] = ()
        self.fired: dict[str, int] = {}
        self.entry = 0

    @property
    def is_on(self) -> bool:
        """Whether its faults are set."""
        return self.state in {"waiting", "running"}
