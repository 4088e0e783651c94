"""Owns how long to wait before trying again: longer each time, and never two clients alike."""

from __future__ import annotations

import random
import secrets

FIRST_S = 0.25
LONGEST_S = 10.0
TRIES_MAX = 12
"""After so many attempts in a row, some two minutes, the platform counts as gone."""


class Backoff:
    """Exponential backoff with full jitter."""

    def __init__(self, seed: int | None = None) -> None:
        # Clients must differ from each other, so this luck is the system's unless a test's.
        self._random = random.Random(secrets.randbits(64) if seed is None else seed)  # noqa: S311
        self.tries = 0

    def next_s(self) -> float:
        """Return how many seconds to wait now."""
        longest = min(LONGEST_S, FIRST_S * 2**self.tries)
        self.tries += 1
        return self._random.uniform(0, longest)

    @property
    def is_over(self) -> bool:
        """Whether it was tried often enough."""
        return self.tries >= TRIES_MAX

    def succeeded(self) -> None:
        """Begin anew with short waits."""
        self.tries = 0
