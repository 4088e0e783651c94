"""Owns the rule `retry-after-ignored`: a call before `Retry-After` was over."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from mockplatform.findings.deeds import TOO_MANY, Deed
from mockplatform.findings.pace import Asked, Moment, answered, asked, came
from mockplatform.findings.rule import About, Evidence, Ground, Hook, Recent, Report, Rule, Seen
from mockplatform.journal import Entry

EARLY_S = 0.1
"""A call may come so much before the time is over: timers and clocks are no more exact."""
UNDER_WAY_S = 0.1
"""Another call may come so soon after the answer: it was sent before the answer was read."""
_ANY = ""


class _Order(NamedTuple):
    """What a client was told: by which answer, about what, how long to wait since when."""

    entry: Entry
    op: str
    asked: Asked | None
    since: Moment
    wait_s: float


class RetryAfterIgnored(Rule):
    """See `about`."""

    about = About(
        id="retry-after-ignored",
        severity="warning",
        title="A call came before Retry-After was over",
        when="An answer says `Retry-After`, and before that time is over, by the tenant's clock "
        "as well as by the real one, the same client calls again: after 429 whatever it calls, "
        "after any other answer the same operation. A refused handshake's counts as any other, "
        "and so does one that a fault makes: it is an order like a real one. "
        f"{EARLY_S:g} s too early is early enough to be forgiven. Each early call counts.",
        not_when="A call that came before the answer had left, and another call than the refused "
        f"one (another message is one) within {UNDER_WAY_S:g} s behind it: they were under way "
        "already. Calls of the user's other widgets, which were not told. Calls of "
        "which nobody knows whose they are, such as sign-ins that were refused.",
        why="Who asks for patience is overloaded, or has closed the door until then: each early "
        "call is refused again, and the calls of all who do not wait keep the platform down for "
        "longer. Limits that count refused calls as well never open for such a client.",
        remedy="Keep the instant before which nothing is to be sent: after 429 for all calls, "
        "after 503 for those of the service that said so. Wait until then, and a random part "
        "more, since everybody was told the same number.",
        source="RFC 9110, section 10.2.3; RFC 6585, section 4; Guide, section 4 (backoff)",
    )

    def __init__(self, ground: Ground, report: Report) -> None:
        super().__init__(ground, report)
        self._orders: Recent[tuple[str, str], _Order | None] = Recent(lambda: None)

    def __len__(self) -> int:
        """How many orders are remembered."""
        return len(self._orders)

    def hears(self) -> Mapping[type | str, Hook]:
        """Hear of every request."""
        return {Deed: self._asked}

    def _asked(self, seen: Seen) -> None:
        deed, entry = seen.deed, seen.entry
        if deed.retry_after_s is None and not self._orders:
            return
        client = deed.who.key
        if not client:
            return
        if not self._is_early(seen, (client, deed.op)):
            self._is_early(seen, (client, _ANY))
        if deed.retry_after_s:
            about = _ANY if deed.status == TOO_MANY else deed.op
            since, wait_s = answered(entry, deed), deed.retry_after_s
            self._orders[client, about] = _Order(entry, deed.op, asked(entry, deed), since, wait_s)

    def _is_early(self, seen: Seen, whose: tuple[str, str]) -> bool:
        """Report a call that did not wait as long as its client was told; whether it is one."""
        order = self._orders.get(whose)
        if order is None:
            return False
        waited_s = order.since.until(came(seen.entry, seen.deed))
        if waited_s >= order.wait_s - EARLY_S:
            self._orders.pop(whose)
            return False
        if self._is_under_way(seen, order, waited_s):
            return False
        told = f"{order.op} was refused, to be tried again after {order.wait_s:g} s"
        says = f"{seen.deed.op} came {waited_s:.1f} s later"
        self.found(whose[0], Evidence(order.entry, told), Evidence(seen.entry, says))
        return True

    def _is_under_way(self, seen: Seen, order: _Order, waited_s: float) -> bool:
        """Whether a call was sent before the answer that gave the order could be read."""
        is_repeat = order.asked is not None and order.asked == asked(seen.entry, seen.deed)
        return waited_s <= (0.0 if is_repeat else UNDER_WAY_S)
