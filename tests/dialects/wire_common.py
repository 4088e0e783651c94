"""Owns what the tests of all dialects' wire fixtures have in common: shapes, members, ids."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from types import ModuleType
from typing import Any

import msgspec

KINDS = {str: "string", bool: "boolean", int: "number", float: "number"}


def modules(package: ModuleType) -> dict[str, ModuleType]:
    """Return the modules of a package of shapes by their short names."""
    return {
        one.name: importlib.import_module(f"{package.__name__}.{one.name}")
        for one in pkgutil.iter_modules(package.__path__)
    }


def structs(found: Mapping[str, ModuleType]) -> dict[str, type[msgspec.Struct]]:
    """Return every shape of some modules by its name, as `module.Struct`."""
    return {
        f"{name}.{struct.__name__}": struct
        for name, module in found.items()
        for struct in vars(module).values()
        if isinstance(struct, type)
        and issubclass(struct, msgspec.Struct)
        and struct.__module__ == module.__name__
    }


def parts(value: Any) -> Iterator[msgspec.Struct]:
    """Yield all the structs that a decoded value is made of."""
    if isinstance(value, msgspec.Struct):
        yield value
        value = [getattr(value, name) for name in value.__struct_fields__]
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from parts(each)


def name_of(part: msgspec.Struct) -> str:
    """Return the name of a struct's shape, as `module.Struct`."""
    return f"{type(part).__module__.rpartition('.')[2]}.{type(part).__name__}"


def filled(frame: Any, ids: Mapping[str, Any]) -> Any:
    """Return a frame in which whole strings have given way to what they are in a tenant."""
    if isinstance(frame, dict):
        return {name: filled(one, ids) for name, one in frame.items()}
    if isinstance(frame, list):
        return [filled(one, ids) for one in frame]
    return ids.get(frame, frame) if isinstance(frame, str) else frame


def members(
    value: Any, maps: AbstractSet[str], words: AbstractSet[str], at: str = ""
) -> Iterator[str]:
    """Yield each member with its JSON type, and the value of those that are words.

    Args:
        value: A frame or a body.
        maps: Members whose own members are data.
        words: Members whose values are words of the protocol.
        at: Where the value stands.
    """
    name = at.rpartition(".")[2]
    if isinstance(value, dict):
        yield f"{at}: object"
        for member, one in value.items() if name not in maps else ():
            yield from members(one, maps, words, f"{at}.{member}")
    elif isinstance(value, list):
        yield f"{at}: list"
        for one in value:
            yield from members(one, maps, words, f"{at}[]")
    else:
        yield f"{at}: {KINDS.get(type(value), 'null')}"
        if name in words:
            yield f"{at} = {value}"
