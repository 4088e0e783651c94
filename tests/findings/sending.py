"""Owns a client in a book that sends messages, for the rules about those that get lost."""

from __future__ import annotations

from typing import Any

from mockplatform.findings.deeds import Acked, Kept, Refused, Renewed, Sent, SignedIn, Who
from tests.findings.book import ANN, Book

SEND = "POST /api/v2/conversations/messaging/{id}/messages"
CALL_MS = 1.0
"""How long a book's calls take."""


class Sending(Book):
    """A book whose clients have a socket `c1` on a conversation `conv`."""

    def sends(
        self,
        text: str = "hi",
        name: str | None = "m1",
        channel: str = "c1",
        who: Who = ANN,
        conv: str = "conv",
    ) -> None:
        """Send a message by a socket."""
        act = Sent(conv, name, hash(text))
        self.wrote("frame", "in", channel, "message.send", 1, None, who=who, act=act)

    def posts(self, text: str = "hi", name: str | None = "m1", **deed: Any) -> None:
        """Send a message by HTTP."""
        self.did(Sent("conv", name, hash(text)), op=SEND, **deed)

    def acks(self, name: str | None = "m1", channel: str = "c1", conv: str = "conv") -> None:
        """Acknowledge one."""
        act = Acked(conv, name, known=False)
        self.wrote("frame", "out", channel, "ack", 1, 2, act=act)

    def refuses(self, op: str = "", channel: str = "c1") -> None:
        """Refuse a frame; those of a book have no type."""
        self.wrote("frame", "out", channel, "error", 1, None, act=Refused(op, "invalid.value"))

    def keeps(self, text: str = "hi", name: str = "m1", who: Who = ANN) -> None:
        """Put one into the transcript."""
        act = Kept("conv", name, hash(text), "customer", 2)
        self.wrote("event", "conversation", 2, "MessageSent", who=Who(who.user), act=act)

    def renews(self, outcome: str = "renewed", who: Who = ANN) -> None:
        """Spend the refresh token."""
        self.did(Renewed("f", 0.0, 0.0, outcome), who=who)

    def signs_in(self, who: Who = ANN) -> None:
        """Begin another family of tokens."""
        self.did(SignedIn("g", "tab-1", 0.0, 0.0), who=who)

    def closes(self, channel: str = "c1") -> None:
        """End a socket."""
        self.wrote("socket", "close", channel, 4401, "")
