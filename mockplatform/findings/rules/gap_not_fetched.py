"""Owns the rule `gap-not-fetched`: a reconnect leaves out messages, and nothing brings them."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from typing import NamedTuple

from mockplatform.findings.coverage import Coverage
from mockplatform.findings.deeds import Connected, Fetched, Joined, Kept, Opened, Sent, WentOn
from mockplatform.findings.lines import Lines, Place
from mockplatform.findings.passing import FREE, Wait
from mockplatform.findings.rule import (
    About,
    Evidence,
    FrameIn,
    FrameOut,
    Hook,
    Recent,
    Rule,
    Seen,
)
from mockplatform.journal import Entry

FETCHES_WITHIN_S = 10.0
"""So long a client may take to fetch what is missing: a few times what a widget waits for events
that are late, and a call that is repeated once."""
NEWEST_MAX = 50
"""So many messages to the customer are remembered of a conversation: what is missed is new."""


class _Told(NamedTuple):
    """A message to the customer."""

    seq: int
    entry: Entry


class _Hole(NamedTuple):
    """What a socket leaves out, and of whose.

    `wait` begins with that socket; where clients ask on their sockets, with the first thing that
    the client does there: it is None until then.
    """

    place: Place
    since: Entry
    wait: Wait | None
    after: int
    missing: list[_Told]
    is_told: bool


class _Given:
    """What one client was given of a conversation; `is_begun` when its first act is known."""

    __slots__ = ("is_begun", "spans")

    def __init__(self) -> None:
        self.spans = Coverage()
        self.is_begun = False

    def begin(self, after: int) -> None:
        """Believe a client that is new here that it has what it says."""
        if not self.is_begun:
            self.is_begun = True
            self.spans.add(0, after)


class GapNotFetched(Rule):
    """See `about`."""

    about = About(
        id="gap-not-fetched",
        severity="error",
        title="A reconnect left out messages, and nobody fetched them",
        when="A socket begins behind a message to the customer (of an agent, a bot or the system) "
        "that this client was never given, and within "
        f"{FETCHES_WITHIN_S:g} s neither a GET of messages nor another socket brings it. {FREE}; "
        "frames, reads of messages, messages and sockets there are deeds. A socket of a dialect "
        "that tells nothing of what was before begins behind all there is. Where clients ask on "
        "their sockets, the time begins when the client says, types or marks something in the "
        "conversation, and only what else it does of this counts. Of each conversation "
        f"the {NEWEST_MAX} newest such messages count.",
        not_when="What is left out is the customer's own, or no message. A client that is new "
        "here (another `instanceId`, and it did not begin the conversation) is believed that it "
        "has all in front of its first `after`. A frame that a fault kept back was not given. "
        "Where clients ask on their sockets, one that does nothing in a conversation need not read "
        "it: it shows another one.",
        why="The customer never sees what the agent said meanwhile, and the agent, whose message "
        "was delivered as far as he can see, waits for an answer to it.",
        remedy="Remember the last `seq` up to which nothing is missing, not the newest one that "
        "was heard of, and connect with it as `after`. Where a socket cannot tell what was before, "
        "GET the messages behind that one first.",
        source="Guide, section 4",
    )

    def hears(self) -> Mapping[type | str, Hook]:
        """Hear of messages, of what clients are given, and of what they do."""
        self._lines = Lines()
        self._told: Recent[str, deque[_Told]] = Recent(lambda: deque(maxlen=NEWEST_MAX))
        self._given: Recent[Place, _Given] = Recent(_Given)
        self._holes: Recent[Place, _Hole | None] = Recent(lambda: None)
        self._moved: Entry | None = None
        return {
            Kept: self._kept,
            Opened: self._opened,
            Connected: self._connected,
            Joined: self._joined,
            Fetched: self._fetched,
            Sent: self._sent,
            WentOn: self._went_on,
            FrameIn: self._heard,
            FrameOut: self._given_out,
            "socket": self._closed,
            "clock": self._clock,
        }

    def settle(self, now: float) -> None:
        """Judge the holes that are old enough."""
        for hole in self._holes.values():
            if hole is None or hole.wait is None or not hole.is_told:
                continue
            was_moved = self._moved is not None and self._moved.id > hole.wait.since.id
            if hole.wait.is_over_at(now, was_moved=was_moved):
                self._judge(hole)

    def _kept(self, seen: Seen) -> None:
        act = seen.act
        if act.purpose != "customer":
            self._told[act.conversation_id].append(_Told(act.seq, seen.entry))

    def _opened(self, seen: Seen) -> None:
        self._given[seen.deed.who.key, seen.act.conversation_id].begin(0)

    def _connected(self, seen: Seen) -> None:
        place, act = self._lines.opened(seen), seen.act
        self._look(place, seen.entry)
        after = act.version if act.after is None else act.after
        self._begin(place, seen.entry, after, is_told=act.is_told)

    def _joined(self, seen: Seen) -> None:
        place = seen.deed.who.key, seen.act.conversation_id
        self._begin(place, seen.entry, seen.act.version, is_told=False)

    def _begin(self, place: Place, entry: Entry, after: int, *, is_told: bool) -> None:
        given = self._given[place]
        given.begin(after)
        told = self._told.get(place[1]) or ()
        missing = [one for one in told if one.seq <= after and one.seq not in given.spans]
        before = self._holes.pop(place)
        if not missing:
            return
        wait = Wait(entry, FETCHES_WITHIN_S) if is_told else None
        if before is not None and before.is_told and is_told:
            entry, wait = before.since, before.wait
        self._holes[place] = _Hole(place, entry, wait, after, missing, is_told)

    def _fetched(self, seen: Seen) -> None:
        deed, act = seen.deed, seen.act
        if not seen.is_given:
            return
        place = deed.who.key, act.conversation_id
        given = self._given[place]
        given.begin(act.after)
        given.spans.add(act.after, act.upto)
        self._look(place, seen.entry)

    def _sent(self, seen: Seen) -> None:
        if seen.entry.kind != "frame":  # that was heard already
            self._look((seen.deed.who.key, seen.act.conversation_id), seen.entry)
        else:
            self._went_on(seen)

    def _went_on(self, seen: Seen) -> None:
        """Judge what is left out of a conversation with which a client goes on, which asks."""
        hole = self._holes.get((seen.deed.who.key, seen.act.conversation_id))
        if hole is None or hole.is_told:
            return
        if hole.wait is None:
            wait = Wait(seen.entry, FETCHES_WITHIN_S)
            self._holes[hole.place] = hole._replace(wait=wait)
        elif hole.wait.is_over(seen.entry):
            self._judge(hole)

    def _heard(self, seen: Seen) -> None:
        line = self._lines.told(seen)
        if line is not None:
            self._look(line, seen.entry)

    def _given_out(self, seen: Seen) -> None:
        line = self._lines.told(seen)
        if line is not None:
            seq = seen.entry.detail[4]
            self._given[line].spans.add(seq - 1, seq)

    def _closed(self, seen: Seen) -> None:
        self._lines.closed(seen)

    def _clock(self, seen: Seen) -> None:
        self._moved = seen.entry

    def _look(self, place: Place, entry: Entry) -> None:
        hole = self._holes.get(place)
        if hole is None or hole.wait is None or not hole.is_told:
            return
        if hole.wait.is_over(entry):
            self._judge(hole)

    def _judge(self, hole: _Hole) -> None:
        spans = self._given[hole.place].spans
        self._holes.pop(hole.place)
        missing = [one for one in hole.missing if one.seq not in spans]
        if missing:
            spans.add(0, hole.after)  # so that it is told once
            first = missing[0]
            said = f"a message to the customer went into the transcript at {first.seq}"
            says = (
                f"a socket begins behind {hole.after}; {len(missing)} such messages in front of it "
                f"did not come, and nobody asked for them within {FETCHES_WITHIN_S:g} s"
            )
            self.found(hole.place[0], Evidence(first.entry, said), Evidence(hole.since, says))
