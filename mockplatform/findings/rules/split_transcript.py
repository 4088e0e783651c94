"""Owns the rule `split-transcript`: a conversation begins beside one that could be resumed."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping

from mockplatform.core.states import LIVE
from mockplatform.findings.deeds import Connected, Looked, Opened, Sent, SignedIn
from mockplatform.findings.lines import Lines
from mockplatform.findings.reloads import RELOAD_S, Reloads
from mockplatform.findings.rule import About, Evidence, Hook, Recent, Rule, Seen, Trouble

KNOWN_MAX = 20
"""Of how many of its newest conversations a client is remembered to know."""
LOADS = 2
"""So often a user's page has to come back as another widget, and begin anew, until it is found."""
GONE = frozenset({403, 404, 410})
"""Answers that say that a conversation is not to be had, whoever made them."""
LEFT = frozenset({4403, 4404, 4410})
"""Ends of a socket that say the same."""
_CONFLICT = 409
_ANSWERED = range(200, 400)
_REFUSED = 400


class SplitTranscript(Rule):
    """See `about`."""

    about = About(
        id="split-transcript",
        severity="error",
        title="A new conversation was begun beside one that could be resumed",
        when="A conversation begins while one of the same user is OPEN, RINGING or ACTIVE in which "
        "this very client has been before: it began it, spoke in it, had a socket on it, or read "
        f"its state. Of each client the {KNOWN_MAX} newest conversations are remembered. Also, for "
        f"the {LOADS}nd time of a user and each time after that: a new `instanceId` signs in "
        f"within {RELOAD_S:g} s after another one of his has closed its socket on such a "
        "conversation, and begins its own, while the other one is not heard of again: a page that "
        "is loaded anew and knows nothing of before.",
        not_when="The other one belongs to another tab or device (another `instanceId`) of the "
        "user, and that one had no socket, or did not just close it where this one comes; it was "
        "closed before; the client was told that it cannot be had (403, 404, 410, a socket's end "
        "with 4403, 4404 or 4410), even if a fault said so; or the same creation came again under "
        "its `Idempotency-Key`.",
        why="The customer's story lies in two places: the agent who answers sees half of it, two "
        "agents may answer the same customer, and what has to be kept whole by law is not.",
        remedy="Keep the conversation's id where a reload finds it, read its state, and resume it "
        "while it is OPEN, RINGING or ACTIVE. Create under an `Idempotency-Key` that outlives the "
        "page, so that a repeat after a lost answer gives the first conversation.",
        source="Guide, section 4",
    )

    def hears(self) -> Mapping[type | str, Hook]:
        """Hear of what a client has to do with conversations."""
        self._lines = Lines()
        self._reloads = Reloads()
        self._loads: Recent[str, int] = Recent(int)
        self._known: Recent[str, OrderedDict[str, Evidence]] = Recent(OrderedDict)
        return {
            SignedIn: self._signed_in,
            Opened: self._opened,
            Connected: self._connected,
            Sent: self._sent,
            Looked: self._looked,
            Trouble: self._answered,
            "socket": self._closed,
        }

    def _signed_in(self, seen: Seen) -> None:
        self._reloads.heard(seen)
        if self._known.get(seen.deed.who.key) is None:
            self._reloads.signed_in(seen)

    def _opened(self, seen: Seen) -> None:
        self._reloaded(seen)
        key = seen.deed.who.key
        known = self._known[key]
        before = next((known[id_] for id_ in seen.act.resumable if id_ in known), None)
        if before is not None:
            says = "then another one was begun, and that one could still be resumed"
            self.found(key, before, Evidence(seen.entry, says))
        no_answer = seen.deed.status not in _ANSWERED
        self._knows(seen, "this client began a conversation" + (", unanswered" * no_answer))

    def _reloaded(self, seen: Seen) -> None:
        came, user = self._reloads.of(seen), seen.deed.who.user
        if came is None:
            return
        client, id_ = came.gone.line
        if id_ not in seen.act.resumable or id_ not in (self._known.get(client) or ()):
            return
        self._loads[user] += 1
        if self._loads[user] >= LOADS:
            self.found(
                user,
                Evidence(came.gone.entry, "a widget closed its socket on a conversation"),
                Evidence(came.signed_in, "another one of the same user came in its place"),
                Evidence(seen.entry, "it began another one, and that one could still be resumed"),
            )

    def _connected(self, seen: Seen) -> None:
        self._reloads.opened(self._lines.opened(seen))
        self._knows(seen, "this client had a socket on a conversation")

    def _sent(self, seen: Seen) -> None:
        if seen.deed.status < _REFUSED:
            self._knows(seen, "this client spoke in a conversation")

    def _looked(self, seen: Seen) -> None:
        act, deed = seen.act, seen.deed
        self._reloads.heard(seen)
        if act.state not in LIVE:
            self._forget(deed.who.key, act.conversation_id)
        elif deed.status in _ANSWERED and deed.acts == (act,):  # of a list it may show any
            self._knows(seen, f"this client read that a conversation is {act.state}")

    def _answered(self, seen: Seen) -> None:
        deed = seen.deed
        is_gone = deed.status in GONE or (deed.is_injected and deed.status == _CONFLICT)
        if is_gone or deed.is_injected:
            self._reloads.excuse(deed.who.user)
        if is_gone and seen.entry.conversation_id:
            self._forget(deed.who.key, seen.entry.conversation_id)
        elif is_gone and deed.is_injected:  # before anybody looked which one was asked for
            self._known.pop(deed.who.key)

    def _closed(self, seen: Seen) -> None:
        line = self._lines.closed(seen)
        if line is None:
            return
        self._reloads.closed(seen, line)
        if seen.entry.detail[2] in LEFT:
            self._forget(line.client, line.conversation_id)

    def _knows(self, seen: Seen, says: str) -> None:
        self._reloads.heard(seen)
        known = self._known[seen.deed.who.key]
        id_ = seen.act.conversation_id
        if id_ in known:
            known.move_to_end(id_)
            return
        known[id_] = Evidence(seen.entry, says)
        if len(known) > KNOWN_MAX:
            known.popitem(last=False)

    def _forget(self, key: str, id_: str) -> None:
        known = self._known.get(key)
        if known is not None:
            known.pop(id_, None)
