"""Owns what is told of the kinds of faults: all of it stands in their classes."""

from __future__ import annotations

import re
from typing import Any

import msgspec
from msgspec import Struct

from mockplatform import docstrings
from mockplatform.faults.kind import Kind


def summary(kind: type[Kind]) -> str:
    """Return what a kind does: the first sentence of its docstring."""
    text, _ = _docstring(kind)
    return re.split(r"(?<=\.)\s", text, maxsplit=1)[0]


def schema(kind: type[Kind]) -> dict[str, Any]:
    """Return the JSON Schema of a kind's members, which refers to nothing outside itself."""
    whole = msgspec.json.schema(kind)
    shared = whole.get("$defs", {})
    own: dict[str, Any] = shared.pop(whole["$ref"].rpartition("/")[2])
    text, told = _docstring(kind)
    own["description"] = text
    for name, help_ in told.items():
        own["properties"][name] = {**own["properties"][name], "description": help_}
    return {**own, "$defs": shared} if shared else own


def _docstring(kind: type[Struct]) -> tuple[str, dict[str, str]]:
    """Return what a docstring says of the kind, and of each member by its name on the wire."""
    names = {one.name: one.encode_name for one in msgspec.structs.fields(kind)}
    text, attributes = docstrings.parts(kind.__doc__ or "")
    told = {names[one]: help_ for one, help_ in attributes.items() if one in names}
    return " ".join(text.split()), told
