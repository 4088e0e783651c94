"""Owns what can be read of a frame that is refused as a whole: by what its answer is matched.

A client waits for the answer to its request without end, whatever is wrong with that. So even what
is no strict JSON, or is too deep, is answered by its `eventId` where that can be read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from json import JSONDecodeError, JSONDecoder

from mockplatform.dialects.cxone.chat.reading import Glance, glance

_PIECE = re.compile(r'"(?:[^"\\]++|\\.)*+"?|[{}\[\]:,]', re.DOTALL)
"""What shows where a member stands; possessive, as a frame may be as hostile as can be."""
_DEPTHS = (1, 2)
"""How deep the members stand that are looked for: a frame's own, and its payload's."""
_decode = JSONDecoder(strict=False).decode


def salvage(text: str) -> Glance:
    """Return what an answer needs to know of a frame, as far as it can be read."""
    found: dict[tuple[str, ...], str] = {}
    for path, value in _texts(text):
        found.setdefault(path, value)
    name = found.get(("payload", "eventType"), "")
    return glance(
        {
            "eventId": found.get(("eventId",), ""),
            "payload": {"eventType": name if name.isprintable() else ""},
        }
    )


def _texts(text: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield the texts among the members of a frame, and among theirs, each with its path."""
    path: list[str] = []
    depth, before = 0, ""
    for match in _PIECE.finditer(text):
        piece = match[0]
        if piece in "{[":
            depth += 1
        elif piece in "}]":
            depth -= 1
        elif piece == ":":
            if depth in _DEPTHS:
                path[depth - 1 :] = [_text(before)]
        elif before == ":" and depth == len(path):
            yield tuple(path), _text(piece)
        before = piece


def _text(piece: str) -> str:
    """Return what a literal stands for; empty where it is none, or none that can be told."""
    if piece[:1] != '"':
        return ""
    try:
        found: str = _decode(piece)
        found.encode()
    except (JSONDecodeError, UnicodeEncodeError):
        return ""
    return "" if "\0" in found else found
