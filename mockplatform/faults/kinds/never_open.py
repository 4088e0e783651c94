"""Owns the fault `never_open`: a socket's handshake is never answered."""

from __future__ import annotations

from mockplatform.faults.effects import Effect, Hang
from mockplatform.faults.kind import Kind, Luck


class NeverOpen(Kind, frozen=True, kw_only=True, tag="never_open"):
    """The handshake is not answered until the fault is over; then it goes on where it was."""

    phases = ("handshake",)
    sees = "A socket that stays CONNECTING until the fault is over or the client gives up."

    def effect(self, luck: Luck) -> Effect:
        """Hold the handshake."""
        del luck
        return Hang()
