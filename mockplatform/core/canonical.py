"""Owns the canonical form of JSON objects: what is measured and what is hashed.

Keys sorted by code point, no white space, strings escaped as JSON needs and no more,
UTF-8. Equal content has equal bytes, whatever the order in which it was written.

Source: guide, section 3 (deterministic key order for a consistent hash).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import msgspec

_ENCODER = msgspec.json.Encoder(order="sorted")


def canonical(value: Mapping[str, Any]) -> bytes:
    """Return the canonical bytes of a JSON object."""
    return _ENCODER.encode(value)


def content_hash(canonical_bytes: bytes) -> str:
    """Return SHA-256 of canonical bytes, in lower-case hex."""
    return hashlib.sha256(canonical_bytes).hexdigest()


def member_bytes(name: str, value: object) -> int:
    """Return what one member adds to the canonical form, in bytes, without its comma."""
    return len(_ENCODER.encode({name: value})) - 2


def merge_patch(target: Mapping[str, Any], patch: Mapping[str, Any]) -> dict[str, Any]:
    """Return `target` changed by a merge patch (RFC 7386): null removes, objects merge.

    Members that the patch sets come last, in the patch's order, so that the order of a
    document is the order in which its members were last written.
    """
    merged = {name: value for name, value in target.items() if name not in patch}
    for name, value in patch.items():
        if value is None:
            continue
        if isinstance(value, Mapping):
            before = target.get(name)
            merged[name] = merge_patch(before if isinstance(before, Mapping) else {}, value)
        else:
            merged[name] = value
    return merged


def depth(value: object) -> int:
    """Return how many levels of objects and arrays a JSON value has."""
    levels = 0
    level = [value]
    while level := [node for node in level if isinstance(node, (dict, list))]:
        levels += 1
        level = [
            child for node in level for child in (node.values() if isinstance(node, dict) else node)
        ]
    return levels
