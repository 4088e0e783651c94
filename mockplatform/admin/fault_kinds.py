"""Owns the admin route that lists the kinds of faults, made from their registry."""

from __future__ import annotations

from functools import cache
from typing import Any

from mockplatform.admin.bodies import View
from mockplatform.edge.call import Answer, Call


class KindView(View, kw_only=True):
    """A kind of fault.

    Attributes:
        kind: Its name, for `what.kind`.
        summary: What it does.
        sees: What the client sees.
        phases: Where it may stand; the first is meant where a fault names none.
        example: A fault that can be set as it stands.
        schema: What `what` may hold, as JSON Schema.
    """

    kind: str
    summary: str
    sees: str
    phases: list[str]
    example: dict[str, Any]
    schema: dict[str, Any]


class KindList(View, kw_only=True):
    """All kinds of faults."""

    kinds: list[KindView]


async def listing(call: Call) -> Answer:
    """List the kinds of faults."""
    del call
    return Answer(200, kinds())


@cache
def kinds() -> KindList:
    """Return all kinds, in the registry's order; made when it is first asked for."""
    from mockplatform.faults import catalogue, registry

    return KindList(
        kinds=[
            KindView(
                kind=name,
                summary=catalogue.summary(kind),
                sees=kind.sees,
                phases=list(kind.phases),
                example=registry.example(kind),
                schema=catalogue.schema(kind),
            )
            for name, kind in registry.KINDS.items()
        ]
    )
