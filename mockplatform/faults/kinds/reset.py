"""Owns the fault `reset`: the connection is torn down."""

from __future__ import annotations

from mockplatform.faults.effects import Effect, Reset
from mockplatform.faults.kind import HTTP, Kind, Luck


class ResetKind(Kind, frozen=True, kw_only=True, tag="reset"):
    """A TCP reset instead of an answer; in phase `reply` the work has been done."""

    phases = HTTP
    sees = "ECONNRESET: the connection is reset (RST) and no byte of an answer comes."

    def effect(self, luck: Luck) -> Effect:
        """Tear the connection down."""
        del luck
        return Reset()
