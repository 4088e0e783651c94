"""Owns what the real server is held against: each fixture played to it, or found in what it says.

A `Book` holds the fixtures of some files. A test takes client's fixtures out of it to play them,
and lays what the server says beside the server's fixtures. In the end nothing is left over.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.dialects import wire_common
from tests.dialects.genesys.wire import FOLDER, Fixture, read
from tests.dialects.wire_common import filled

MAPS = {"attributes", "customAttributes", "features", "headers", "languageLabels", "messageParams"}
"""Members whose own members are data."""
WORDS = {
    "action",
    "class",
    "code",
    "connected",
    "contentType",
    "direction",
    "disconnectType",
    "errorCode",
    "eventType",
    "mediaType",
    "newSession",
    "originatingEntity",
    "platform",
    "purpose",
    "readOnly",
    "reason",
    "reasonCode",
    "state",
    "status",
    "type",
}
"""Members whose values are words of the protocol, and so the same wherever they stand."""


def members(value: Any) -> Iterator[str]:
    """Yield each member with its JSON type, and the value of those that are words."""
    return wire_common.members(value, MAPS, WORDS)


def outermost(found: set[str]) -> set[str]:
    """Return those that do not stand inside another."""
    names = {one.split(":")[0].split(" = ")[0] for one in found if ": " in one}

    def inside(one: str) -> bool:
        path = one.split(":", maxsplit=1)[0].split(" = ", maxsplit=1)[0]
        return any(path.startswith((f"{name}.", f"{name}[]")) for name in names) or (
            " = " in one and path in names
        )

    return {one for one in found if not inside(one)}


def inner(found: set[str]) -> set[str]:
    """Return members as they are outside a listing."""
    return {one.replace(".entities[]", "", 1) for one in found}


class Book:
    """The fixtures of some files.

    Attributes:
        played: Which of the clients' were played, by file and name.
        unlike: By file and name of the server's: in what the real server differs.
    """

    def __init__(self, *files: str) -> None:
        self.fixtures: dict[str, Fixture] = {
            f"{file}: {one.name}": one for file in files for one in read(FOLDER / f"{file}.json")
        }
        self.played: set[str] = set()
        self.unlike: dict[str, set[str]] = {}

    def play(self, name: str, **ids: Any) -> Any:
        """Return a client's fixture to be played, ids filled in: the old ones are keywords."""
        assert self.fixtures[name].direction == "client", name
        self.played.add(name)
        return filled(self.fixtures[name].frame, ids)

    def told(self, name: str, said: Any, **ids: Any) -> None:
        """Lay what the server said beside a fixture, ids filled in.

        `-` is what the fixture has and the server leaves out. `+` is what the server adds and
        no fixture of that shape has: what one of them has may stand in another, too.
        """
        fixture = self.fixtures[name]
        assert fixture.direction == "server", name
        wanted, found = set(members(filled(fixture.frame, ids))), set(members(said))
        known = inner(wanted).union(*(self._members(one) for one in self._kin(fixture.shape)))
        more = {one for one in found - wanted if not inner({one}) <= known}
        missing = {f"-{one}" for one in outermost(wanted - found)}
        self.unlike[name] = missing | {f"+{one}" for one in outermost(more)}

    def _kin(self, shape: str) -> list[Fixture]:
        core = shape.rpartition("[")[2].rstrip("]")
        return [one for one in self.fixtures.values() if core in one.shape]

    def _members(self, fixture: Fixture) -> set[str]:
        return inner(set(members(fixture.frame)))

    @property
    def differing(self) -> dict[str, set[str]]:
        """Those of the server's fixtures that the real server does not say like that."""
        return {name: found for name, found in self.unlike.items() if found}

    @property
    def untouched(self) -> set[str]:
        """What was neither played nor told."""
        return self.fixtures.keys() - self.played - self.unlike.keys()
