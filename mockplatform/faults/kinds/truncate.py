"""Owns the fault `truncate`: an answer that ends before its end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from msgspec import Meta

from mockplatform.faults.effects import Effect, Truncate
from mockplatform.faults.kind import Kind, Luck, has_body
from mockplatform.faults.where import Occasion


class TruncateKind(Kind, frozen=True, kw_only=True, tag="truncate"):
    """The head as it is, with the full Content-Length; a part of the body; then the end (FIN).

    Attributes:
        fraction: How much of the body comes; at least its last byte does not.
    """

    phases = ("reply",)
    sees = "Fewer bytes than Content-Length says, and then the end of the connection (FIN)."
    example: ClassVar[Mapping[str, Any]] = {"fraction": 0.5}

    fraction: Annotated[float, Meta(ge=0, lt=1)] = 0.5

    def claims(self, at: Occasion, memory: dict[Any, Any]) -> bool:
        """Whether there may be a body to harm."""
        del memory
        return has_body(at)

    def effect(self, luck: Luck) -> Effect:
        """Cut the body."""
        del luck
        return Truncate(self.fraction)
