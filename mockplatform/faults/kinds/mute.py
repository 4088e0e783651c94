"""Owns the fault `mute`: a socket is not heard, on an open connection."""

from __future__ import annotations

from typing import Any

from mockplatform.faults.effects import Effect, Mute
from mockplatform.faults.kind import Kind, Luck
from mockplatform.faults.where import Occasion


class MuteKind(Kind, frozen=True, kw_only=True, tag="mute"):
    """From its firing on nothing that the client sends on this socket is heard.

    Not even pings and close frames; what came until the fault is over is lost.
    """

    phases = ("frame.in", "frame.out")
    sees = "Events as ever, and no answer to anything: half-open."

    def claims(self, at: Occasion, memory: dict[Any, Any]) -> bool:
        """Whether the socket is still heard."""
        del memory
        return "mute" not in at.suffers

    def effect(self, luck: Luck) -> Effect:
        """Hear nothing."""
        del luck
        return Mute()
