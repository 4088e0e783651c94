"""Owns the rule `whole-transcript`: all of the transcript, to a client that has had most of it."""

from __future__ import annotations

from collections.abc import Mapping

from mockplatform.findings.coverage import Coverage
from mockplatform.findings.deeds import Connected, Fetched, Kept
from mockplatform.findings.lines import Lines, Place
from mockplatform.findings.rule import About, Evidence, FrameOut, Hook, Recent, Rule, Seen
from mockplatform.journal import Entry

MESSAGES = 20
"""So many messages a client has to have had before it matters that it loads them again: about a
screen, and more than what a page of the platform costs beside the call itself."""
RELOADS = 1
"""So often it may: the page was loaded anew, or its storage was emptied."""
_ANSWERED = range(200, 300)


class _Transcript:
    """How many messages a conversation has, as far as that matters: which is the last of a few."""

    __slots__ = ("count", "mark")

    def __init__(self) -> None:
        self.count = 0
        self.mark = 0


class _Had:
    """What one client has had of a conversation, and since when it has had enough of it.

    `read_to` is how far it has read since then, page by page from the beginning; 0: it has not.
    """

    __slots__ = ("again", "enough", "given", "read_to")

    def __init__(self) -> None:
        self.given = Coverage()
        self.enough: Entry | None = None
        self.again = 0
        self.read_to = 0


class WholeTranscript(Rule):
    """See `about`."""

    about = About(
        id="whole-transcript",
        severity="note",
        title="Loaded the whole transcript again where a diff would do",
        when="A client asks for a transcript from its beginning, by a socket with `after=0` or "
        "none or by a GET of messages (or by several, page by page), although it has been given "
        f"the first {MESSAGES} messages already; for the {RELOADS + 1}nd time and each time after "
        "that.",
        not_when="Another tab or device (another `instanceId`) loads it. It asks for what is "
        f"behind some event, even if it has that. It reads less than those {MESSAGES} messages. "
        f"It does so {RELOADS} time: the page may be another one, or its storage may have been "
        "emptied. The dialect cannot tell a part.",
        why="The longer a conversation is, the more each drop costs: the customer on a bad network "
        "waits for what he has read, and after an outage all clients ask the platform for "
        "everything at once. Who appends what comes shows it twice.",
        remedy="Keep the last `seq` up to which nothing is missing, with the messages, where a "
        "reload finds both. Connect with `after=<seq>`, and GET messages with the same; keep each "
        "seq once.",
        source="Guide, section 4",
    )

    def hears(self) -> Mapping[type | str, Hook]:
        """Hear of what clients are given, and of what they ask for."""
        self._lines = Lines()
        self._transcripts: Recent[str, _Transcript] = Recent(_Transcript)
        self._had: Recent[Place, _Had] = Recent(_Had)
        return {
            Kept: self._kept,
            Connected: self._connected,
            Fetched: self._fetched,
            FrameOut: self._told,
            "socket": self._closed,
        }

    def _kept(self, seen: Seen) -> None:
        transcript = self._transcripts[seen.act.conversation_id]
        transcript.count += 1
        if transcript.count == MESSAGES:
            transcript.mark = seen.act.seq

    def _closed(self, seen: Seen) -> None:
        self._lines.closed(seen)

    def _told(self, seen: Seen) -> None:
        line, seq = self._lines.told(seen), seen.entry.detail[4]
        if line is not None:
            self._give(line, seq - 1, seq, seen.entry)

    def _connected(self, seen: Seen) -> None:
        line, act = self._lines.opened(seen), seen.act
        if act.after == 0:
            self._asked(seen, line, act.version, "a socket wants all from the beginning again")

    def _fetched(self, seen: Seen) -> None:
        deed, act = seen.deed, seen.act
        if deed.status not in _ANSWERED or not act.can_skip:
            return
        place = deed.who.key, act.conversation_id
        self._read(seen, place)
        if not deed.is_injected:
            self._give(place, act.after, act.upto, seen.entry)

    def _read(self, seen: Seen, place: Place) -> None:
        had, act = self._had[place], seen.act
        if act.after and act.after != had.read_to:
            return
        if act.after < self._transcripts[place[1]].mark:  # so that one reading counts once
            says = "the messages were read from the beginning again"
            self._asked(seen, place, act.upto, says)
        had.read_to = act.upto if had.enough is not None else 0

    def _give(self, place: Place, after: int, upto: int, entry: Entry) -> None:
        had = self._had[place]
        had.given.add(after, upto)
        if had.enough is None:
            mark = self._transcripts[place[1]].mark
            if mark and had.given.from_start >= mark:
                had.enough = entry

    def _asked(self, seen: Seen, place: Place, upto: int, says: str) -> None:
        had = self._had[place]
        if had.enough is None or upto < self._transcripts[place[1]].mark:
            return
        had.again += 1
        if had.again > RELOADS:
            before = f"by now the client had been given {MESSAGES} messages and more"
            self.found(place[0], Evidence(had.enough, before), Evidence(seen.entry, says))
