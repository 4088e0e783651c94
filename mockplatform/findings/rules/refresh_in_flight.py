"""Owns the rule `refresh-in-flight`: a renewal costs a message that was under way."""

from __future__ import annotations

from collections.abc import Mapping

from mockplatform.findings.deeds import Acked, Deed, Ended, Kept, Refused, Renewed, Sent
from mockplatform.findings.flights import LOST_S, Flight, Flights
from mockplatform.findings.passing import FREE, passed_s
from mockplatform.findings.rule import (
    About,
    Evidence,
    Ground,
    Hook,
    Recent,
    Report,
    Rule,
    Seen,
)
from mockplatform.journal import Entry

AGAIN_S = 60.0
"""The same text, sent again so soon behind a renewal, is the client's doing; later, the user's."""


class RefreshInFlight(Rule):
    """See `about`."""

    about = About(
        id="refresh-in-flight",
        severity="error",
        title="A renewal of the token cost a message that was under way",
        when="The client renews its token while a message of its awaits its answer, and then "
        f"(1) sends the same text again as another message within {AGAIN_S:g} s, under another "
        "`clientMessageId` or under none; or (2) the platform does not have the message, and the "
        f"client goes on {LOST_S:g} s later or more, to another message or to calls that succeed, "
        f"without sending it again. {FREE}.",
        not_when="The message is acknowledged, before or behind the renewal, or is refused. It "
        "comes again under its own id: that adds nothing. Its socket ended before the renewal "
        "(then see `message-lost-at-refresh`). Calls of the client go on to fail for reasons that "
        "are not its own: the time begins anew with each. The conversation has ended, is gone, or "
        "the client has begun another one.",
        why="A widget that builds everything anew with the new token forgets what it waits for: "
        "the message is gone, or stands in the transcript twice.",
        remedy="Let what is in flight arrive before a renewal that can wait; swap the token in "
        "place, and keep the outbox out of it.",
        source="Guide, section 2 (trap: refreshing during a transmission); edge case 1",
    )

    def __init__(self, ground: Ground, report: Report) -> None:
        super().__init__(ground, report)
        self._flights = Flights()
        self._renewals = Recent[str, Entry | None](lambda: None)

    def hears(self) -> Mapping[type | str, Hook]:
        """Hear of messages, their answers, and renewals."""
        return {
            Deed: self._asked,
            Sent: self._sent,
            Acked: self._flights.acked,
            Refused: self._flights.refused,
            Kept: self._flights.kept,
            Ended: self._flights.over,
            Renewed: self._renewed,
            "socket": self._closed,
        }

    def _asked(self, seen: Seen) -> None:
        for one in self._flights.left(seen):
            self._tell(one, seen.entry, f"it went on without the message: {seen.deed.op}")
            self._flights.drop(one)

    def _sent(self, seen: Seen) -> None:
        for one in self._flights.of(seen.deed.who):
            if one.is_called(seen.act.conversation_id, seen.act.client_message_id):
                self._flights.drop(one)
            elif one.renewed is not None:
                self._judge(seen, one, one.renewed)
        sent, renewed = self._flights.sent(seen), self._renewals.get(seen.deed.who.key)
        if sent is None or sent.channel or renewed is None:
            return
        if renewed.wall_at >= sent.began():  # while the call went on
            sent.renewed = renewed

    def _judge(self, seen: Seen, one: Flight, renewed: Entry) -> None:
        act, entry = seen.act, seen.entry
        if one.says(act.conversation_id, act.text_hash):
            if passed_s(renewed, entry) < AGAIN_S:
                self._tell(one, entry, "the same text came again, as another message")
            self._flights.drop(one)
        elif (
            one.act.conversation_id == act.conversation_id
            and not one.is_kept
            and one.wait.is_over(entry)
        ):
            self._tell(one, entry, "it went on, and the message never came again")
            self._flights.drop(one)

    def _tell(self, one: Flight, entry: Entry, says: str) -> None:
        story = [Evidence(one.entry, "a message came, and its answer was awaited")]
        if one.renewed is not None:
            story.append(Evidence(one.renewed, "the token was renewed meanwhile"))
        story.sort(key=lambda one: one.entry.id)
        self.found(one.who.key, *story, Evidence(entry, says))

    def _renewed(self, seen: Seen) -> None:
        if seen.act.outcome != "renewed":
            return
        self._renewals[seen.deed.who.key] = seen.entry
        for one in self._flights.of(seen.deed.who):
            if one.ended is None and one.renewed is None:
                one.was_renewed(seen.entry)

    def _closed(self, seen: Seen) -> None:
        self._flights.closed(seen)
