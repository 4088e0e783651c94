"""Owns the rule `typing-stops-at-refresh`: a renewal takes the customer's typing away."""

from __future__ import annotations

from collections.abc import Mapping

from mockplatform.findings.deeds import TYPES, Connected, Deed, Renewed, Sent
from mockplatform.findings.lines import Lines
from mockplatform.findings.passing import passed_s
from mockplatform.findings.rule import (
    About,
    Evidence,
    FrameIn,
    Ground,
    Hook,
    Recent,
    Report,
    Rule,
    Seen,
)
from mockplatform.journal import Entry

FRESH_S = 10.0
"""A sign of typing holds so long; clients repeat it while it goes on."""
SILENT_S = 180.0
"""Nobody types for so long without a pause: he has stopped, or sent it, and either is told."""
STEP_S = 60.0
"""A clock that is moved counts for so much at most between two deeds: no timer has fired."""
_GOODBYES = frozenset({1000, 1001, 1005})
"""How a client closes its own socket."""
_FRAME = "typing"
_STATE = "StateChanged"


class _Typist:
    """What is known of one client.

    Attributes:
        says_off: Whether it is known to tell when its customer stops.
        on: The newest sign that he types.
        renewed: The renewal behind it.
        lived_s: How long the client was there since then.
        last: Its last deed since then.
    """

    __slots__ = ("last", "lived_s", "on", "renewed", "says_off")

    def __init__(self) -> None:
        self.says_off = False
        self.on: Entry | None = None
        self.renewed: Entry | None = None
        self.lived_s = 0.0
        self.last: Entry | None = None


class TypingStopsAtRefresh(Rule):
    """See `about`."""

    about = About(
        id="typing-stops-at-refresh",
        severity="warning",
        title="The customer's typing stopped when the token was renewed",
        when="A client that is known to tell when its customer stops typing renews its token "
        f"within {FRESH_S:g} s of a sign that he types; then there is no such sign, no `off` and "
        f"no message of that client, although it was there for {SILENT_S:g} s. Between two of its "
        f"deeds that is the real time, or the tenant's, of which {STEP_S:g} s count at most.",
        not_when="The client has never said `off`. Its socket was lost or closed by the platform, "
        "a fault of the tenant's fired, or the conversation came into another state: then "
        "something else has stopped him. The client is not heard of any more. Typing that came "
        "on no socket and by no call that says whose it was.",
        why="A widget that starts anew with its new token takes the field away from under the "
        "customer's hands: the focus is lost and, with it, what he had written. The agent sees "
        "for ever that he types.",
        remedy="Swap the token and touch nothing else: neither listeners, nor the field, nor the "
        "queue. Keep what is being written outside of what a renewal rebuilds.",
        source="Guide, edge case 1",
    )

    def __init__(self, ground: Ground, report: Report) -> None:
        super().__init__(ground, report)
        self._lines = Lines()
        self._typists = Recent[str, _Typist](_Typist)
        self._speaking = Recent[str, str](str)
        self._signals = Recent[str, Entry | None](lambda: None)
        self._changed = Recent[str, Entry | None](lambda: None)
        self._fault: Entry | None = None

    def hears(self) -> Mapping[type | str, Hook]:
        """Hear of typing, renewals, messages, and of what else may have stopped him."""
        return {
            Connected: self._connected,
            Deed: self._asked,
            Sent: self._sent,
            Renewed: self._renewed,
            FrameIn: self._frame,
            "signal": self._signalled,
            "socket": self._closed,
            "fault": self._failed,
            "event": self._happened,
        }

    # Who types: a frame comes before its signal, a call is written down behind it.

    def _frame(self, seen: Seen) -> None:
        line = self._lines.told(seen)
        if line is None:
            return
        if seen.entry.detail[2] == _FRAME:
            self._speaking[seen.entry.subject] = line.client
            self._typists[line.client].renewed = None
        else:
            self._is_there(line.client, seen)

    def _signalled(self, seen: Seen) -> None:
        type_, purpose = seen.entry.detail[:2]
        if (type_, purpose) != ("typing", "customer"):
            return
        user = seen.entry.subject
        key = self._speaking.pop(user)
        if key is None:
            self._signals[user] = seen.entry
        else:
            self._typed(key, seen.entry)

    def _asked(self, seen: Seen) -> None:
        who = seen.deed.who
        if seen.deed.aim != TYPES:
            self._is_there(who.key, seen)
            return
        self._typists[who.key].renewed = None
        signal = self._signals.pop(who.user)
        if signal is not None:
            self._typed(who.key, signal)

    def _typed(self, key: str, signal: Entry) -> None:
        typist, is_on = self._typists[key], signal.detail[2] == "on"
        typist.says_off = typist.says_off or not is_on
        typist.on = signal if is_on else None

    # Whether it stops.

    def _renewed(self, seen: Seen) -> None:
        typist, entry = self._typists.get(seen.deed.who.key), seen.entry
        if typist is None or seen.act.outcome != "renewed" or typist.on is None:
            return
        if typist.says_off and passed_s(typist.on, entry) <= FRESH_S:
            typist.renewed = typist.last = entry
            typist.lived_s = 0.0

    def _sent(self, seen: Seen) -> None:
        typist = self._typists.get(seen.deed.who.key)
        if typist is not None:
            typist.on = None

    def _is_there(self, key: str, seen: Seen) -> None:
        typist, entry = self._typists.get(key), seen.entry
        if typist is None or typist.renewed is None or typist.last is None or typist.on is None:
            return
        others = self._fault, self._changed.get(typist.on.conversation_id)
        if any(one is not None and one.id > typist.on.id for one in others):
            typist.renewed = None
            return
        last, typist.last = typist.last, entry
        typist.lived_s += max(entry.wall_at - last.wall_at, min(entry.at - last.at, STEP_S))
        if typist.lived_s >= SILENT_S:
            self.found(
                key,
                Evidence(typist.on, "the customer was typing"),
                Evidence(typist.renewed, "the token was renewed"),
                Evidence(entry, "the client was there, and had neither typing nor its end to tell"),
            )
            typist.on = None

    # What else may have stopped him.

    def _connected(self, seen: Seen) -> None:
        self._lines.opened(seen)

    def _closed(self, seen: Seen) -> None:
        line = self._lines.closed(seen)
        typist = None if line is None else self._typists.get(line.client)
        if typist is not None and seen.entry.detail[2] not in _GOODBYES:
            typist.on = None

    def _failed(self, seen: Seen) -> None:
        self._fault = seen.entry

    def _happened(self, seen: Seen) -> None:
        if seen.entry.detail[2] == _STATE:
            self._changed[seen.entry.conversation_id] = seen.entry
