"""Owns the fault `truncate_routing_data`: routing data loses its values on the way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from msgspec import Meta

from mockplatform.faults.effects import Effect, TruncateRouting
from mockplatform.faults.kind import Kind, Luck
from mockplatform.faults.where import Occasion
from mockplatform.limits import LIMITS


class TruncateRoutingData(Kind, frozen=True, kw_only=True, tag="truncate_routing_data"):
    """Routing data that is written loses its newest values, whatever the tenant's policy.

    Attributes:
        to: Until it has so many bytes in canonical form; 0: all values.
    """

    phases = ("routing",)
    sees = (
        "2xx with a hint that names the keys whose values are null now; rules see null, and "
        "the fallback queue takes the conversation."
    )
    example: ClassVar[Mapping[str, Any]] = {"to": 0}

    to: Annotated[int, Meta(ge=0, le=LIMITS.routing_data_bytes_max)] = 0

    def claims(self, at: Occasion, memory: dict[Any, Any]) -> bool:
        """Whether something is written."""
        del memory
        return at.does == "write"

    def effect(self, luck: Luck) -> Effect:
        """Take values away."""
        del luck
        return TruncateRouting(self.to)
