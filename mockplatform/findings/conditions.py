"""Owns what a tenant's routing rules read: which keys, and with what they compare them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mockplatform.core.routing import Condition
from mockplatform.core.routing import Rule as RoutingRule
from mockplatform.findings.rule import Ground

_Types = Mapping[str, frozenset[str]]


class Conditions:
    """The keys that the tenant's rules read, each with the types that it is compared with."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._rules: Sequence[RoutingRule] = ()
        self._types: _Types = {}

    @property
    def types(self) -> _Types:
        """By key, of `string` and `boolean`; empty where the tenant has no rules."""
        rules = self._ground.config.routing
        if rules is not self._rules:
            self._rules, self._types = rules, _read(rules)
        return self._types


def _read(rules: Sequence[RoutingRule]) -> _Types:
    found: dict[str, set[str]] = {}
    for rule in rules:
        for key, condition in rule.when.items():
            found.setdefault(key, set()).update(_types(condition))
    return {key: frozenset(types) for key, types in found.items()}


def _types(condition: Condition) -> set[str]:
    values = condition if isinstance(condition, list) else [condition]
    return {"boolean" if isinstance(value, bool) else "string" for value in values}
