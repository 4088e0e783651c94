"""Owns the rule `duplicate-send`: a message that comes twice, or whose repeat nobody can tell."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping

from mockplatform.findings.deeds import Acked, Began, Connected, Deed, Fetched, Kept, Sent, Typed
from mockplatform.findings.lines import Lines, Place
from mockplatform.findings.outboxes import KEPT_MAX, InTranscript, Open, Outbox
from mockplatform.findings.passing import passed_s
from mockplatform.findings.rule import About, Evidence, FrameOut, Hook, Recent, Rule, Seen
from mockplatform.journal import Entry

MISSING_S = 5.0
"""An acknowledgement that a living socket has not brought by then is missing."""
HUMAN_S = 3.0
"""Nobody types the same again so soon after he was shown it; later it may be the customer."""
RESENDS_S = 30.0
"""A client that waits in vain for an acknowledgement sends again within that time."""
_UNWELL = frozenset({0, 408, 425, 429})
_ANSWERED = range(200, 300)
_BROKEN = 500


class DuplicateSend(Rule):
    """See `about`."""

    about = About(
        id="duplicate-send",
        severity="error",
        title="A message was sent twice, or in a way that doubles it sooner or later",
        when="(1) The transcript has a message, its answer went missing (the socket ended first; "
        f"no acknowledgement came within {MISSING_S:g} s; the call failed), and the client sends "
        "the same text again under another `clientMessageId`, or under none; in a dialect whose "
        "platform keeps all that comes, also under the same. (2) A message has no "
        "`clientMessageId` at all, where there is such a thing. (3) An id comes again that was "
        "acknowledged, and the client was given it out of the transcript and has asked for what "
        "is behind a later event (a socket or a GET with `after`): so it has had it. Where a "
        "sender's socket is told of his texts beside the acknowledgement, that is no answer yet: "
        "(1) holds as well if the same socket brings the same text again, untyped, "
        f"{MISSING_S:g} s to {RESENDS_S:g} s after the first one whose acknowledgement is missing.",
        not_when="The same id again because no answer came, where the platform keeps it once: that "
        "is what it is for. The same text "
        "again after an answer, or later than "
        f"{HUMAN_S:g} s after the client was given the message out of the transcript: customers "
        "repeat themselves; in a dialect whose clients tell of typing, who is told to have typed "
        "since may do so at any time. A dialect in which messages have no names of their client's.",
        why="What has no name, or comes under another one, is another message: the agent reads it "
        "twice, and answers twice; a bot takes the second one for the answer to its next question. "
        "Under its own name it doubles nothing, but a client that says again what it was told is "
        "there has lost its place.",
        remedy="Make an id when the customer presses send, keep it with the text in an outbox that "
        "outlives the page, send both unchanged however often, and take the message out when the "
        "ack, the answer or the transcript brings that id. A platform that keeps all that comes is "
        "asked for the history first, and is sent again only what is not there.",
        source="Guide, section 2",
    )

    def hears(self) -> Mapping[type | str, Hook]:
        """Hear of messages and of their answers."""
        self._lines = Lines()
        self._boxes: Recent[Place, Outbox] = Recent(Outbox)
        self._on: Recent[str, Outbox] = Recent(Outbox)
        self._kept: Recent[str, deque[InTranscript]] = Recent(lambda: deque(maxlen=KEPT_MAX))
        return {
            Began: self._began,
            Kept: self._stored,
            Sent: self._sent,
            Acked: self._acked,
            Fetched: self._fetched,
            Connected: self._connected,
            Typed: self._typed,
            FrameOut: self._frame,
            "socket": self._closed,
        }

    def _connected(self, seen: Seen) -> None:
        box = self._boxes.get(self._lines.opened(seen))
        if box is not None:
            box.asks(seen.act.after or 0, seen.act.version, seen.entry)

    def _began(self, seen: Seen) -> None:
        key, act = seen.deed.who.key, seen.act
        box = self._boxes.pop((key, act.session_id))
        if box is not None:
            self._boxes[key, act.conversation_id] = box

    def _stored(self, seen: Seen) -> None:
        act = seen.act
        if act.purpose == "customer":
            stored = InTranscript(act.client_message_id, act.text_hash, act.seq, seen.entry)
            self._kept[act.conversation_id].append(stored)

    def _typed(self, seen: Seen) -> None:
        box = self._boxes.get((seen.deed.who.key, seen.act.conversation_id))
        if box is not None:
            box.typed_at = seen.entry.id

    def _sent(self, seen: Seen) -> None:
        act, entry = seen.act, seen.entry
        box = self._boxes[seen.deed.who.key, act.conversation_id]
        self._judge(seen, box)
        channel = entry.detail[1] if entry.kind == "frame" else ""
        one = Open(seen, channel)
        if channel:
            box.open.append(one)
            self._on[channel] = box
        elif is_missing(seen.deed):
            one.lost = Evidence(entry, "it was sent, and no answer came")
            box.open.append(one)
        elif seen.deed.status in _ANSWERED and not seen.deed.is_injected:
            self._answered(box, seen, "")

    def _judge(self, seen: Seen, box: Outbox) -> None:
        act, entry, key = seen.act, seen.entry, seen.deed.who.key
        story = self._doubled(seen, box)
        if story is not None:
            other = "another id" if act.is_kept_once else "an id that does not keep it once"
            under = other if act.client_message_id else "no id"
            self.found(key, *story, Evidence(entry, f"the same text came again, under {under}"))
        elif act.client_message_id == "":
            self.found(key, Evidence(entry, "a message came without a clientMessageId"))
        elif act.client_message_id is not None:
            self._judge_again(seen, box)

    def _judge_again(self, seen: Seen, box: Outbox) -> None:
        acked, behind = box.acked.get(seen.act.client_message_id), box.behind
        if acked is None or behind is None or not box.knows(acked):
            return
        story = [
            Evidence(acked.entry, "the client was told that the platform has a message"),
            Evidence(behind.entry, "it had been given that, and asked for what is behind it"),
        ]
        again = Evidence(seen.entry, "the first one came again, under the same id")
        self.found(seen.deed.who.key, *sorted(story, key=order), again)

    def _doubled(self, seen: Seen, box: Outbox) -> list[Evidence] | None:
        """Return what shows that this text is in the transcript under another id."""
        act, entry = seen.act, seen.entry
        for one in box.open:
            is_known = act.is_kept_once and one.id and one.id == act.client_message_id
            if one.text_hash != act.text_hash or is_known:
                continue
            stored = self._stored_as(one, act.conversation_id)
            lost = one.lost
            if lost is None and passed_s(one.entry, entry) >= MISSING_S:
                lost = Evidence(one.entry, f"it had no answer for {MISSING_S:g} s")
            is_shown = one.given is not None and passed_s(one.given, entry) > HUMAN_S
            is_shown = is_shown and not _is_resent(one, seen, box)
            if lost is None or stored is None or is_shown:
                continue
            box.open.remove(one)
            sent = Evidence(one.entry, "a message was sent")
            kept = Evidence(
                stored.entry, f"the platform put the message into the transcript, at {stored.seq}"
            )
            return sorted({ev.entry.id: ev for ev in (sent, kept, lost)}.values(), key=order)
        return None

    def _stored_as(self, one: Open, conversation_id: str) -> InTranscript | None:
        for stored in self._kept.get(conversation_id) or ():
            is_cause = stored.entry.correlation_id == one.entry.correlation_id
            if stored.id == one.id if one.id else stored.text_hash == one.text_hash and is_cause:
                return stored
        return None

    def _acked(self, seen: Seen) -> None:
        act, entry = seen.act, seen.entry
        box = self._boxes[seen.deed.who.key, act.conversation_id]
        self._answered(box, seen, entry.detail[1] if entry.kind == "frame" else "")

    def _answered(self, box: Outbox, seen: Seen, channel: str) -> None:
        act = seen.act
        name = act.client_message_id
        known = self._kept.get(act.conversation_id) or ()
        seq = next((one.seq for one in known if name and one.id == name), 0)
        box.answered(name, channel, seen.entry, seq)

    def _frame(self, seen: Seen) -> None:
        line, seq = self._lines.told(seen), seen.entry.detail[4]
        if line is not None:
            self._give(line, seq - 1, seq, seen.entry)

    def _fetched(self, seen: Seen) -> None:
        act, place = seen.act, (seen.deed.who.key, seen.act.conversation_id)
        box = self._boxes.get(place)
        if box is not None and act.can_skip:
            box.asks(act.after, act.latest, seen.entry)
        if seen.is_given:
            self._give(place, act.after, act.upto, seen.entry)

    def _give(self, place: Place, after: int, upto: int, entry: Entry) -> None:
        box = self._boxes.get(place)
        if box is not None:
            box.given.add(after, upto)
        for one in box.open if box is not None else ():
            stored = None if one.given else self._stored_as(one, place[1])
            if stored is not None and after < stored.seq <= upto:
                one.given = entry

    def _closed(self, seen: Seen) -> None:
        self._lines.closed(seen)
        act, channel = seen.entry.detail[:2]
        box = self._on.pop(channel) if act == "close" else None
        for one in box.open if box is not None else ():
            if one.channel == channel and one.lost is None:
                one.lost = Evidence(seen.entry, "its socket ended before the answer")


def _is_resent(one: Open, seen: Seen, box: Outbox) -> bool:
    """Whether a client, and not its customer, says again what it was only told back."""
    entry = seen.entry
    is_same = entry.kind == "frame" and entry.detail[1] == one.channel and one.lost is None
    is_typed = box.typed_at > one.entry.id
    is_soon = passed_s(one.entry, entry) <= RESENDS_S
    return seen.act.is_echoed and is_same and is_soon and not is_typed


def is_missing(deed: Deed) -> bool:
    """Whether a call has no answer that says what became of it."""
    return deed.status in _UNWELL or deed.status >= _BROKEN


def order(one: Evidence) -> int:
    """Return where evidence stands in a story."""
    return one.entry.id
