"""Owns what queries ask for in more words than one: lists, switches, names with stars."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from mockplatform.edge.call import Call
from mockplatform.errors import InvalidValue
from mockplatform.globs import glob


def many(call: Call, name: str) -> tuple[str, ...]:
    """Return a list. Source: [R] both SDKs join by commas; repeated names are taken too."""
    given = call.request.query.getall(name, ())
    return tuple(one for text in given for one in text.split(",") if one)


def switch(call: Call, name: str) -> bool | None:
    """Return what a switch says; None if nothing.

    Raises:
        InvalidValue: It is neither `true` nor `false`.
    """
    text = call.request.query.get(name)
    if not text:
        return None
    if text.lower() not in ("true", "false"):
        raise InvalidValue(name, f"{text[:40]!r} is no boolean", hint="Write true or false.")
    return text.lower() == "true"


def named(call: Call, name: str, *, contains: bool = False) -> Callable[[str], bool]:
    """Return what tells whether a name fits the query's, in any case.

    Source: [M] names may have stars in front and behind; members' names are looked for anywhere.
    """
    text = call.request.query.get(name)
    if not text:
        return lambda _: True
    fits = glob(f"*{text.lower()}*" if contains else text.lower())
    return lambda found: fits(found.lower())


def expand(call: Call, known: Iterable[str]) -> tuple[str, ...]:
    """Return what is wanted of `known`; the journal is told what else was.

    Source: [M] `expand` is a best effort, and not guaranteed.
    """
    wanted = many(call, "expand")
    if others := sorted(set(wanted) - set(known)):
        call.note(f"expand: not emulated: {', '.join(others)[:500]}")
    return wanted
