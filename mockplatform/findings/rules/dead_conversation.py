"""Owns the rule `dead-conversation`: calls to one that the client knows to be over."""

from __future__ import annotations

from collections.abc import Mapping

from mockplatform.core.states import LIVE
from mockplatform.findings.deeds import Connected, Deed, Ended, Knocked, Looked, Missing, Refused
from mockplatform.findings.lines import Place
from mockplatform.findings.pace import took_s
from mockplatform.findings.rule import About, Evidence, Hook, Recent, Rule, Seen
from mockplatform.journal import Entry

UNDER_WAY_S = 0.1
"""The same call so soon after its refusal was sent beside it: it comes from the same outbox."""
IN_FLIGHT_S = 2.0
"""What comes so soon after an answer may have been on its way before it."""
ASKS_WITHIN_S = 60.0
"""After a socket's end a client may take so long to ask what has become of the conversation: two
of the longest pauses between attempts (Guide, section 4)."""
_ANSWERED = range(200, 500)
_HARMLESS = ("GET ", "HEAD ", "DELETE ")


class _Told:
    """How a client knows that a conversation is over, and what it was refused since."""

    __slots__ = ("entry", "grace_s", "refused", "says")

    def __init__(self) -> None:
        self.entry: Entry | None = None
        self.says = ""
        self.grace_s = 0.0
        self.refused: dict[str, Entry] = {}


class DeadConversation(Rule):
    """See `about`."""

    about = About(
        id="dead-conversation",
        severity="warning",
        title="Kept calling a conversation that is over, after it was told",
        when="A message, typing, data, or a socket for a CLOSED, DELETED or forgotten "
        "conversation is refused, and this client had been told: by the refusal of the same call "
        f"more than {UNDER_WAY_S:g} s before; more than {IN_FLIGHT_S:g} s ago by a read of its "
        "state or by another refusal; "
        f"more than {ASKS_WITHIN_S:g} s ago by its socket, which ended with 4410 or 4404.",
        not_when="It reads (a last look at the transcript is a good thing), or ends what has ended "
        "already. The first call after a socket's end may find out, and what is sent side by side "
        "with it: only what comes after the answer counts. A fault made the answer that told it, "
        "or no answer came. The conversation was read as live since, or has opened again.",
        why="Nothing that the customer writes there is kept, and nobody is going to answer. While "
        "the client goes on, the customer waits for an agent who is not there; and each "
        "call is work for a platform that has said no.",
        remedy="On `conversation.closed`, on the close codes 4410 and 4404, on 409 with the code "
        "`conversation.closed`, and on 404: drop the id, keep what was not sent, tell the "
        "customer, and let the next message begin a new conversation.",
        source="Guide, section 4",
    )

    def hears(self) -> Mapping[type | str, Hook]:
        """Hear of what tells of an end, and of what opens again."""
        self._told: Recent[Place, _Told] = Recent(_Told)
        return {
            Ended: self._ended,
            Missing: self._ended,
            Looked: self._looked,
            Connected: self._opened,
        }

    def _ended(self, seen: Seen) -> None:
        if seen.entry.kind == "socket":
            self._tell(seen, "the client's socket ended, since the conversation had", ASKS_WITHIN_S)
        elif _is_call(seen):
            self._refused(seen)
        elif _is_heard(seen):
            self._tell(seen, "the client was told that there is no such conversation", IN_FLIGHT_S)

    def _refused(self, seen: Seen) -> None:
        deed, op = seen.deed, _op(seen.deed)
        place = deed.who.key, seen.act.conversation_id
        told = self._told.get(place)
        if told is not None and told.entry is not None:
            before = told.refused.get(op)
            again = before is not None and _apart_s(before, seen.entry) > UNDER_WAY_S
            if again or _apart_s(told.entry, seen.entry) > told.grace_s:
                says = f"{op} came all the same" + (", again" if again else "")
                self.found(
                    deed.who.key, Evidence(told.entry, told.says), Evidence(seen.entry, says)
                )
        if _is_heard(seen):
            self._tell(seen, f"{op} was refused, since the conversation is over", IN_FLIGHT_S)
            self._told[place].refused.setdefault(op, seen.entry)

    def _looked(self, seen: Seen) -> None:
        if seen.act.state in LIVE:
            self._opened(seen)
        elif _is_heard(seen):
            says = f"the client read that the conversation is {seen.act.state}"
            self._tell(seen, says, IN_FLIGHT_S)

    def _opened(self, seen: Seen) -> None:
        self._told.pop((seen.deed.who.key, seen.act.conversation_id))

    def _tell(self, seen: Seen, says: str, grace_s: float) -> None:
        told = self._told[seen.deed.who.key, seen.act.conversation_id]
        if told.entry is None or grace_s < told.grace_s:
            told.entry, told.says, told.grace_s = seen.entry, says, grace_s


def _apart_s(told: Entry, call: Entry) -> float:
    """Return how long after an answer a call came; those under way came before it."""
    answered_s, refused_s = (took_s(one) if one.kind == "http" else 0.0 for one in (told, call))
    return max(call.at - told.at - answered_s, call.wall_at - refused_s - told.wall_at)


def _refusal(deed: Deed) -> Refused | None:
    """Return what refused a frame; None where it is a request, or a frame that tells."""
    return next((act for act in deed.acts if type(act) is Refused), None)


def _op(deed: Deed) -> str:
    """Return what was asked: of a frame that refuses, which one it refuses."""
    refusal = _refusal(deed)
    return deed.op if refusal is None else refusal.op


def _is_call(seen: Seen) -> bool:
    """Whether it asks the conversation for something, rather than how it is."""
    deed = seen.deed
    if seen.entry.kind == "frame":
        return _refusal(deed) is not None
    return any(type(act) is Knocked for act in deed.acts) or not deed.op.startswith(_HARMLESS)


def _is_heard(seen: Seen) -> bool:
    """Whether an answer came, and is the platform's own."""
    deed = seen.deed
    if seen.entry.kind == "frame":
        refusal = _refusal(deed)
        return refusal is None or not refusal.is_injected
    return deed.status in _ANSWERED and not deed.is_injected
