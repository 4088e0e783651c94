"""Owns the rule `cross-tab-overwrite`: one tab writes over what another has written, unread."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from mockplatform.findings.deeds import Connected, Looked, Saw, Stored, Wrote
from mockplatform.findings.naming import named, widget
from mockplatform.findings.rule import About, Evidence, Hook, Recent, Rule, Seen
from mockplatform.findings.writes import Writes
from mockplatform.journal import Entry
from mockplatform.limits import LIMITS

DOCUMENTS_MAX = 500
"""Of how many documents it is remembered who wrote what: those last written or read."""
MEMBERS_MAX = 50
"""Of how many members of each: those set last.

A member takes about 1,000 bytes, whatever its value: its name, who set it, a hash, and the entry of
the call, without what else that call has set. All documents together take 25 MB at most.
"""
READERS_MAX = 20
"""Of how many of a user's widgets it is remembered when they read a document."""
CHANGES_MAX = 8
"""How many changes of a document may wait for the answers that tell whose they are."""
_CREATED = 201
_CHANGES = {
    "RoutingDataChanged": "routing",
    "ConversationDataChanged": "conversation",
    "ContextWritten": "context",
}
_WORDS = {
    "routing": "routing data",
    "conversation": "conversation data",
    "context": "the context document",
}


class _Member(NamedTuple):
    instance: str
    value: int
    written: Entry
    since: int


class _Document:
    """What is known of one document: who set its members, who has read it, when it changed."""

    __slots__ = ("changes", "members", "readers")

    def __init__(self) -> None:
        self.members: OrderedDict[str, _Member] = OrderedDict()
        self.readers: Recent[str, int] = Recent(int, READERS_MAX)
        self.changes: deque[tuple[str, int]] = deque(maxlen=CHANGES_MAX)

    def since(self, written: Seen) -> int:
        """Return the entry from which on others could know of what was written."""
        by = written.entry.correlation_id
        return next((id_ for cause, id_ in reversed(self.changes) if cause == by), 0)

    def keep(self, name: str, member: _Member) -> None:
        """Remember who set a member last."""
        self.members[name] = member
        self.members.move_to_end(name)
        if len(self.members) > MEMBERS_MAX:
            self.members.popitem(last=False)

    def has_read(self, instance: str, since: int) -> bool:
        """Whether a widget has been told of a change; a reader without a name may be any."""
        return max(self.readers.get(instance) or 0, self.readers.get("") or 0) > since


class CrossTabOverwrite(Rule):
    """See `about`."""

    about = About(
        id="cross-tab-overwrite",
        severity="warning",
        title="One widget of a user wrote over what another one had written, unread",
        when="A member of routing data, of conversation data or of a context document that one "
        "`instanceId` of a user has set is set to another value, or replaced away, by another "
        "`instanceId` of that user: without `If-Match` (or `If-None-Match: *`), and without having "
        "been told of it in between, by an answer, by a new socket or by an event on its socket.",
        not_when="The value is the same; the writing was refused; the widget has read the "
        "conversation or the document since, or followed it on a socket: then it knew what it "
        "did. Members that both wrote, each its own, do not meet in a merge. Nor is judged who "
        "does not say which widget it is (see `missing-instance-id`).",
        why="The last one wins, and the customer has two truths: what was said in one tab is gone "
        "without a word, routing decides by the other one, and the agent sees a mixture.",
        remedy="Keep state in the tab's sessionStorage, and merge deltas with the keys that this "
        "tab knows (PATCH, not PUT). Where two may write the same key, read, then write with "
        "`If-Match`; after a 412 read again.",
        source="Guide, edge case 3",
    )

    def hears(self) -> Mapping[type | str, Hook]:
        """Hear who writes and reads data, and when it changed."""
        self._writes = Writes()
        self._documents: Recent[tuple[str, str], _Document] = Recent(_Document, DOCUMENTS_MAX)
        return {
            Wrote: self._writes.wrote,
            Stored: self._stored,
            Saw: self._saw,
            Looked: self._looked,
            Connected: self._looked,
            "event": self._changed,
        }

    def _changed(self, seen: Seen) -> None:
        entry = seen.entry
        kind = _CHANGES.get(entry.detail[2])
        if kind is not None:
            # The event of a context document names it where others name a subject.
            document = self._documents[kind, entry.conversation_id or entry.subject]
            document.changes.append((entry.correlation_id, entry.id))

    def _saw(self, seen: Seen) -> None:
        self._read(seen, seen.act.kind, seen.act.key or seen.entry.conversation_id)

    def _looked(self, seen: Seen) -> None:
        for kind in ("routing", "conversation"):
            self._read(seen, kind, seen.act.conversation_id)

    def _read(self, seen: Seen, kind: str, key: str) -> None:
        document = self._documents.get((kind, key))
        wrote = next((act for act in seen.deed.acts if type(act) is Wrote), None)
        instance = (wrote.instance if wrote is not None else "") or seen.deed.who.instance
        if document is not None and instance is not None:
            document.readers[instance] = seen.entry.id

    def _stored(self, seen: Seen) -> None:
        written, act = self._writes.answered(seen), seen.act
        if written is None or not act.is_kept:
            return
        if not written.act.instance:  # it said so before
            who = written.deed.who
            written = written._replace(act=written.act._replace(instance=who.instance))
        document = self._documents[act.kind, act.key]
        if seen.deed.status == _CREATED:
            document.members.clear()  # there was none, or none any more
        lost = list(_lost(document, written.act))
        if lost and not written.act.is_guarded:
            self._tell(document, written, lost)
        self._keep(document, written)

    def _tell(self, document: _Document, written: Seen, lost: list[str]) -> None:
        instance = written.act.instance
        unread = [
            name for name in lost if not document.has_read(instance, document.members[name].since)
        ]
        if not unread:
            return
        before = document.members[unread[0]]
        theirs = [name for name in unread if document.members[name].instance == before.instance]
        what = _WORDS[written.act.kind]
        is_set = unread[0] in written.act.members
        done = "set another value over that" if is_set else "replaced all of it, without that"
        self.found(
            f"{written.deed.who.user}/{instance}",
            Evidence(before.written, f"{widget(before.instance)} set {named(theirs)} of {what}"),
            Evidence(
                written.entry,
                f"{widget(instance)} {done}, which it had not read, without If-Match",
            ),
        )

    def _keep(self, document: _Document, written: Seen) -> None:
        act = written.act
        if not act.is_merge:
            for name in [one for one in document.members if one not in act.members]:
                del document.members[name]
        since = document.since(written) or written.entry.id
        for name, value in act.members.items():
            known = document.members.get(name)
            if not act.instance:
                document.members.pop(name, None)
            elif known is None or known.value != value:
                document.keep(name, _Member(act.instance, value, written.entry, since))


def _lost(document: _Document, wrote: Wrote) -> Iterator[str]:
    """Yield the members of others that a writing leaves with another value, or without one."""
    if not wrote.instance:
        return
    # Of very many members only the first are told: what is not among them may stand there too.
    is_whole = not wrote.is_merge and len(wrote.members) < LIMITS.findings_members_max
    for name, member in document.members.items():
        is_touched = name in wrote.members or is_whole
        is_other = member.instance != wrote.instance
        if is_touched and is_other and wrote.members.get(name) != member.value:
            yield name
