"""Owns how much is measured: what was asked for, and how often."""

from __future__ import annotations

from dataclasses import dataclass

NAMES = (
    "get",
    "post",
    "post-tenant",
    "post-sqlite",
    "socket",
    "guest",
    "platform-get",
    "review-get",
    "review-post",
    "review-socket",
    "review-pace",
    "start",
    "memory",
    "tenants",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How much is measured.

    Attributes:
        only: The rows that are asked for; empty for all.
        seconds: How long the load of each rate lasts, both servers together.
        connections: How many connections, or sockets, a load has.
        sockets: How many idle sockets are weighed.
        starts: How many pairs of starts are timed.
        tenants: How many tenants are made, and how many resets are timed.
    """

    only: frozenset[str] = frozenset()
    seconds: float = 8.0
    connections: int = 32
    sockets: int = 5000
    starts: int = 5
    tenants: int = 100

    def wants(self, *names: str) -> bool:
        """Whether any of the rows is asked for."""
        return not self.only or not self.only.isdisjoint(names)
