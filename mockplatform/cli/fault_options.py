"""Owns how a fault is written on the command line: options for where and when, pairs for what."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import click

from mockplatform.cli.options import parse_pairs, together

SCOPE = {
    "phase": ("PHASE", "edge, service, reply, frame.out …; the kind's first if left out."),
    "method": ("VERB", "Only requests with this method."),
    "path": ("GLOB", "Only paths like this; * takes slashes too."),
    "subject": ("ID", "Only this user's."),
    "conversation": ("ID", "Only this conversation's."),
    "deployment": ("ID", "Only this deployment's."),
    "client": ("ID", "Only this OAuth client's."),
    "instance": ("ID", "Only this widget instance's."),
    "dialect": ("NAME", "Only this dialect's."),
    "frame": ("GLOB", "Only frames of a type like this: message.send, ack, *."),
}
_NAMES = {name: f"{name}Id" for name in ("conversation", "deployment", "client", "instance")}
"""The members that are called otherwise than their options."""
_COUNTS = ("skip", "times", "every", "probability")

where_options = together(
    *(
        click.option(f"--{name}", metavar=metavar, help=help_)
        for name, (metavar, help_) in SCOPE.items()
    ),
    click.option("--channel", type=int, metavar="N", help="Only a conversation's n-th socket."),
    click.option(
        "--header",
        "headers",
        multiple=True,
        metavar="NAME=VALUE",
        callback=parse_pairs,
        help="Only requests with just this header. May be repeated.",
    ),
    click.option(
        "--where",
        multiple=True,
        metavar="NAME=VALUE",
        callback=parse_pairs,
        help="Any of these as the API calls it: --where subject=user-7.",
    ),
)

when_options = together(
    click.option("--skip", type=int, metavar="N", help="The first N of each user pass unharmed."),
    click.option("--times", type=int, metavar="N", help="N of each user are harmed, then no more."),
    click.option("--every", type=int, metavar="N", help="Only each N-th is harmed."),
    click.option("--probability", type=float, metavar="P", help="Each with this chance, 0 to 1."),
    click.option("--after", metavar="DURATION", help="It opens so much later (tenant's clock)."),
    click.option("--for", "for_", metavar="DURATION", help="It stays open so long."),
    click.option(
        "--when",
        multiple=True,
        metavar="NAME=VALUE",
        callback=parse_pairs,
        help="Any of these as the API calls it: --when times=2.",
    ),
)

fault_options = together(
    click.option("--id", "id_", metavar="ID", help="Its name; one that is set gets replaced."),
    where_options,
    when_options,
    click.option("--ttl", metavar="DURATION", help="It goes by itself so much later."),
    click.option("--seed", type=int, metavar="N", help="From which its draws derive."),
)


def where_of(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the scope that options tell."""
    named = {_NAMES.get(name, name): given[name] for name in (*SCOPE, "channel", "headers")}
    told = {name: value for name, value in named.items() if value not in (None, {})}
    return {**_counted(given["where"], ("channel",)), **told}


def when_of(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the counts, the luck and the windows that options tell."""
    told = {name: given[name] for name in (*_COUNTS, "after")} | {"for": given["for_"]}
    told = {name: value for name, value in told.items() if value is not None}
    return {**_counted(given["when"], _COUNTS), **told}


def _counted(pairs: Mapping[str, str], counts: Sequence[str]) -> dict[str, Any]:
    """Return pairs, those that count as numbers."""
    return {
        name: _json(text, (int, float)) if name in counts else text for name, text in pairs.items()
    }


def _json(text: str, types: tuple[type, ...]) -> Any:
    """Return what a text is as JSON, if that is of these types; else the text."""
    try:
        value = json.loads(text)
    except ValueError:
        return text
    return value if isinstance(value, types) else text


def what_of(kind: str, pairs: Mapping[str, str], schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return a fault's `what`: each value typed as the kind's schema has it.

    Args:
        kind: The kind's name.
        pairs: Its members; `headers.Name` is the member Name of the member `headers`.
        schema: The kind's JSON Schema; what it does not know is left for the platform to refuse.
    """
    what: dict[str, Any] = {"kind": kind}
    known = schema.get("properties", {})
    for name, text in pairs.items():
        outer, dot, inner = name.partition(".")
        if dot and "object" in _types(known.get(outer, {"type": "string"})):
            what.setdefault(outer, {})[inner] = text
        else:
            what[name] = _typed(text, known.get(name, {"type": "string"}))
    return what


_READERS: dict[str, Callable[[str], Any]] = {
    "boolean": lambda text: _json(text, (bool,)),
    "integer": lambda text: _json(text, (int,)),
    "number": lambda text: _json(text, (int, float)),
    "object": lambda text: _json(text, (dict,)),
    "array": lambda text: _json(text, (list,)),
    "any": lambda text: _json(text, (object,)),
}


def _typed(text: str, schema: Mapping[str, Any]) -> Any:
    for type_ in _types(schema) - {"string", "null"}:
        value = _READERS[type_](text)
        if not isinstance(value, str):
            return value
    return text


def _types(schema: Mapping[str, Any]) -> set[str]:
    """Return the types that a value may have; `any` where the schema names none."""
    if "anyOf" in schema:
        return {type_ for one in schema["anyOf"] for type_ in _types(one)}
    if "enum" in schema:
        return {"string"}
    named = schema.get("type", "any")
    return {named} if isinstance(named, str) else set(named)
