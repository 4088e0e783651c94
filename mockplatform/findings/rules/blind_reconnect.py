"""Owns the rule `blind-reconnect`: back to a conversation without asking how it is."""

from __future__ import annotations

from collections.abc import Mapping

from mockplatform.findings.deeds import (
    Connected,
    Ended,
    Knocked,
    Looked,
    Missing,
    Refused,
    Sent,
)
from mockplatform.findings.lines import Lines, Place
from mockplatform.findings.passing import passed_s
from mockplatform.findings.rule import About, Evidence, Hook, Recent, Rule, Seen, Trouble
from mockplatform.journal import Entry

EARLY_S = 5.0
"""A client may notice a drop so long before the platform does; what it reads then counts."""
SPEAKS_ON_S = 60.0
"""So long a client may go on by HTTP before it asks: messages with ids that are in flight, and a
socket's pauses of up to 30 s (Guide, section 4), twice."""
FLUSH_S = 2.0
"""What a page has queued while it was away goes out so soon behind its new socket."""
_ANSWERED = range(200, 500)
_REFUSED = 400


class _Link:
    """What is remembered of one client in one conversation."""

    __slots__ = ("back", "dropped", "early", "open", "spoke")

    def __init__(self) -> None:
        self.open = 0
        self.early: Entry | None = None
        self.dropped: Entry | None = None
        self.back: Entry | None = None
        self.spoke: Entry | None = None


class BlindReconnect(Rule):
    """See `about`."""

    about = About(
        id="blind-reconnect",
        severity="warning",
        title="Went back to a conversation without asking how it is",
        when="After the last socket of a client on a conversation has ended, it asks for another "
        "one, or says something over HTTP without a `clientMessageId`, and has not read the "
        "conversation's state since. Also: it says something over HTTP, with an id, "
        f"{SPEAKS_ON_S:g} s or more after the end, on the tenant's clock and in real time; or "
        f"{SPEAKS_ON_S:g} s or more after it first did. Where sockets are opened first and asked "
        f"then: it says something {FLUSH_S:g} s or more after its new one, or at any time if the "
        "conversation has ended meanwhile and cannot go on, and has not asked. Once for each drop.",
        not_when="The state was read, alone or in the list, since the drop, or beside the socket "
        f"up to {EARLY_S:g} s before (a client may see a drop before the platform does), even if "
        "the answer says that there is none; another socket of this client is still open; or it is "
        "the first socket on a conversation that it has just begun. A message under its own id "
        "that goes over HTTP because its socket is gone is no mistake: its answer says whether "
        "the conversation lives. While faults answer this client, the time does not count.",
        why="Meanwhile the platform may have closed the conversation for inactivity, or an agent "
        "may have. A client that does not ask knocks on a dead one, takes the refusal for a broken "
        "network, and tries again, or begins another conversation beside one that lives.",
        remedy="After each drop, and on each load of the page: GET the conversation. OPEN, RINGING "
        "and ACTIVE can be resumed; of all else drop the id. Only then open the socket, with "
        "`after`.",
        source="Guide, section 4",
    )

    def hears(self) -> Mapping[type | str, Hook]:
        """Hear of sockets, of messages and of what is read of states."""
        self._lines = Lines()
        self._links: Recent[Place, _Link] = Recent(_Link)
        self._harmed: Recent[str, int] = Recent(int)
        return {
            Knocked: self._knocked,
            Connected: self._connected,
            Sent: self._sent,
            Looked: self._looked,
            Missing: self._looked,
            Ended: self._ended,
            Trouble: self._answered,
            "socket": self._closed,
        }

    def _link(self, seen: Seen) -> _Link:
        return self._links[seen.deed.who.key, seen.act.conversation_id]

    def _looked(self, seen: Seen) -> None:
        if seen.entry.kind == "frame" or seen.deed.status in _ANSWERED:
            link = self._link(seen)
            link.early, link.dropped = seen.entry, None

    def _ended(self, seen: Seen) -> None:
        """Forget a conversation of whose end its client was told on its socket."""
        is_refusal = any(type(act) is Refused for act in seen.deed.acts)
        if seen.entry.kind == "frame" and not is_refusal:
            self._links.pop((seen.deed.who.key, seen.act.conversation_id))

    def _knocked(self, seen: Seen) -> None:
        link = self._link(seen)
        if link.dropped is not None:
            did = "said something" if seen.entry.kind == "frame" else "asked for another one"
            self._blame(seen, link, f"{did}, and had not read the state since")

    def _connected(self, seen: Seen) -> None:
        self._lines.opened(seen)
        link = self._link(seen)
        link.open += 1
        link.early, link.back = None, None
        if seen.act.is_told:
            link.dropped = None
        elif link.dropped is not None:
            link.back = seen.entry

    def _closed(self, seen: Seen) -> None:
        line = self._lines.closed(seen)
        link = None if line is None else self._links.get(line)
        if link is None:
            return
        link.open -= 1
        if link.open > 0:
            return
        if link.early is None or passed_s(link.early, seen.entry) > EARLY_S:
            link.dropped, link.spoke = seen.entry, None

    def _sent(self, seen: Seen) -> None:
        deed = seen.deed
        link = self._link(seen)
        if link.back is not None and link.dropped is not None and seen.entry.kind == "frame":
            if passed_s(link.back, seen.entry) >= FLUSH_S:
                says = "spoke on another one, and had not asked there how the conversation is"
                self._blame(seen, link, says)
            return
        if link.dropped is None or seen.entry.kind != "http" or deed.status >= _REFUSED:
            return
        if seen.act.client_message_id == "":
            self._blame(seen, link, "said something without an id, and had not read the state")
            return
        harmed = self._harmed[deed.who.key]
        if link.dropped.id > harmed and _is_late(link.dropped, seen.entry):
            says = f"said something {SPEAKS_ON_S:g} s later or more, and had not read the state"
            self._blame(seen, link, says)
        elif link.spoke is None or link.spoke.id < harmed:
            link.spoke = seen.entry
        elif passed_s(link.spoke, seen.entry) >= SPEAKS_ON_S:
            says = f"went on to speak for {SPEAKS_ON_S:g} s, and had not read the state since"
            self._blame(seen, link, says)

    def _answered(self, seen: Seen) -> None:
        if seen.deed.is_injected:  # it may have tried to read
            self._harmed[seen.deed.who.key] = seen.entry.id

    def _blame(self, seen: Seen, link: _Link, says: str) -> None:
        assert link.dropped is not None  # that is what it is blamed for
        dropped = Evidence(link.dropped, "the client's socket on the conversation ended")
        link.dropped = None
        self.found(seen.deed.who.key, dropped, Evidence(seen.entry, says))


def _is_late(dropped: Entry, spoke: Entry) -> bool:
    """Whether time went by on both clocks: one that is moved on gives nobody time to ask."""
    gap_s = min(spoke.at - dropped.at, spoke.wall_at - dropped.wall_at)
    return gap_s >= SPEAKS_ON_S
