"""Owns the reading of wire fixtures: which there are, and which shape each of them is of."""

from __future__ import annotations

import re
from pathlib import Path
from types import ModuleType
from typing import Any, Literal

import msgspec

from mockplatform.dialects.genesys import shapes
from tests.dialects import wire_common
from tests.dialects.genesys import oauth

FOLDER = Path(__file__).parents[3] / "fixtures" / "wire" / "genesys"


class Fixture(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """One frame or body, with how sure its form is and where it was seen."""

    name: str
    date: str
    evidence: Literal["C", "M", "D", "R", "?"]
    source: str
    section: str
    direction: Literal["client", "server"]
    shape: str
    over: Literal["socket", "http"]
    frame: Any


def modules() -> dict[str, ModuleType]:
    """Return the modules of shapes by their short names."""
    # One authorization server serves all dialects, so the dialect has no shapes of it.
    return {**wire_common.modules(shapes), "oauth": oauth}


def structs() -> dict[str, type[msgspec.Struct]]:
    """Return every shape by its name, as `module.Struct`."""
    return wire_common.structs(modules())


def shape_of(name: str) -> Any:
    """Return the type that a fixture names: `module.Struct`, `module.Generic[…]` or `list[…]`."""
    whole = re.fullmatch(r"([\w.]+)(?:\[(.+)\])?", name)
    assert whole is not None, name
    outer, inner = whole.groups()
    found: Any = {"str": str, "list": list, **structs()}[outer]
    return found[shape_of(inner)] if inner else found


def files() -> list[Path]:
    """Return the fixture files."""
    return sorted(FOLDER.glob("*.json"))


def read(path: Path) -> list[Fixture]:
    """Read one file."""
    return msgspec.json.decode(path.read_bytes(), type=list[Fixture])
