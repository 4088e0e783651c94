"""Owns what is remembered of tokens that were verified: by their bytes, until their end."""

from __future__ import annotations

from itertools import islice
from typing import Generic, Protocol, TypeVar

from mockplatform.limits import LIMITS


class Claims(Protocol):
    """What tells when a token ends, and on whose clock."""

    @property
    def tenant(self) -> str:
        """The tenant's id."""

    @property
    def exp(self) -> int:
        """Its end, in epoch seconds."""


class Verified(Protocol):
    """A verified token."""

    @property
    def claims(self) -> Claims:
        """Its claims."""


VerifiedT = TypeVar("VerifiedT", bound=Verified)


class VerifiedTokens(Generic[VerifiedT]):
    """The verified tokens of all tenants, in the order in which they came; bounded."""

    def __init__(self) -> None:
        self._known: dict[str, VerifiedT] = {}

    def __len__(self) -> int:
        """How many are remembered."""
        return len(self._known)

    def get(self, token: str) -> VerifiedT | None:
        """Return what is known of a token, if it is."""
        return self._known.get(token)

    def keep(self, token: str, verified: VerifiedT, now: float) -> None:
        """Remember a token; of the oldest, two go that have ended, else one if there is no room.

        Args:
            token: Its text.
            verified: What is to be known of it.
            now: Its tenant's time. Those of other tenants go when there is no room.
        """
        for oldest in tuple(islice(self._known, 2)):
            claims = self._known[oldest].claims
            is_over = claims.tenant == verified.claims.tenant and claims.exp <= now
            if not is_over and len(self._known) < LIMITS.verified_tokens_max:
                break
            del self._known[oldest]
        self._known[token] = verified
