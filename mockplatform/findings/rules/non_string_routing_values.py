"""Owns the rule `non-string-routing-values`: values of a type that no rule can match."""

from __future__ import annotations

from collections.abc import Mapping

from mockplatform.findings.conditions import Conditions
from mockplatform.findings.deeds import Wrote
from mockplatform.findings.naming import named
from mockplatform.findings.rule import About, Evidence, Hook, Rule, Seen

_COMPARED = frozenset({"string", "boolean"})


class NonStringRoutingValues(Rule):
    """See `about`."""

    about = About(
        id="non-string-routing-values",
        severity="warning",
        title="Routing data had values that no rule can match by their type",
        when="A value of routing data is a number, or null where nothing is removed. Or it is a "
        "text where all of the tenant's rules that read the key compare it with a boolean, or a "
        'boolean where all compare it with a text: `"true"` is not `true`.',
        not_when="The setting `coerce` has the platform take numbers as texts; null in a merge, "
        "which removes; a key that no rule reads; a rule that compares it with both; and, of text "
        "and boolean, an API whose attributes are texts only (the guests of Genesys).",
        why="No rule matches, though the value looks right in every log: the customer waits in the "
        "fallback queue. Numbers and null are refused besides, and the whole writing with them.",
        remedy="Give each key the type that the rules compare it with, once, where it is made. Do "
        "not turn all values into texts on the way out (`String(value)`): it breaks the booleans.",
        source="Guide, section 3",
    )

    def hears(self) -> Mapping[type | str, Hook]:
        """Hear of what is written."""
        self._conditions = Conditions(self.ground)
        return {Wrote: self._wrote}

    def _wrote(self, seen: Seen) -> None:
        act = seen.act
        if act.routing is None:
            return
        wrong = [
            name for name, type_ in act.routing.types.items() if self._is_lost(name, type_, act)
        ]
        if wrong:
            says = ", ".join(f"{named([one])} was {self._told(one, act)}" for one in wrong[:3])
            self.found(seen.deed.who.key, Evidence(seen.entry, says))

    def _is_lost(self, name: str, type_: str, act: Wrote) -> bool:
        if type_ == "number":
            return not self.ground.settings.coerce
        if type_ == "null":
            return not act.is_merge
        wanted = self._conditions.types.get(name, _COMPARED)
        # Who has no instance speaks an API in which all values are texts.
        return type_ in _COMPARED and type_ not in wanted and act.instance is not None

    def _told(self, name: str, act: Wrote) -> str:
        type_ = act.routing.types[name] if act.routing else ""
        if type_ not in _COMPARED:
            return "null" if type_ == "null" else "a number"
        wanted = "boolean" if type_ == "string" else "string"
        return f"a {type_}, and all rules that read it compare it with a {wanted}"
