"""Owns what is to be told of routing data as a client sent it, without keeping a value of it."""

from __future__ import annotations

from collections.abc import Mapping

from mockplatform.core.canonical import canonical
from mockplatform.findings.deeds import RoutingFacts, Wrote

_TYPES = {
    str: "string",
    bool: "boolean",
    int: "number",
    float: "number",
    dict: "object",
    list: "array",
    type(None): "null",
}


def routing_written(
    conversation_id: str,
    members: Mapping[str, object],
    instance: str | None,
    *,
    is_merge: bool,
    is_guarded: bool = False,
) -> Wrote:
    """Return the act of writing routing data."""
    wrote = written(
        "routing",
        conversation_id,
        members,
        instance,
        is_merge=is_merge,
        is_guarded=is_guarded,
    )
    return wrote._replace(routing=facts(members))


def written(
    kind: str,
    key: str,
    members: Mapping[str, object],
    instance: str | None,
    *,
    is_merge: bool,
    is_guarded: bool = False,
) -> Wrote:
    """Return the act of writing data; `kind` and the rest as in `Wrote`."""
    hashes = {name: hash(canonical({"": value})) for name, value in members.items()}
    return Wrote(kind, key, instance, is_merge, is_guarded, hashes)


def facts(members: Mapping[str, object]) -> RoutingFacts:
    """Return what is to be told of routing data."""
    form = canonical(members)
    return RoutingFacts(
        size=len(form),
        order=hash(tuple(members)),
        content=hash(form),
        types={name: _TYPES[type(value)] for name, value in members.items()},
        long={},
        personal={},
    )
