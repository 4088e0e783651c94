"""Owns matches: what an entry of the journal must be like, member by member.

A match is made ready for each kind once, as whoever waits asks it of every entry.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from mockplatform.admin.journal_tests import Test, test
from mockplatform.errors import InvalidValue, UnknownMember, nearest
from mockplatform.globs import glob
from mockplatform.journal import Entry, reader
from mockplatform.journal_fields import FIELDS, LINKS


@dataclass(frozen=True, slots=True)
class Condition:
    """What one member must be: as it was given, and as a test of the member's value."""

    name: str
    expected: Any
    test: Test

    def holds(self, entry: Entry) -> bool:
        """Whether the entry's member is so."""
        return self.test(entry.member(self.name))


class Match:
    """What an entry must be like; an empty match takes all.

    Attributes:
        kinds: The kinds of which an entry can be like that.
    """

    def __init__(self, conditions: Iterable[Condition]) -> None:
        self.conditions = tuple(conditions)
        plans = ((kind, _plan(kind, self.conditions)) for kind in FIELDS)
        self._plans = {kind: plan for kind, plan in plans if plan is not None}
        self.kinds = frozenset(self._plans)

    def __call__(self, entry: Entry) -> bool:
        """Whether an entry is like that."""
        plan = self._plans.get(entry.kind)
        if plan is None:
            return False
        for holds, read in plan:  # noqa: SIM110 - a generator costs more than the tests
            if not holds(read(entry)):
                return False
        return True

    def failing(self, entry: Entry) -> list[Condition]:
        """Return what of it an entry does not fulfil."""
        return [one for one in self.conditions if not one.holds(entry)]

    def only(self, names: Iterable[str]) -> Match:
        """Return the part of it that is about some members."""
        wanted = frozenset(names)
        return Match(one for one in self.conditions if one.name in wanted)


def _plan(
    kind: str, conditions: Iterable[Condition]
) -> list[tuple[Test, Callable[[Entry], Any]]] | None:
    """Return what is to be asked of an entry of a kind; None if it cannot be like that."""
    plan = []
    for one in conditions:
        read = reader(kind, one.name)
        if one.name == "kind" or read is None:  # the same for all entries of the kind
            if not one.test(kind if one.name == "kind" else None):
                return None
        else:
            plan.append((one.test, read))
    return plan


def read(match: Mapping[str, Any], path: str = "$.match") -> Match:
    """Return a match as a body has it.

    Raises:
        UnknownMember: No entry (or none of the kind that it asks for) has such a member.
        InvalidValue: Something cannot be compared so, or there is no such kind.
    """
    kinds = _kinds(match, f"{path}.kind")
    known = {*LINKS, *(name for kind in kinds for name in FIELDS[kind])}
    for name in match:
        if name not in known:
            raise UnknownMember(path, name, known)
    return Match(
        condition(name, value, f"{path}.{name}", kinds=kinds) for name, value in match.items()
    )


def _kinds(match: Mapping[str, Any], path: str) -> Iterable[str]:
    """Return the kinds that a match can be about."""
    if "kind" not in match:
        return FIELDS
    asked = match["kind"]
    is_kind = condition("kind", asked, path).test
    for literal, at in _literals(asked, path):
        check_kind(literal, at)
    kinds = [kind for kind in FIELDS if is_kind(kind)]
    if not kinds:
        raise InvalidValue(path, "fits no kind", hint=f"Known: {', '.join(FIELDS)}.")
    return kinds


def _literals(expected: Any, path: str) -> Iterable[tuple[str, str]]:
    """Yield the kinds that a condition names, whatever it compares them by, and where."""
    if isinstance(expected, str):
        yield expected, path
    elif isinstance(expected, list):
        for place, one in enumerate(expected):
            yield from _literals(one, f"{path}[{place}]")
    elif isinstance(expected, dict):
        for name in ("is", "not", "in"):
            yield from _literals(expected.get(name), f"{path}.{name}")


def check_kind(kind: str, path: str) -> None:
    """Refuse a kind, or a glob of kinds, that there is not.

    Raises:
        InvalidValue: There is no such kind; the hint names the nearest.
    """
    if not any(map(glob(kind), FIELDS)):
        raise InvalidValue(path, f"no kind {kind[:40]!r}", hint=nearest(kind[:40], FIELDS))


def condition(
    name: str, expected: Any, path: str, *, kinds: Iterable[str] = tuple(FIELDS)
) -> Condition:
    """Return what a member of entries of some kinds must be.

    Raises:
        InvalidValue: Nothing can be compared so.
    """
    if name in LINKS:
        if expected == "":
            raise InvalidValue(path, "no entry has it empty", hint="Write null: it is not there.")
        return Condition(name, expected, test(expected, path, frozenset({LINKS[name]})))
    types = frozenset(FIELDS[kind][name] for kind in kinds if name in FIELDS[kind])
    return Condition(name, expected, test(expected, path, types))
