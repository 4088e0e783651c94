"""Owns the fault `hang`: no answer for as long as the fault lasts."""

from __future__ import annotations

from mockplatform.faults.effects import Effect, Hang
from mockplatform.faults.kind import HTTP, Kind, Luck


class HangKind(Kind, frozen=True, kw_only=True, tag="hang"):
    """No answer until the fault is over; then the call goes on where it was."""

    phases = HTTP
    sees = "Nothing, on an open connection, until the fault is over or the client gives up."

    def effect(self, luck: Luck) -> Effect:
        """Hold the call."""
        del luck
        return Hang()
