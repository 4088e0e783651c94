"""Owns messages that are under way: sent, and neither acknowledged nor refused as yet."""

from __future__ import annotations

from collections import deque

from mockplatform.findings.deeds import Who
from mockplatform.findings.leases import is_platforms
from mockplatform.findings.rule import Recent, Seen
from mockplatform.journal import Entry

FLIGHTS_MAX = 32
"""How many messages of a user may be under way at once; of more, the oldest is forgotten."""


class Flight:
    """A message that is under way.

    Attributes:
        who: Whose client sent it.
        act: What was sent; None of a call that was refused before anybody read it.
        entry: The entry with which it came.
        channel: The socket on which it came; empty for HTTP.
        ended: The end of that socket, or of the call without an answer.
        renewed: The renewal of its client's token that came meanwhile, or behind that.
        since: From when on its client had nothing but good answers.
        is_kept: Whether it is in the transcript.
    """

    __slots__ = (
        "act",
        "channel",
        "ended",
        "entry",
        "is_kept",
        "op",
        "renewed",
        "since",
        "who",
    )

    def __init__(self, seen: Seen) -> None:
        self.who = seen.deed.who
        self.op = seen.deed.op
        self.act = seen.act
        self.entry = seen.entry
        self.channel = seen.entry.detail[1] if seen.entry.kind == "frame" else ""
        self.ended: Entry | None = None if self.channel else seen.entry
        self.renewed: Entry | None = None
        self.since = seen.entry
        self.is_kept = False

    def began(self) -> float:
        """Return when a call was sent, in real time: it is written down when it is over."""
        took_s: float = self.entry.detail[3] / 1000
        return self.entry.wall_at - took_s

    @property
    def is_nameless(self) -> bool:
        """Whether its client gave it no name."""
        return self.act is not None and not self.act.client_message_id

    def is_of(self, who: Who) -> bool:
        """Whether it is of that client of its user, as far as both say which of them it is."""
        mine, other = self.who.instance, who.instance
        return not mine or not other or mine == other

    def is_called(self, conversation_id: str, name: str | None) -> bool:
        """Whether it has that name."""
        act = self.act
        if act is None or not name:
            return False
        return (act.conversation_id, act.client_message_id) == (conversation_id, name)

    def says(self, conversation_id: str, text_hash: int) -> bool:
        """Whether it says the same."""
        act = self.act
        return act is not None and (act.conversation_id, act.text_hash) == (
            conversation_id,
            text_hash,
        )


class Flights:
    """The messages that are under way, of each user."""

    def __init__(self) -> None:
        self._users = Recent[str, deque[Flight]](lambda: deque(maxlen=FLIGHTS_MAX))
        self._on = Recent[str, str](str)

    def of(self, who: Who) -> list[Flight]:
        """Return those of a client, the oldest first."""
        known = self._users.get(who.user)
        return [] if known is None else [one for one in known if one.is_of(who)]

    def drop(self, flight: Flight) -> None:
        """Forget one."""
        self._users[flight.who.user].remove(flight)

    def sent(self, seen: Seen) -> Flight | None:
        """Remember a message, if there is no answer to it (as with frames); return it then."""
        return self.add(seen) if is_platforms(seen.deed) else None

    def add(self, seen: Seen) -> Flight:
        """Remember a message."""
        flight = Flight(seen)
        self._users[seen.deed.who.user].append(flight)
        if flight.channel:
            self._on[flight.channel] = flight.who.user
        return flight

    def acked(self, seen: Seen) -> None:
        """Forget a message that is acknowledged: by its name, else the oldest without one."""
        act = seen.act
        for one in self.of(seen.deed.who):
            is_it = one.is_called(act.conversation_id, act.client_message_id)
            has_none = not act.client_message_id and one.is_nameless
            if is_it or (has_none and one.channel == seen.entry.detail[1]):
                self.drop(one)
                return

    def refused(self, seen: Seen) -> None:
        """Forget the oldest message of a socket on which such a frame is refused."""
        for one in self.of(seen.deed.who):
            if (one.op, one.channel) == (seen.act.op, seen.entry.detail[1]):
                self.drop(one)
                return

    def kept(self, seen: Seen) -> None:
        """Note that a message is in the transcript."""
        act = seen.act
        for one in self.of(seen.deed.who):
            if one.is_called(act.conversation_id, act.client_message_id) or (
                not act.client_message_id and one.says(act.conversation_id, act.text_hash)
            ):
                one.is_kept = True

    def closed(self, seen: Seen) -> list[Flight]:
        """Note that a socket has ended; return what was under way on it."""
        act, channel_id = seen.entry.detail[:2]
        user = self._on.pop(channel_id) if act == "close" else None
        ended = [one for one in self.of(Who(user or "")) if one.channel == channel_id]
        for one in ended:
            one.ended = seen.entry
        return ended

    def troubled(self, seen: Seen) -> None:
        """Note that a client's call failed for no fault of its own: its patience begins anew."""
        if is_platforms(seen.deed):
            for one in self.of(seen.deed.who):
                one.since = seen.entry
