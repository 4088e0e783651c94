"""Owns the index of a tenant's cases: where each conversation of a chat channel stands."""

from __future__ import annotations

from collections.abc import Container
from typing import NamedTuple


class CaseAt(NamedTuple):
    """Where a case stands: whose it is, in which thread, and by which number agents know it."""

    customer_id: str
    thread: str
    number: str


class Cases:
    """The cases of a tenant, by conversation and by number."""

    __slots__ = ("_at", "_by_number")

    def __init__(self) -> None:
        self._at: dict[str, CaseAt] = {}
        self._by_number: dict[str, str] = {}

    def add(self, conversation_id: str, at: CaseAt) -> None:
        """Know a case."""
        self._at[conversation_id] = at
        self._by_number[at.number] = conversation_id

    def drop(self, conversation_id: str) -> None:
        """Know a case no more, if it was known."""
        at = self._at.pop(conversation_id, None)
        if at is not None:
            del self._by_number[at.number]

    def keep(self, conversations: Container[str]) -> None:
        """Know no other cases than those of conversations that are there.

        Who reads streams again finds where cases began, and not that they were forgotten since.
        """
        for id_ in [one for one in self._at if one not in conversations]:
            self.drop(id_)

    def at(self, conversation_id: str) -> CaseAt | None:
        """Return where a conversation stands; None where it is of no channel."""
        return self._at.get(conversation_id)

    def by_number(self, number: str) -> str | None:
        """Return the conversation of a number; None where there is none."""
        return self._by_number.get(number)

    def newest(self) -> list[str]:
        """Return the conversations of all cases, those that came to be known last first."""
        return list(reversed(self._at))
