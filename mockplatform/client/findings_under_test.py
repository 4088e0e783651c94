"""Owns the findings of a tenant as a test sees them: listed, or asserted to be none."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from mockplatform.client import stories

if TYPE_CHECKING:
    from mockplatform.client.blocking import Admin
    from mockplatform.client.finding_answers import Finding, FindingList
    from mockplatform.severities import Severity

_WHERE = "about this test's clients"


class FindingsUnderTest:
    """What the clients of a test's tenant did wrong.

    Iterating gives all findings that there are, as `list` without arguments does.
    """

    def __init__(self, admin: Admin) -> None:
        self._admin = admin

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.list())

    def __len__(self) -> int:
        """How many there are, so that `assert not mockplatform.findings` says what it means."""
        return len(self.list())

    def __repr__(self) -> str:
        return f"<{stories.count(found := self.list())}: {', '.join(one.rule for one in found)}>"

    def list(
        self,
        *,
        severity: Severity | None = None,
        rule: str | None = None,
        subject: str | None = None,
        since: int | None = None,
    ) -> Sequence[Finding]:
        """Return findings, the oldest first.

        Args:
            severity: Only what is so bad, or worse.
            rule: Only findings of rules whose names fit this glob.
            subject: Only those about subjects that fit this glob.
            since: Only what happened behind the journal's entry with this id.
        """
        told = self._admin.findings.get(severity=severity, rule=rule, subject=subject, since=since)
        return told.findings

    def assert_none(
        self, at_least: Severity = "warning", *, rules: Sequence[str] | None = None
    ) -> None:
        """Fail if a client did something wrong that is neither suppressed nor known.

        It fails as well where nobody looked: a rule broke, or the review is switched off. Where
        entries of the journal were dropped unseen it warns.

        Args:
            at_least: From which severity on.
            rules: Only these rules; all of them if left out.

        Raises:
            AssertionError: It did; the message is the story of it, with the evidence.
            ValueError: A rule or a severity is named that there is not.
        """
        told = self._admin.findings.get()
        _refuse_unknown(rules or (), [one.id for one in told.rules])
        if failed := failure(told, at_least, rules):
            raise AssertionError(failed)

    def clear(self) -> None:
        """Forget what was found until now."""
        self._admin.findings.clear()

    def accept(self, findings: Iterable[Mapping[str, str]] | None = None) -> None:
        """Let what was found until now be known, or what is listed."""
        self._admin.findings.accept(findings)


def failure(told: FindingList, severity: str, rules: Sequence[str] | None = None) -> str:
    """Return what a test that fails for findings says; empty if it passes, perhaps with doubts."""
    failed = stories.failure(told, severity, _WHERE, rules)
    if not failed:
        for doubt in stories.doubts(told):
            warnings.warn(doubt, stacklevel=3)
    return failed


def message(found: Sequence[Finding]) -> str:
    """Return what a test that fails for these findings says."""
    return f"{stories.count(found)} {_WHERE}\n\n{stories.text(found)}"


def _refuse_unknown(rules: Sequence[str], known: Sequence[str]) -> None:
    from mockplatform.errors import nearest

    for one in rules:
        if one not in known:
            raise ValueError(f"no rule is named {one!r}. {nearest(one, known)}")
