"""Owns the fault `drop`: a socket's connection is torn down."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from mockplatform.faults.effects import Effect, Reset
from mockplatform.faults.kind import FRAMES, AtOnce, Luck


class Drop(AtOnce, frozen=True, kw_only=True, tag="drop"):
    """The connection is reset without a close frame; the frame on which it fires is lost.

    Attributes:
        at_once: When the fault opens, all open sockets in its scope end, and then no more.
    """

    phases = FRAMES
    sees = "ECONNRESET (RST) and no close frame: a browser's WebSocket tells 1006."
    example: ClassVar[Mapping[str, Any]] = {"atOnce": True}

    def effect(self, luck: Luck) -> Effect:
        """Tear the connection down."""
        del luck
        return Reset()
