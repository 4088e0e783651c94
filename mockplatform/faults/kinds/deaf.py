"""Owns the fault `deaf`: a socket is told nothing, on an open connection."""

from __future__ import annotations

from typing import Any

from mockplatform.faults.effects import Deafen, Effect
from mockplatform.faults.kind import FRAMES, Kind, Luck
from mockplatform.faults.where import Occasion


class Deaf(Kind, frozen=True, kw_only=True, tag="deaf"):
    """From its firing on nothing is sent on this socket, not even pings and close frames.

    The platform goes on reading. When the fault is over all that was held goes out in order.
    """

    phases = FRAMES
    sees = "Nothing, on an open connection: half-open. When the fault is over, all of it."

    def claims(self, at: Occasion, memory: dict[Any, Any]) -> bool:
        """Whether the socket is still told what happens."""
        del memory
        return "deaf" not in at.suffers

    def effect(self, luck: Luck) -> Effect:
        """Say nothing."""
        del luck
        return Deafen()
