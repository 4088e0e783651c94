"""Owns the review: the journal's entries go to the rules that hear of such, each once, in order."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Sequence

from mockplatform.findings.acceptance import Acceptance
from mockplatform.findings.deeds import NOBODY, Deed
from mockplatform.findings.instances import Instances
from mockplatform.findings.kept import Finding, Findings, Occurrence
from mockplatform.findings.rule import (
    Evidence,
    FrameIn,
    FrameOut,
    Ground,
    Hook,
    Rule,
    Seen,
    Trouble,
)
from mockplatform.findings.rules import RULES
from mockplatform.histogram import Histogram
from mockplatform.journal import Entry, Journal

_log = logging.getLogger("mockplatform.findings")
_NOTHING = Deed(NOBODY, "")
_REQUEST, _FRAME = "http", "frame"
_REFUSED_FROM = 400
_seen = _entry = tuple.__new__
"""Past the constructor, which is slower: each request comes here."""


class Reviewer:
    """Reviews what a tenant's clients do, for as long as the setting `findings` is on.

    It looks at an entry once: when the next answer is about to leave, when the loop has nothing
    more urgent, or when somebody asks; whichever comes first. Where it has not looked at an entry,
    the rules forget all that was before: what they do not know may be what makes a client good.

    Attributes:
        findings: What was found.
        missed: How many entries the journal dropped before they were looked at.
        working: The rules that are in service.
        broken: Those that are not, each with its error.
        instances: Which widgets have said who they are.
        baseline: The findings that were there before, and fail nobody; None if nobody said.
    """

    def __init__(
        self, ground: Ground, journal: Journal, rules: Sequence[type[Rule]] = RULES
    ) -> None:
        self.findings = Findings()
        self.missed = 0
        self.broken: dict[str, str] = {}
        self.instances = Instances()
        self.baseline: Acceptance | None = None
        self._rules = rules
        self._journal = journal
        self._upto = journal.last_id
        self._is_nudged = False
        self._is_off = False
        self._fresh: list[Finding] = []
        self._at = 0.0
        self._who = NOBODY
        self._looking_at = 0
        self.begin(ground)

    def begin(self, ground: Ground) -> None:
        """Have the rules begin anew; what was found stays."""
        self._ground = ground
        self._start(self._rules)

    def _start(self, rules: Iterable[type[Rule]]) -> None:
        self.working = [rule(self._ground, self._add) for rule in rules]
        self._listen()

    def _forget(self) -> None:
        """Have those rules that are in service begin anew; one that broke stays out of it."""
        self._start(type(rule) for rule in self.working)

    def _listen(self) -> None:
        """Note who hears what, so that to look at an entry is to call just those."""
        hooks: dict[type | str, list[tuple[Rule, Hook]]] = {}
        for rule in self.working:
            for what, hook in rule.hears().items():
                hooks.setdefault(what, []).append((rule, hook))
        self._hooks = {what: tuple(each) for what, each in hooks.items()}

    def clear(self) -> None:
        """Forget what was found, and have the rules begin anew; the baseline stays."""
        self._upto = self._journal.last_id
        self.findings.clear()
        self.missed = 0
        self.broken = {}
        self.begin(self._ground)

    @property
    def is_on(self) -> bool:
        """Whether anybody is reviewed: else no deeds need be written down."""
        return self._ground.settings.findings

    def nudge(self) -> None:
        """Review soon; costs next to nothing, however often it is asked."""
        if not self._is_nudged:
            self._is_nudged = True
            asyncio.get_running_loop().call_soon(self._nudged)

    def _nudged(self) -> None:
        self._is_nudged = False
        self.review()

    def review(self) -> Sequence[Finding]:
        """Look at the entries that nobody has looked at; return what was found, or found again."""
        journal = self._journal
        if self._upto == journal.last_id:
            return ()
        before, self._upto = self._upto, journal.last_id
        if not self._ground.settings.findings:
            if not self._is_off:
                self._is_off = True
                self._forget()
            return ()
        self._is_off = False
        missed = journal.missed(before)
        if missed:
            self.missed += missed
            self._forget()
        self._fresh = []
        for entry in journal.behind(before):
            self._judge(entry)
        return self._fresh

    def settle(self) -> None:
        """Review, and have the rules judge what only time decides."""
        self.review()
        if not self._ground.settings.findings:
            return
        self._who, self._looking_at = NOBODY, self._journal.last_id + 1
        self._at = now = self._ground.clock_now()
        for rule in tuple(self.working):
            try:
                rule.settle(now)
            except Exception as error:  # noqa: BLE001 - ours, and not the client's
                self._retire(rule, error)

    def _judge(self, entry: Entry) -> None:
        self._at, kind, deed, hooks = entry.at, entry.kind, entry.deed, self._hooks
        self._who, self._looking_at = NOBODY, entry.id
        if deed is not None:
            self._who = deed.who
            # Who remembers an entry must not keep the deed alive, which may hold 200 members.
            entry = _entry(Entry, (*entry[:-1], None))
        heard = hooks.get(kind)
        if heard is not None:
            self._tell(heard, _seen(Seen, (entry, deed or _NOTHING, None)))
        if kind == _FRAME:
            self._frame(entry, deed or _NOTHING)
        if deed is None:
            return
        if kind == _REQUEST:
            seen = _seen(Seen, (entry, deed, None))
            self._tell(hooks.get(Deed, ()), seen)
            if deed.status >= _REFUSED_FROM or not deed.status or deed.is_injected:
                self._tell(hooks.get(Trouble, ()), seen)
        for act in deed.acts:
            heard = hooks.get(type(act))
            if heard is not None:
                self._tell(heard, _seen(Seen, (entry, deed, act)))

    def _frame(self, entry: Entry, deed: Deed) -> None:
        direction, _, _, _, seq = entry.detail
        part = FrameIn if direction == "in" else FrameOut if seq else None
        heard = None if part is None else self._hooks.get(part)
        if heard is not None:
            self._tell(heard, _seen(Seen, (entry, deed, None)))

    def _tell(self, heard: Sequence[tuple[Rule, Hook]], seen: Seen) -> None:
        for rule, hook in heard:
            try:
                hook(seen)
            except Exception as error:  # noqa: BLE001 - ours, and not the client's
                self._retire(rule, error)

    def _retire(self, rule: Rule, error: Exception) -> None:
        """Put a rule out of service: a mistake of ours must not become the client's."""
        if rule not in self.working:
            return  # one entry can break it twice
        _log.exception("rule broke", extra={"rule": rule.about.id})
        self.broken[rule.about.id] = f"{type(error).__name__}: {error}"
        self.working.remove(rule)
        self._listen()

    def _add(
        self,
        rule: Rule,
        subject: str,
        evidence: tuple[Evidence, ...],
        arrivals: Histogram | None,
    ) -> None:
        occurrence = Occurrence(self._at, evidence, arrivals, self._looking_at)
        finding = self.findings.add(rule.about, subject, occurrence, self._who)
        if finding is None:
            return
        self._fresh.append(finding)
        if finding.count & (finding.count - 1) == 0:  # at each doubling, so that it never floods
            self._record(finding, evidence)

    def _record(self, finding: Finding, evidence: tuple[Evidence, ...]) -> None:
        about, last = finding.about, evidence[-1]
        self._journal.record(
            "finding",
            (finding.id, about.id, about.severity, about.title, finding.count),
            at=self._at,
            correlation_id=last.entry.correlation_id,
            subject=finding.subject,
            conversation_id=last.entry.conversation_id,
            caused_by=last.entry.id,
        )
