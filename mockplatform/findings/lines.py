"""Owns which client has which socket on which conversation, for rules that hear of frames."""

from __future__ import annotations

from typing import NamedTuple

from mockplatform.findings.rule import Recent, Seen

Place = tuple[str, str]
"""A client, by its key, and a conversation."""


class Line(NamedTuple):
    """A socket: its client's key, and the conversation that it follows."""

    client: str
    conversation_id: str


class Lines:
    """The sockets that are open, as far as rules remember them."""

    def __init__(self) -> None:
        self._open: Recent[str, Line | None] = Recent(lambda: None)

    def __len__(self) -> int:
        """How many are remembered."""
        return len(self._open)

    def opened(self, seen: Seen) -> Line:
        """Remember a socket that has just opened (`Connected`)."""
        act = seen.act
        line = Line(seen.deed.who.key, act.conversation_id)
        self._open[act.channel_id] = line
        return line

    def told(self, seen: Seen) -> Line | None:
        """Return whose socket an entry of kind `frame` is about."""
        return self._open.get(seen.entry.detail[1])

    def closed(self, seen: Seen) -> Line | None:
        """Forget the socket that an entry of kind `socket` closes, and return what it was.

        None where it opens one, or where nothing is known of it.
        """
        act, channel_id = seen.entry.detail[:2]
        return self._open.pop(channel_id) if act == "close" else None
