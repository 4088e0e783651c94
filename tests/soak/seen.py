"""Owns what a client saw that was not as it should be, and where to look for its reason."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple

from tests.clients.line import Line

ABORTED = 1006
GOODBYES = (1000, 4410)
"""How a socket of a soak ends if nothing harms it: left, or its conversation was closed."""


class Seen(NamedTuple):
    """An anomaly.

    Attributes:
        what: The fault that would do this, or ``error`` for what no fault here does.
        correlation_id: That of the call, or of the socket's handshake.
        about: What was unexpected.
    """

    what: str
    correlation_id: str
    about: str = ""


@dataclass(kw_only=True)
class Socket:
    """One socket and what was asked on it.

    Attributes:
        after: The seq behind which it began.
        asked: How often each message was sent on it, by `clientMessageId`.
        is_whole: Whether it was heard to the end: all that was asked before is answered, or
            its answer is lost for good.
    """

    correlation_id: str
    after: int
    line: Line
    asked: Counter[str] = field(default_factory=Counter)
    is_whole: bool = False

    @property
    def unanswered(self) -> Counter[str]:
        """How many acknowledgements of each message never came."""
        return self.asked - Counter(ack["clientMessageId"] for ack in self.line.of_type("ack"))

    @property
    def twice(self) -> int:
        """How many frames came that had been there already."""
        return len(self.line.seqs) - len(set(self.line.seqs))

    @property
    def overtaken(self) -> int:
        """How many frames came behind later ones."""
        seen: set[int] = set()
        late = 0
        for seq in self.line.seqs:
            late += seq not in seen and seq < max(seen, default=0)
            seen.add(seq)
        return late

    @property
    def missing(self) -> int:
        """How many frames never came, though a later one did."""
        seqs = set(self.line.seqs)
        return max(seqs, default=self.after) - self.after - len(seqs)
