"""Owns a journal into which a test writes deeds, and the one rule that reads them."""

from __future__ import annotations

from typing import Any, NamedTuple

from mockplatform.core.configuration import TenantConfig
from mockplatform.findings import Finding, Reviewer, Rule
from mockplatform.findings.deeds import Aim, Deed, Who
from mockplatform.journal import Journal
from mockplatform.settings import DEFAULTS, Settings

ANN = Who("ann", "tab-1")
AIMS: dict[str, Aim] = {
    "POST /api/v2/widget/auth/token": "begins",
    "POST /api/v2/widget/auth/refresh": "refreshes",
    "POST /api/v2/webdeployments/token/refresh": "refreshes",
    "POST /oauth/token": "refreshes",
    "POST /api/v2/conversations/messaging/{id}/messages": "sends",
    "POST /api/v2/conversations/messaging/{id}/typing": "types",
}
"""What some requests are for, as their routes say; `test_aims` holds it to them."""


class Ground(NamedTuple):
    """What a rule may know of the tenant."""

    book: Book
    settings: Settings
    config: Any

    def clock_now(self) -> float:
        """The tenant's time."""
        return self.book.now


class Book:
    """A journal whose time is moved by hand, read by one rule.

    Attributes:
        now: The tenant's time, in seconds; the real one too, but for what was skipped.
        skipped: How far the tenant's time was moved on, with no real time in it.
    """

    def __init__(self, rule: type[Rule], config: TenantConfig | None = None) -> None:
        self.now = 0.0
        self.skipped = 0.0
        self.journal = Journal(10_000, lambda: self.now, lambda: self.now - self.skipped)
        self.reviewer = Reviewer(Ground(self, DEFAULTS, config), self.journal, (rule,))

    def skip(self, seconds: float) -> None:
        """Move the tenant's clock."""
        self.now += seconds
        self.skipped += seconds

    def did(
        self,
        *acts: Any,
        who: Who = ANN,
        op: str = "",
        id_: str = "",
        cause: str = "",
        **deed: Any,
    ) -> int:
        """Write an entry of a request with a deed on it; return its id."""
        status = deed.get("status", 200)
        return self.journal.record(
            "http",
            ("POST", "/", status, 1.0),
            correlation_id=cause,
            subject=who.user,
            conversation_id=id_,
            deed=Deed(who, op, acts=acts, **{"status": 200, "aim": AIMS.get(op, ""), **deed}),
        )

    def wrote(self, kind: str, *detail: Any, who: Who = ANN, id_: str = "", act: Any = None) -> int:
        """Write an entry of another kind; return its id."""
        deed = None if act is None else Deed(who, "", acts=(act,))
        return self.journal.record(kind, detail, subject=who.user, conversation_id=id_, deed=deed)

    def reached(self, op: str, who: Who = ANN, *, handshake: str = "") -> int:
        """Write the entry of a handshake that was answered with a socket; return its id."""
        detail = ("GET", "/ws", 101, 1.0)
        return self.journal.record(
            "http", detail, correlation_id=handshake, deed=Deed(who, op, 101)
        )

    def closed(self, handshake: str, code: int = 1006, reason: str = "connection lost") -> int:
        """Write the entry of a socket's end; return its id."""
        detail = ("close", f"ws-{handshake}", code, reason)
        return self.journal.record("socket", detail, correlation_id=handshake)

    @property
    def rule(self) -> Any:
        """The rule that reads."""
        return self.reviewer.working[0]

    @property
    def findings(self) -> list[Finding]:
        """What was found until now."""
        self.reviewer.settle()
        assert not self.reviewer.broken
        return list(self.reviewer.findings)

    @property
    def found(self) -> list[tuple[str, int]]:
        """Against whom something was found, and how often."""
        return [(one.subject, one.count) for one in self.findings]
