"""Owns the one JSON parser for bodies, frames and token parts.

The library's own parser takes NaN, infinity, duplicate keys, lone surrogates and
any depth; each of these breaks something later (hashes, stores, the next reader),
so they are refused here with the reason.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from typing import Any

from mockplatform.errors import InvalidJson
from mockplatform.limits import LIMITS


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        ((name, _),) = Counter(name for name, _ in pairs).most_common(1)
        raise InvalidJson(f"member {name[:40]!r} stands twice in one object")
    return members


def _constant(name: str) -> Any:
    raise InvalidJson(f"{name} is no JSON value")


def _integer(digits: str) -> int:
    if len(digits) > LIMITS.json_number_digits_max:
        raise InvalidJson(f"a number has over {LIMITS.json_number_digits_max} digits")
    return int(digits)


def _float(digits: str) -> float:
    value = float(digits) if len(digits) <= LIMITS.json_number_digits_max else math.inf
    if math.isinf(value):
        raise InvalidJson("a number is out of range")
    return value


_DECODER = json.JSONDecoder(
    object_pairs_hook=_pairs, parse_constant=_constant, parse_int=_integer, parse_float=_float
)


def parse(data: bytes | str) -> Any:
    """Return the value of strict JSON text in UTF-8.

    Raises:
        InvalidJson: Anything that RFC 8259 leaves open or forbids: bad UTF-8, a byte order
            mark, NaN, duplicate names, lone surrogates, NUL, huge numbers, over 64 levels.
    """
    try:
        text = data if isinstance(data, str) else str(data, "utf-8")
        value = _DECODER.decode(text)
    except UnicodeDecodeError as error:
        raise InvalidJson(f"byte {error.start} is not UTF-8") from None
    except json.JSONDecodeError as error:
        raise InvalidJson(f"{error.msg} at line {error.lineno}, column {error.colno}") from None
    except RecursionError:
        raise InvalidJson(f"over {LIMITS.json_depth_max} levels deep") from None
    # Two counts over the text spare nearly every body the walk over its values.
    if text.count("[") + text.count("{") > LIMITS.json_depth_max:
        _check_depth(value)
    if "\\u" in text or isinstance(data, str):
        _check_text(value)
    return value


def parse_object(data: bytes | str) -> dict[str, Any]:
    """Return the members of strict JSON text that holds one object.

    Raises:
        InvalidJson: As for `parse`, or the value is no object.
    """
    value = parse(data)
    if not isinstance(value, dict):
        raise InvalidJson("the body must be a JSON object", path="$")
    return value


def _check_depth(value: Any) -> None:
    level = [value] if isinstance(value, (dict, list)) else []
    for _ in range(LIMITS.json_depth_max):
        level = [
            child
            for node in level
            for child in (node.values() if isinstance(node, dict) else node)
            if isinstance(child, (dict, list))
        ]
        if not level:
            return
    raise InvalidJson(f"over {LIMITS.json_depth_max} levels deep")


def _check_text(value: Any, path: str = "$") -> None:
    if isinstance(value, str):
        if "\x00" in value:
            raise InvalidJson("NUL (\\u0000) cannot be stored", path=path)
        try:
            value.encode()
        except UnicodeEncodeError:
            raise InvalidJson("a lone surrogate is no Unicode text", path=path) from None
    elif isinstance(value, dict):
        for name, child in value.items():
            _check_text(name, path)
            _check_text(child, f"{path}.{name[:40]}" if name.isprintable() else path)
    elif isinstance(value, list):
        for index, child in enumerate(value):
            _check_text(child, f"{path}[{index}]")
