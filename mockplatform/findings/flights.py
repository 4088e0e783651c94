"""Owns messages that are under way: sent, and neither acknowledged nor refused as yet."""

from __future__ import annotations

from collections import deque

from mockplatform.findings.deeds import RENEWS, SENDS, Kept, Looked, Missing, Opened, Who
from mockplatform.findings.leases import is_platforms
from mockplatform.findings.passing import Wait
from mockplatform.findings.rule import Recent, Seen
from mockplatform.journal import Entry

FLIGHTS_MAX = 32
"""How many messages of a user may be under way at once; of more, the oldest is forgotten."""
LOST_S = 60.0
"""A client whose calls all succeed would have sent one again by then: pauses grow to 30 s."""
_ENDED = frozenset({"CLOSED", "DELETED"})
_REQUEST = "http"
_GONE = frozenset({403, 404, 409, 410})
_ANSWERED = frozenset({*range(200, 300), 304})
"""304 too: browsers name the version that they have by themselves."""


class Flight:
    """A message that is under way.

    Attributes:
        who: Whose client sent it.
        act: What was sent; None of a call that was refused before anybody read it.
        entry: The entry with which it came.
        channel: The socket on which it came; empty for HTTP.
        ended: The end of that socket, or of the call without an answer.
        renewed: The renewal of its client's token that came meanwhile, or behind that.
        wait: For how long its client has had nothing but good answers since.
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
        "wait",
        "who",
    )

    def __init__(self, seen: Seen) -> None:
        self.who = seen.deed.who
        self.op = seen.deed.op
        self.act = seen.act
        self.entry = seen.entry
        self.channel = "" if seen.entry.kind == _REQUEST else seen.entry.detail[1]
        self.ended: Entry | None = None if self.channel else seen.entry
        self.renewed: Entry | None = None
        self.wait = Wait(seen.entry, LOST_S)
        self.is_kept = False

    def was_renewed(self, entry: Entry) -> None:
        """Note the renewal that it meets: its client has time from then on."""
        self.renewed = entry
        self.wait = Wait(entry, LOST_S)

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
        self._stored = Recent[str, Kept | None](lambda: None)  # by the call that it came with

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
        flight.is_kept = self._came_before(flight)
        self._users[seen.deed.who.user].append(flight)
        if flight.channel:
            self._on[flight.channel] = flight.who.user
        return flight

    def _came_before(self, flight: Flight) -> bool:
        """Whether a call's message is in the transcript: that is told before the call itself is."""
        entry, act = flight.entry, flight.act
        stored = self._stored.pop(entry.correlation_id) if entry.kind == _REQUEST else None
        if stored is None:
            return False
        return act is None or flight.says(stored.conversation_id, stored.text_hash)

    def acked(self, seen: Seen) -> None:
        """Forget a message that is acknowledged: by its name, else the oldest without one."""
        act, entry = seen.act, seen.entry
        channel = "" if entry.kind == _REQUEST else entry.detail[1]
        for one in self.of(seen.deed.who):
            is_it = one.is_called(act.conversation_id, act.client_message_id)
            has_none = not act.client_message_id and one.is_nameless
            if is_it or (has_none and one.channel == channel):
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
        self._stored[seen.entry.correlation_id] = act
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
        """Note that a call of a client did not succeed, or tries again: its patience is new."""
        for one in self.of(seen.deed.who):
            one.wait = Wait(seen.entry, LOST_S)

    def over(self, seen: Seen) -> None:
        """Forget what a client had under way: it can write there no more, or began anew."""
        for one in self.of(seen.deed.who):
            self.drop(one)

    def left(self, seen: Seen) -> list[Flight]:
        """Note a call; return what its client has left behind at a renewal, and goes on without."""
        deed = seen.deed
        if is_platforms(deed):
            self.troubled(seen)
        elif deed.status in _GONE or any(map(_is_end, deed.acts)):
            self.over(seen)
        elif deed.status in _ANSWERED and deed.aim not in RENEWS and deed.aim != SENDS:
            return [one for one in self.of(deed.who) if _is_lost(one, seen.entry)]
        return []


def _is_lost(one: Flight, deed: Entry) -> bool:
    return one.renewed is not None and not one.is_kept and one.wait.is_over(deed)


def _is_end(act: object) -> bool:
    """Whether a client learns by an act that it can write there no more, or has begun anew."""
    return isinstance(act, Missing | Opened) or (isinstance(act, Looked) and act.state in _ENDED)
