"""Owns the report of a tenant's findings as plain values, from which every format is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from mockplatform.findings.kept import Finding, Occurrence
from mockplatform.findings.rule import About
from mockplatform.limits import LIMITS


class Told(NamedTuple):
    """A finding, and whether it counts.

    Attributes:
        is_suppressed: Whether a setting says that it is not to fail anybody.
        is_known: Whether the baseline has it.
    """

    finding: Finding
    is_suppressed: bool
    is_known: bool

    @property
    def counts(self) -> bool:
        """Whether it may fail somebody."""
        return not (self.is_suppressed or self.is_known)

    @property
    def times(self) -> tuple[Occurrence, ...]:
        """The first and the last time; once, if it happened once."""
        one = self.finding
        return (one.first,) if one.first is one.last else (one.first, one.last)

    @property
    def conversation_id(self) -> str:
        """The one conversation in which it happened; empty if there is none, or several."""
        named = self.finding.conversations
        return next(iter(named)) if len(named) == 1 else ""


class Report(NamedTuple):
    """All that is told of a tenant's findings.

    Attributes:
        tenant: Whose.
        version: The version of the platform that judged.
        url: The tenant's base URL, where the console is.
        rules: The texts of all rules.
        told: The findings that were asked for.
        has_baseline: Whether there is a baseline, so that a finding is new or known.
        reviewing: Whether clients are reviewed at all: the setting `findings`.
        missed: How many entries of the journal went before a rule saw them.
        dropped: By rule, how often it was broken by subjects beyond those that are kept.
        broken: Rules that are out of service, each with its error.
    """

    tenant: str
    version: str
    url: str
    rules: Sequence[About]
    told: Sequence[Told]
    has_baseline: bool
    reviewing: bool
    missed: int
    dropped: Mapping[str, int]
    broken: Mapping[str, str]

    def of(self, rule: str) -> list[Told]:
        """Return the findings of a rule."""
        return [one for one in self.told if one.finding.about.id == rule]

    def doubts(self) -> Iterator[str]:
        """Yield what keeps the report from being whole, in sentences."""
        if not self.reviewing:
            yield "The setting `findings` is off: nothing is reviewed."
        if self.missed:
            yield f"{self.missed} entries of the journal were dropped before any rule saw them."
        for rule, times in self.dropped.items():
            yield (
                f"The rule {rule} was broken {times} more times, by clients beyond the "
                f"{LIMITS.findings_of_rule_max} that are kept of each rule."
            )
        for rule, error in self.broken.items():
            yield f"The rule {rule} broke and was taken out of service ({error})."


def page(rule: str) -> str:
    """Return the path of a rule's page in the docs."""
    return f"docs/findings/{rule}.md"


def console(url: str, rule: str) -> str:
    """Return the address of a rule's page in the console below a base URL."""
    return f"{url}/console#/findings/rules/{rule}"
