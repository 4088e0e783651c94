"""Owns the findings of a tenant as a test sees them: listed, or asserted to be none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from mockplatform.client import stories

if TYPE_CHECKING:
    from mockplatform.client.blocking import Admin
    from mockplatform.client.finding_answers import Finding
    from mockplatform.severities import Severity


class FindingsUnderTest:
    """What the clients of a test's tenant did wrong.

    Iterating gives all findings that there are, as `list` without arguments does.
    """

    def __init__(self, admin: Admin) -> None:
        self._admin = admin

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.list())

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

        Args:
            at_least: From which severity on.
            rules: Only these rules; all of them if left out.

        Raises:
            AssertionError: It did; the message is the story of it, with the evidence.
            ValueError: A rule is named that there is not.
        """
        told = self._admin.findings.get()
        _refuse_unknown(rules or (), [one.id for one in told.rules])
        found = stories.at_least(told.findings, at_least)
        if rules is not None:
            found = [one for one in found if one.rule in rules]
        if found:
            raise AssertionError(message(found))

    def clear(self) -> None:
        """Forget what was found until now."""
        self._admin.findings.clear()

    def accept(self, findings: Any = None) -> None:
        """Let what was found until now be known, or what is listed."""
        self._admin.findings.accept(findings)


def message(found: Sequence[Finding]) -> str:
    """Return what a test that fails for findings says."""
    count = "1 finding" if len(found) == 1 else f"{len(found)} findings"
    return f"{count} about this test's clients\n\n{stories.text(found)}"


def _refuse_unknown(rules: Sequence[str], known: Sequence[str]) -> None:
    from mockplatform.errors import nearest

    for one in rules:
        if one not in known:
            raise ValueError(f"no rule is named {one!r}. {nearest(one, known)}")
