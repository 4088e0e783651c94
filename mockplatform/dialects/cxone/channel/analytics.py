"""Owns the calls by which mobile clients tell of visitors: taken, journaled, and not kept.

Source: the vendor's mobile SDKs. Invented: 204, as any 2xx without a body will do.
"""

from __future__ import annotations

from typing import Any

from mockplatform.dialects.cxone.channel.info import check_brand
from mockplatform.edge.call import Answer, Call
from mockplatform.strictjson import parse

_TYPES_CHARS = 200


async def visitor(call: Call) -> Answer:
    """Take what a client says of a visitor."""
    return _taken(call, "visitor")


async def events(call: Call) -> Answer:
    """Take what a client says that a visitor has done."""
    return _taken(call, "events of visitor")


def _taken(call: Call, what: str) -> Answer:
    check_brand(call)
    told = parse(call.body) if call.body else None
    types = ", ".join(_types(told))
    named = f": {types}" if types else ""
    call.note(f"{what} {call.params['visitor'][:64]!r}{named[:_TYPES_CHARS]}")
    return Answer(204)


def _types(told: Any) -> list[str]:
    """Return of which types events are, one or several of them."""
    if isinstance(told, dict):
        several = told.get("events") or told.get("visitorEvents")
        told = several if isinstance(several, list) else [told]
    if not isinstance(told, list):
        return []
    return [str(one["type"]) for one in told if isinstance(one, dict) and "type" in one]
