"""Owns the fault `cut`: half a message."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from msgspec import Meta

from mockplatform.faults.effects import Cut, Effect
from mockplatform.faults.kind import Kind, Luck


class CutKind(Kind, frozen=True, kw_only=True, tag="cut"):
    """A frame's head tells its whole length; a part of it comes, then the connection ends.

    Attributes:
        fraction: How much of the payload comes; never all of it.
    """

    phases = ("frame.out",)
    sees = "Half a frame and the end of the connection (FIN): a browser's WebSocket tells 1006."
    example: ClassVar[Mapping[str, Any]] = {"fraction": 0.5}

    fraction: Annotated[float, Meta(ge=0, le=1)] = 0.5

    def effect(self, luck: Luck) -> Effect:
        """Cut it."""
        del luck
        return Cut(self.fraction)
