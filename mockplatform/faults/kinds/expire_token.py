"""Owns the fault `expire_token`: a token's end comes early."""

from __future__ import annotations

from typing import Any

from mockplatform.faults.effects import Effect, EndToken
from mockplatform.faults.kind import Kind, Luck
from mockplatform.faults.where import Occasion


class ExpireToken(Kind, frozen=True, kw_only=True, tag="expire_token"):
    """A token is judged as though its end had come; on a frame, the socket ends as then."""

    phases = ("token", "frame.in", "frame.out")
    sees = (
        "401 token.expired (a refresh: invalid_grant), before the token's `exp`; a socket ends "
        "as the setting socketExpiry says. The token itself stays good."
    )

    def claims(self, at: Occasion, memory: dict[Any, Any]) -> bool:
        """Whether there is a token whose end is still to come, and a socket still has its own."""
        del memory
        return at.token is not None and at.now < at.token.ends_at and "end" not in at.suffers

    def effect(self, luck: Luck) -> Effect:
        """End it."""
        del luck
        return EndToken()
