"""Owns the fault `lose`: a frame does not arrive."""

from __future__ import annotations

from mockplatform.faults.effects import Effect, Lose
from mockplatform.faults.kind import FRAMES, Kind, Luck


class LoseKind(Kind, frozen=True, kw_only=True, tag="lose"):
    """A frame is not sent, or not heard. It is lost once: who comes again with `after` finds it.

    The most valuable case is a lost `ack`: the message is stored, and its sender does not know.
    """

    phases = FRAMES
    sees = "Nothing, where a frame, or the answer to one, would be."

    def effect(self, luck: Luck) -> Effect:
        """Lose it."""
        del luck
        return Lose()
