"""Owns the rule `pii-in-routing-data`: what tells of a person, said to routing."""

from __future__ import annotations

from collections.abc import Mapping

from mockplatform.findings.deeds import Wrote
from mockplatform.findings.naming import named
from mockplatform.findings.personal import (
    NAMED_PHONE_DIGITS_MIN,
    PHONE_DIGITS_MAX,
    PHONE_DIGITS_MIN,
)
from mockplatform.findings.rule import About, Evidence, Hook, Rule, Seen


class PiiInRoutingData(Rule):
    """See `about`."""

    about = About(
        id="pii-in-routing-data",
        severity="warning",
        title="Routing data held personal data",
        when="A value of routing data, or a member's name, has an e-mail address in it "
        "(percent-encoded in a URL too), "
        f"a phone number (international with `+` and {PHONE_DIGITS_MIN} to {PHONE_DIGITS_MAX} "
        "digits, or as it is written in North America), or a card number (a large scheme's first "
        "digits and length, and the check digit of Luhn). Where the member's name says what it is "
        f"(`phone`, `card_number`), any number of {NAMED_PHONE_DIGITS_MIN} to {PHONE_DIGITS_MAX} "
        "digits, or of a card's length with its check digit.",
        not_when="Numbers of orders and tickets, times, versions, ids, network addresses and codes "
        "of languages; addresses of nobody (`support@`, `noreply@`). A number that looks like a "
        "card's is none where the member's name says so (`order_id`), unless it comes in groups. "
        "Values are neither kept nor shown: just the member's name, and the kind.",
        why="Routing data is made for machines: it is logged with each decision, cached by its "
        "hash, and shown where nobody expects a person in it. It has no end of life, and the "
        "customer was not asked.",
        remedy="Route by what the person is to you (`tier`, `segment`), not by who it is. What "
        "agents need to know belongs into conversation data, or is looked up in the CRM by an id.",
        source="Guide, section 1",
    )

    def hears(self) -> Mapping[type | str, Hook]:
        """Hear of what is written."""
        return {Wrote: self._wrote}

    def _wrote(self, seen: Seen) -> None:
        facts = seen.act.routing
        if facts is None or not facts.personal:
            return
        kinds: dict[str, list[str]] = {}
        for name, kind in facts.personal.items():
            kinds.setdefault(kind, []).append(name)
        says = "; ".join(f"{kind} was in {named(names)}" for kind, names in kinds.items())
        self.found(seen.deed.who.key, Evidence(seen.entry, says))
