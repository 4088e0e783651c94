"""Owns what a fault's kind remembers, as JSON: whatever it is made of comes back as it was.

A kind keeps what it likes by keys that it likes; JSON has neither tuples nor other keys than
texts. So a mapping is a list of pairs, and what JSON has no form for is named.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Mapping
from typing import Any

_KINDS: dict[str, Any] = {
    "tuple": tuple,
    "list": list,
    "set": set,
    "frozenset": frozenset,
    "deque": deque,
}
_MAPPINGS: dict[str, Any] = {"dict": dict, "OrderedDict": OrderedDict}


def pack(memory: Mapping[Any, Any]) -> list[Any]:
    """Return a memory as a list of pairs.

    Raises:
        TypeError: A kind remembers something that cannot be written down.
    """
    return [[_pack(key), _pack(value)] for key, value in memory.items()]


def unpack(pairs: list[Any]) -> dict[Any, Any]:
    """Return the memory that was packed.

    Raises:
        ValueError: That is no packed memory.
    """
    try:
        return {_unpack(key): _unpack(value) for key, value in pairs}
    except (TypeError, KeyError, AttributeError) as error:
        raise ValueError(f"is no memory of a fault: {error}") from None


def _pack(value: Any) -> Any:
    if value is None or isinstance(value, str | bool | int | float):
        return value
    name = type(value).__name__
    if type(value) is _MAPPINGS.get(name):
        return {name: pack(value)}
    if type(value) is _KINDS.get(name):
        items = sorted(value) if name in {"set", "frozenset"} else value
        return {name: [_pack(item) for item in items]}
    raise TypeError(f"a fault remembers a {name}, which a snapshot has no form for")


def _unpack(value: Any) -> Any:
    if isinstance(value, list):
        raise TypeError("a list is named")
    if not isinstance(value, dict):
        return value
    ((name, items),) = value.items()
    if name in _MAPPINGS:
        return _MAPPINGS[name](unpack(items))
    return _KINDS[name](_unpack(item) for item in items)
