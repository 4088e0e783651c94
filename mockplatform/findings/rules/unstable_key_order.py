"""Owns the rule `unstable-key-order`: the same routing data, written in another order."""

from __future__ import annotations

from collections.abc import Mapping

from mockplatform.findings.deeds import Wrote
from mockplatform.findings.rule import About, Evidence, Hook, Recent, Rule, Seen


class UnstableKeyOrder(Rule):
    """See `about`."""

    about = About(
        id="unstable-key-order",
        severity="note",
        title="The same routing data came with its keys in another order",
        when="The same user's routing data comes again, with equal keys and values and in another "
        "order of keys than the last time: from another tab or device, after a reconnect, or from "
        "the same widget.",
        not_when="The content differs, be it by one value: then its hash has to. Nor is the order "
        "within another user's data compared with it.",
        why="A hash of the raw text differs for equal data, and whatever is cached by it is asked "
        "for again: the routing decision is made anew for the same customer on each device. (This "
        "platform hashes the canonical form, and so forgives it; others do not.)",
        remedy="Sort the keys by code point where routing data is serialized, in one place for all "
        "that is sent.",
        source="Guide, section 3",
    )

    def hears(self) -> Mapping[type | str, Hook]:
        """Hear of what is written."""
        self._known: Recent[tuple[str, int], tuple[int, Evidence] | None] = Recent(lambda: None)
        return {Wrote: self._wrote}

    def _wrote(self, seen: Seen) -> None:
        facts, user = seen.act.routing, seen.deed.who.user
        if facts is None or not user:
            return
        key = (user, facts.content)
        before = self._known.get(key)
        came = Evidence(seen.entry, f"{len(facts.types)} members of routing data came")
        self._known[key] = (facts.order, came)
        if before is not None and before[0] != facts.order:
            says = "the same ones came with the same values, in another order"
            self.found(seen.deed.who.key, before[1], Evidence(seen.entry, says))
