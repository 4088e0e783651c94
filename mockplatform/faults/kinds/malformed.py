"""Owns the fault `malformed`: an answer whose body is no JSON."""

from __future__ import annotations

from mockplatform.faults.effects import Effect, Malform
from mockplatform.faults.kind import Kind, Luck


class Malformed(Kind, frozen=True, kw_only=True, tag="malformed"):
    """A body that no JSON parser takes; status, headers and length are as they would be."""

    phases = ("reply",)
    sees = "The status and the Content-Length of the answer, whole, and a body that is no JSON."

    def effect(self, luck: Luck) -> Effect:
        """Spoil the body."""
        del luck
        return Malform()
