"""Owns what rules remember of a client's messages: which have no answer, which are stored."""

from __future__ import annotations

from collections import OrderedDict, deque
from typing import NamedTuple

from mockplatform.findings.coverage import Coverage
from mockplatform.findings.rule import Evidence, Seen
from mockplatform.journal import Entry

OPEN_MAX = 50
"""So many unanswered messages are remembered of a client …"""
KEPT_MAX = 50
"""… so many messages of a conversation …"""
ACKED_MAX = 200
"""… and so many acknowledged ids."""


class InTranscript(NamedTuple):
    """A customer's message that is in the transcript."""

    id: str
    text_hash: int
    seq: int
    entry: Entry


class Open:
    """A message without an answer.

    Attributes:
        id: What its client calls it; empty where it has no name, None where it needs none.
        text_hash: Tells equal texts.
        entry: Its coming.
        channel: By which socket it came; empty over HTTP.
        lost: How its answer went missing.
        given: When its sender was given it out of the transcript.
    """

    __slots__ = ("channel", "entry", "given", "id", "lost", "text_hash")

    def __init__(self, seen: Seen, channel: str) -> None:
        self.id: str | None = seen.act.client_message_id
        self.text_hash: int = seen.act.text_hash
        self.entry = seen.entry
        self.channel = channel
        self.lost: Evidence | None = None
        self.given: Entry | None = None


class Known(NamedTuple):
    """An acknowledged message: when it was, and where it stands in the transcript."""

    entry: Entry
    seq: int


class Outbox:
    """What is remembered of one client's messages in a conversation.

    Attributes:
        open: Those without an answer, oldest first.
        acked: Those that were acknowledged, by their ids.
        behind: The last event that its client has said to have had, and when it did.
        given: Which events its client was given.
        typed_at: The last entry by which its client told that the customer types; 0 if none did.
    """

    __slots__ = ("acked", "behind", "given", "open", "typed_at")

    def __init__(self) -> None:
        self.open: deque[Open] = deque(maxlen=OPEN_MAX)
        self.acked: OrderedDict[str, Known] = OrderedDict()
        self.behind: Known | None = None
        self.given = Coverage()
        self.typed_at = 0

    def asks(self, behind: int, latest: int, entry: Entry) -> None:
        """Take note that the client asks for what is behind an event, of so many that there are."""
        if 0 < behind <= latest and (self.behind is None or behind > self.behind.seq):
            self.behind = Known(entry, behind)

    def knows(self, acked: Known) -> bool:
        """Whether the client was given a message, and has asked for what is behind a later one."""
        is_behind = self.behind is not None and self.behind.seq > acked.seq
        return is_behind and acked.seq in self.given

    def answered(self, id_: str | None, channel: str, entry: Entry, seq: int) -> None:
        """Take note of an answer: it is about that id, or about the oldest without one.

        `seq` is where the message stands; 0 where that is not known (any more).
        """
        about = [one for one in self.open if one.id == id_ and (id_ or one.channel == channel)]
        for one in about if id_ else about[:1]:
            self.open.remove(one)
        if id_ and seq:
            self.acked[id_] = Known(entry, seq)
            if len(self.acked) > ACKED_MAX:
                self.acked.popitem(last=False)
