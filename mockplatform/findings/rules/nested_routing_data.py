"""Owns the rule `nested-routing-data`: objects and arrays where there is room for values only."""

from __future__ import annotations

from collections.abc import Mapping

from mockplatform.findings.deeds import Wrote
from mockplatform.findings.naming import named
from mockplatform.findings.rule import About, Evidence, Hook, Rule, Seen

_NESTED = frozenset({"object", "array"})


class NestedRoutingData(Rule):
    """See `about`."""

    about = About(
        id="nested-routing-data",
        severity="error",
        title="Routing data had objects or arrays in it",
        when="A value of routing data is an object or an array, in a creation, a replacement or a "
        "merge, whatever it is answered.",
        not_when="It is conversation data or a context document: those may nest. Nor where a list "
        "is one text (`a,b`).",
        why="Rules compare texts and booleans, and see nothing of what lies in another value. The "
        "platform refuses the whole: nothing of what was said to routing with it arrives, and the "
        "fallback queue takes the customer.",
        remedy="Flatten it: one key for each thing that a rule asks for. What is an object by "
        "nature belongs into conversation data.",
        source="Guide, section 3",
    )

    def hears(self) -> Mapping[type | str, Hook]:
        """Hear of what is written."""
        return {Wrote: self._wrote}

    def _wrote(self, seen: Seen) -> None:
        facts = seen.act.routing
        if facts is None or _NESTED.isdisjoint(facts.types.values()):
            return
        nested = [name for name, type_ in facts.types.items() if type_ in _NESTED]
        says = f"routing data came with an object or an array in {named(nested)}"
        self.found(seen.deed.who.key, Evidence(seen.entry, says))
