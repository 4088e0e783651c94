"""Owns which codes a close frame may hold (RFC 6455 section 7.4)."""

from __future__ import annotations

_OF_THE_PROTOCOL = frozenset({*range(1000, 1004), *range(1007, 1015)})
_FIRST_FREE, _LAST = 3000, 4999
HINT = "1000 to 1003, 1007 to 1014, 3000 to 4999."


def is_sendable(code: int) -> bool:
    """Whether a close frame may hold it: others stand for something that is no close frame."""
    return code in _OF_THE_PROTOCOL or _FIRST_FREE <= code <= _LAST
