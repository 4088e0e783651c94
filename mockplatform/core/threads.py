"""Owns the index of a tenant's threads: who has one by a name, on which channel."""

from __future__ import annotations

from collections.abc import Collection


class Threads:
    """The customers who have a thread, by its channel and by what its client calls it.

    A name is its client's own: several customers may have given the same one.
    """

    __slots__ = ("_whose",)

    def __init__(self) -> None:
        self._whose: dict[tuple[str, str], dict[str, None]] = {}

    def add(self, channel_id: str, external_id: str, customer_id: str) -> None:
        """Know that a customer has a thread."""
        self._whose.setdefault((channel_id, external_id), {})[customer_id] = None

    def whose(self, channel_id: str, external_id: str) -> Collection[str]:
        """Return the customers who have a thread by that name, in the order in which they began."""
        return self._whose.get((channel_id, external_id), {}).keys()
