"""Owns the rule `message-lost-at-refresh`: a message that met a token's end never comes again."""

from __future__ import annotations

from collections.abc import Mapping

from mockplatform.findings.deeds import (
    SENDS,
    Acked,
    Deed,
    Ended,
    Kept,
    Refused,
    Renewed,
    Sent,
    SignedIn,
)
from mockplatform.findings.flights import LOST_S, Flight, Flights
from mockplatform.findings.passing import FREE, passed_s
from mockplatform.findings.rule import About, Evidence, Ground, Hook, Recent, Report, Rule, Seen

AROUND_S = 60.0
"""A renewal so soon before or behind the message's failure has to do with it."""
_OVER = frozenset({"token.expired", "token.revoked"})


class MessageLostAtRefresh(Rule):
    """See `about`."""

    about = About(
        id="message-lost-at-refresh",
        severity="error",
        title="A message was lost when the token was renewed",
        when="A message was refused since its token was over, or had no answer (its socket ended "
        f"first, or the call failed) and is not in the transcript; within {AROUND_S:g} s the "
        f"client got another token; and {LOST_S:g} s later or more it makes other calls that "
        f"succeed, and has not sent the message again. {FREE}. Of one that was refused nobody has "
        "read the text: any message that comes meanwhile is taken for it.",
        not_when="The conversation has ended, is gone, or the client has begun another one. The "
        "client's calls go on to fail for reasons that are not its own: the time begins anew with "
        "each. Messages that were never sent: the platform cannot know of them. A message that "
        "was under way while the token was renewed is `refresh-in-flight`.",
        why="The customer has pressed send and sees his message in the window; the agent never "
        "does. Both wait for the other.",
        remedy="Keep each message in an outbox that knows nothing of tokens, until it is "
        "acknowledged; send what is left in it after each renewal and each reconnect.",
        source="Guide, edge case 1 (the pending message fails to queue)",
    )

    def __init__(self, ground: Ground, report: Report) -> None:
        super().__init__(ground, report)
        self._flights = Flights()
        self._renewals = Recent[str, Seen | None](lambda: None)

    def hears(self) -> Mapping[type | str, Hook]:
        """Hear of calls, messages, their answers, sockets and tokens."""
        return {
            Deed: self._asked,
            Sent: self._sent,
            Acked: self._flights.acked,
            Refused: self._flights.refused,
            Kept: self._flights.kept,
            Ended: self._flights.over,
            Renewed: self._renewed,
            SignedIn: self._got_token,
            "socket": self._closed,
        }

    def _asked(self, seen: Seen) -> None:
        deed = seen.deed
        if deed.aim == SENDS and deed.error in _OVER:
            self._was_refused(seen)
            return
        for one in self._flights.left(seen):
            self.found(one.who.key, *_story(one), _went_on(seen))
            self._flights.drop(one)
        if deed.aim == SENDS:
            self._flights.troubled(seen)

    def _was_refused(self, seen: Seen) -> None:
        before = next((one for one in self._flights.of(seen.deed.who) if one.act is None), None)
        if before is not None:  # it tries, and this is perhaps the same message
            self._flights.drop(before)
        refused = self._flights.add(seen._replace(act=None))
        renewed = self._renewals.get(seen.deed.who.key)
        if renewed is None or renewed.act.expires_at == seen.deed.token_expires_at:
            return
        if passed_s(renewed.entry, seen.entry) <= AROUND_S:  # it came with the token before
            refused.renewed = renewed.entry

    def _sent(self, seen: Seen) -> None:
        act = seen.act
        for one in self._flights.of(seen.deed.who):
            is_same = one.is_called(act.conversation_id, act.client_message_id)
            if one.act is None or is_same or one.says(act.conversation_id, act.text_hash):
                self._flights.drop(one)
        self._flights.sent(seen)

    def _closed(self, seen: Seen) -> None:
        self._flights.closed(seen)

    def _renewed(self, seen: Seen) -> None:
        if seen.act.outcome == "renewed":
            self._got_token(seen)

    def _got_token(self, seen: Seen) -> None:
        self._renewals[seen.deed.who.key] = seen
        for one in self._flights.of(seen.deed.who):
            if one.ended is None:
                self._flights.drop(one)  # see `refresh-in-flight`
            elif one.renewed is None and passed_s(one.ended, seen.entry) <= AROUND_S:
                one.was_renewed(seen.entry)


def _story(one: Flight) -> list[Evidence]:
    said = "a message was refused: its token was over" if one.act is None else "a message was sent"
    story = {one.entry.id: Evidence(one.entry, said)}
    if one.ended is not None and one.ended is not one.entry:
        story[one.ended.id] = Evidence(one.ended, "its socket ended before the answer")
    if one.renewed is not None:
        story[one.renewed.id] = Evidence(one.renewed, "the client got another token")
    return [story[id_] for id_ in sorted(story)]


def _went_on(seen: Seen) -> Evidence:
    return Evidence(seen.entry, f"it went on without the message: {seen.deed.op}")
