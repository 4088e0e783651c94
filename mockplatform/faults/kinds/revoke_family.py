"""Owns the fault `revoke_family`: a token is revoked with all of its family."""

from __future__ import annotations

from typing import Any

from mockplatform.faults.effects import Effect, RevokeFamily
from mockplatform.faults.kind import AtOnce, Luck
from mockplatform.faults.where import Occasion


class RevokeFamilyKind(AtOnce, frozen=True, kw_only=True, tag="revoke_family"):
    """The family of the caller's token is revoked, for good: nothing gives it back.

    Attributes:
        at_once: The families of all users in scope, as the fault opens.
    """

    phases = ("token",)
    sees = (
        "401 token.revoked on this call and on all later ones, invalid_grant on a refresh; "
        "sockets end. To take the fault away undoes nothing: log in again."
    )

    def claims(self, at: Occasion, memory: dict[Any, Any]) -> bool:
        """Whether there is a token to revoke."""
        del memory
        return at.token is not None

    def effect(self, luck: Luck) -> Effect:
        """Revoke."""
        del luck
        return RevokeFamily()
