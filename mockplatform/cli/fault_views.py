"""Owns how faults and their kinds are shown to people in a terminal."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from mockplatform.cli.steering import table

if TYPE_CHECKING:
    from mockplatform.client.fault_answers import Fault, Kind

SHOWN_CHARS = 60


def explain(kind: Kind) -> Iterator[str]:
    """Yield what there is to know of a kind, in lines for people, an example last."""
    yield f"{kind.kind}: {kind.summary}"
    yield f"  the client sees: {kind.sees}"
    yield f"  phases: {', '.join(kind.phases)}"
    members = kind.schema.get("properties", {})
    told = [
        (f"  {name}", _values(one), one.get("description", ""))
        for name, one in members.items()
        if name != "kind"
    ]
    yield from ["", *table(told)] if told else []
    yield ""
    what = {name: value for name, value in kind.example["what"].items() if name != "kind"}
    pairs = "".join(f" {name}={_shell(value)}" for name, value in what.items())
    phase = f" --phase {kind.example['where']['phase']}"
    yield f"  mockplatform faults set {kind.kind}{pairs}{phase}"
    yield f"  {json.dumps(kind.example)}"


def _values(schema: Mapping[str, Any]) -> str:
    """Return what a member may be, and what it is when it is left out."""
    if "enum" in schema:
        may_be = "|".join(map(str, schema["enum"]))
    else:
        choices = schema.get("anyOf", [schema])
        types = [one.get("type", "any") for one in choices if one.get("type") != "null"]
        may_be = "|".join(
            "duration" if one == "string" and "number" in types else one for one in types
        )
        may_be = may_be.replace("duration|number", "duration")
    bounds = "".join(
        f" {sign} {schema[name]:g}"
        for name, sign in (("minimum", ">="), ("maximum", "<="))
        if name in schema
    )
    default = schema.get("default")
    told = "" if default in (None, {}, []) else f" ({default} if left out)"
    return f"{may_be}{bounds}{told}"


def _shell(value: Any) -> str:
    """Return a value as a shell takes it."""
    return shlex.quote(value if isinstance(value, str) else json.dumps(value))


def rows(found: Sequence[Fault]) -> list[str]:
    """Return faults as the lines of a table."""
    return table([_row(one) for one in found]) if found else ["no fault is set"]


def _row(one: Fault) -> tuple[object, ...]:
    return (
        one.id,
        _told(one.what, first="kind"),
        one.state,
        f"fired {one.fired}",
        f"held {one.held}",
        _told(one.where, first="phase"),
        _told(one.when),
        f"until {one.ends_at}" if one.ends_at else "",
    )


def _told(members: Mapping[str, Any], first: str = "") -> str:
    """Return an object's members in a line."""
    parts = [str(members[first])] if first else []
    parts += [f"{name}={_short(value)}" for name, value in members.items() if name != first]
    text = " ".join(parts)
    return text if len(text) <= SHOWN_CHARS else f"{text[: SHOWN_CHARS - 1]}…"


def _short(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)
