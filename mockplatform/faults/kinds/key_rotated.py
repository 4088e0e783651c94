"""Owns the fault `key_rotated`: the key that signs tokens is replaced."""

from __future__ import annotations

from typing import Any

from mockplatform.faults.effects import Effect, RotateKey
from mockplatform.faults.kind import AtOnce, Luck
from mockplatform.faults.spans import Duration, check_duration, seconds
from mockplatform.faults.where import Occasion


class KeyRotated(AtOnce, frozen=True, kw_only=True, tag="key_rotated"):
    """The tenant signs with a new key; nothing gives the old one back.

    Attributes:
        keep_old: How long the old key still verifies, on the tenant's clock.
        at_once: As the fault opens, once; else on each occasion that `when` picks.
    """

    phases = ("token",)
    sees = (
        "401 invalid.token for every token that was signed before, also of other users; "
        "/.well-known/jwks.json shows the new key; sockets end. Log in again."
    )

    keep_old: Duration = 0.0

    def __post_init__(self) -> None:
        """Check the duration."""
        check_duration(self.keep_old, "keepOld")

    def claims(self, at: Occasion, memory: dict[Any, Any]) -> bool:
        """Whether there is a token, or it is to happen at once."""
        del memory
        return self.at_once or at.token is not None

    def effect(self, luck: Luck) -> Effect:
        """Rotate."""
        del luck
        return RotateKey(seconds(self.keep_old))
