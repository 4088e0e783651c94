"""Owns a book of what clients do in conversations: sockets, messages, frames, reads."""

from __future__ import annotations

from typing import Any

from mockplatform.findings.deeds import (
    Acked,
    Connected,
    Ended,
    Fetched,
    Kept,
    Knocked,
    Looked,
    Opened,
    Sent,
    Who,
)
from tests.findings.book import ANN, Book

POST_MESSAGE = "POST /messages"
ASK_SOCKET = "GET /ws"


class Talking(Book):
    """A book of one conversation, `c-1`, unless another is named."""

    def opens(self, *resumable: str, id_: str = "c-1", who: Who = ANN, **deed: Any) -> None:
        """Begin a conversation."""
        self.did(Opened(id_, resumable, who.instance), who=who, id_=id_, **deed)

    def looks(self, state: str = "OPEN", id_: str = "c-1", who: Who = ANN, **deed: Any) -> None:
        """Read its state."""
        self.did(Looked(id_, state), who=who, id_=id_, **deed)

    def connects(
        self,
        channel: str = "ws-1",
        after: int | None = 0,
        version: int = 0,
        id_: str = "c-1",
        who: Who = ANN,
    ) -> None:
        """Open a socket."""
        acts = Knocked(id_), Connected(channel, id_, after, version)
        for act in acts:
            self.wrote("socket", "open", channel, None, "", who=who, id_=id_, act=act)

    def closes(self, channel: str = "ws-1", code: int = 1006, who: Who = ANN) -> None:
        """End a socket."""
        ended = Ended("c-1") if code in {4404, 4410} else None
        self.wrote("socket", "close", channel, code, "", who=who, id_="c-1", act=ended)

    def drops(self, who: Who = ANN) -> None:
        """Open a socket and lose it."""
        self.connects(who=who)
        self.closes(who=who)

    def says(
        self, id_: str | None, text: str = "hi", channel: str = "ws-1", who: Who = ANN
    ) -> None:
        """Send a message by a socket."""
        sent = Sent("c-1", id_, hash(text))
        self.wrote("frame", "in", channel, "message.send", 9, None, who=who, id_="c-1", act=sent)

    def posts(self, id_: str | None, text: str = "hi", who: Who = ANN, **deed: Any) -> None:
        """Send a message over HTTP."""
        sent = Sent("c-1", id_, hash(text))
        self.did(sent, who=who, op=POST_MESSAGE, id_="c-1", **deed)

    def keeps(self, id_: str = "", seq: int = 1, text: str = "hi", by: str = "customer") -> None:
        """Put a message into the transcript."""
        kept = Kept("c-1", id_, hash(text), by, seq)
        self.wrote("event", "conversation", seq, "MessageSent", id_="c-1", act=kept)

    def acks(self, id_: str, channel: str = "ws-1", who: Who = ANN) -> None:
        """Acknowledge a message by a socket."""
        acked = Acked("c-1", id_, known=False)
        self.wrote("frame", "out", channel, "ack", 9, None, who=who, id_="c-1", act=acked)

    def tells(self, seq: int, channel: str = "ws-1") -> None:
        """Send an event's frame."""
        self.wrote("frame", "out", channel, "message", 9, seq, id_="c-1")

    def fetches(self, after: int, upto: int, who: Who = ANN, **options: Any) -> None:
        """Read messages."""
        can_skip = options.pop("can_skip", True)
        self.did(Fetched("c-1", after, upto, upto, can_skip), who=who, id_="c-1", **options)

    def passes(self, seconds: float) -> None:
        """Let time go by."""
        self.now += seconds

    @property
    def story(self) -> list[str]:
        """The lines of the first finding's first time."""
        return [one.says for one in self.findings[0].first.evidence]
