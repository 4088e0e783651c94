"""Owns the rule `message-lost-at-refresh`: a message that met a token's end never comes again."""

from __future__ import annotations

from collections.abc import Mapping

from mockplatform.findings.deeds import (
    RENEWALS,
    SENDS,
    Acked,
    Deed,
    Kept,
    Looked,
    Missing,
    Opened,
    Refused,
    Renewed,
    Sent,
    SignedIn,
)
from mockplatform.findings.flights import Flight, Flights
from mockplatform.findings.leases import is_platforms
from mockplatform.findings.passing import passed_s
from mockplatform.findings.rule import About, Evidence, Ground, Hook, Recent, Report, Rule, Seen
from mockplatform.journal import Entry

AROUND_S = 60.0
"""A renewal so soon before or behind the message's failure has to do with it."""
LOST_S = 60.0
"""A client whose calls all succeed would have sent it again by then: pauses grow to 30 s."""
_OVER = frozenset({"token.expired", "token.revoked"})
_ENDED = frozenset({"CLOSED", "DELETED"})
_GONE = frozenset({403, 404, 409, 410})
_ANSWERED = frozenset({*range(200, 300), 304})
"""304 too: browsers name the version that they have by themselves."""


class MessageLostAtRefresh(Rule):
    """See `about`."""

    about = About(
        id="message-lost-at-refresh",
        severity="error",
        title="A message was lost when the token was renewed",
        when="A message was refused since its token was over, or had no answer (its socket ended "
        f"first, or the call failed) and is not in the transcript; within {AROUND_S:g} s the "
        f"client got another token; and {LOST_S:g} s later or more it makes other calls that "
        "succeed, and has not sent the message again. Of one that was refused nobody has read the "
        "text: any message that comes meanwhile is taken for it.",
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
            Renewed: self._renewed,
            SignedIn: self._got_token,
            "socket": self._closed,
        }

    def _asked(self, seen: Seen) -> None:
        entry, deed = seen.entry, seen.deed
        if deed.op in SENDS and deed.error in _OVER:
            self._was_refused(seen)
        elif is_platforms(deed) or (deed.op in SENDS and deed.status not in _GONE):
            for one in self._flights.of(deed.who):
                one.since = entry
        elif deed.status in _GONE or any(map(_is_end, deed.acts)):
            for one in self._flights.of(deed.who):
                self._flights.drop(one)
        elif deed.status in _ANSWERED and deed.op not in RENEWALS:
            self._judge(seen)

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
                one.renewed = seen.entry

    def _judge(self, seen: Seen) -> None:
        entry = seen.entry
        for one in self._flights.of(seen.deed.who):
            if one.renewed is None or one.is_kept:
                continue
            since = one.since if one.since.id > one.renewed.id else one.renewed
            if passed_s(since, entry) >= LOST_S:
                self.found(one.who.key, *_story(one, one.renewed), _went_on(seen))
                self._flights.drop(one)


def _is_end(act: object) -> bool:
    """Whether a client learns by an act that it can write there no more, or has begun anew."""
    return isinstance(act, Missing | Opened) or (isinstance(act, Looked) and act.state in _ENDED)


def _story(one: Flight, renewed: Entry) -> list[Evidence]:
    said = "a message was refused: its token was over" if one.act is None else "a message was sent"
    story = {one.entry.id: Evidence(one.entry, said)}
    if one.ended is not None and one.ended is not one.entry:
        story[one.ended.id] = Evidence(one.ended, "its socket ended before the answer")
    story[renewed.id] = Evidence(renewed, "the client got another token")
    return [story[id_] for id_ in sorted(story)]


def _went_on(seen: Seen) -> Evidence:
    return Evidence(seen.entry, f"it went on without the message: {seen.deed.op}")
