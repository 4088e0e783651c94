"""Owns what faults stage for one call or frame: a slot that whoever serves it looks into."""

from __future__ import annotations

from typing import NamedTuple

from mockplatform.errors import PlatformError


class Staged(NamedTuple):
    """What a call or a frame is told by faults that fired on its way.

    Attributes:
        is_token_over: The token is judged as at its end.
        skew_s: How far ahead (behind, if negative) of the tenant's clock tokens are judged.
        as_of: Readings answer the state of this time of the tenant's; None: of now.
        keep: Whether writings are stored.
        routing_bytes_max: Routing data loses values until it has so few bytes; None: none.
        refusal: The frame is refused with this, and not carried out; None: it is.
    """

    is_token_over: bool = False
    skew_s: float = 0.0
    as_of: float | None = None
    keep: bool = True
    routing_bytes_max: int | None = None
    refusal: PlatformError | None = None


AS_IT_IS = Staged()
"""Nothing is staged. There is one of it, so that to ask costs a look at which it is."""
