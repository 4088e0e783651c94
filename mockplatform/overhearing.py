"""Owns the journal's lines of what is told and not kept: who types, how far somebody has read.

Whoever looks later finds them here and nowhere else, for as long as the ring has them.
"""

from __future__ import annotations

from typing import Any

from mockplatform.core.aggregate import StreamId
from mockplatform.core.signals import Notice, Seen, Typing
from mockplatform.journal import Journal


class Overhearing:
    """Overhears all signals of a tenant's conversations."""

    __slots__ = ("_journal",)

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    def grown_from(self, stream: StreamId, before: Any) -> None:
        """Events have lines of their own."""

    def signalled(self, stream: StreamId, signal: Notice) -> None:
        """Write down who signalled what."""
        if isinstance(signal, Typing):
            state, seq = "on" if signal.on else "off", None
        elif isinstance(signal, Seen):
            state, seq = None, signal.seq
        else:
            return
        self._journal.record(
            "signal",
            (type(signal).__name__.lower(), signal.sender.purpose, state, seq),
            correlation_id=self._journal.cause,
            subject=signal.sender.id,
            conversation_id=stream.id,
        )
