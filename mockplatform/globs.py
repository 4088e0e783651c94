"""Owns globs in which only ``*`` is special: it stands for any text, slashes too."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache


@lru_cache(maxsize=1024)
def glob(pattern: str) -> Callable[[str], bool]:
    """Return what tells whether a text fits a pattern.

    It looks at each character once: a pattern of many stars holds nobody up.
    """
    first, *others = pattern.split("*")
    if not others:
        return first.__eq__
    *middle, last = others

    def fits(text: str) -> bool:
        if len(text) < len(first) + len(last):
            return False
        if not (text.startswith(first) and text.endswith(last)):
            return False
        at, end = len(first), len(text) - len(last)
        for part in middle:
            found = text.find(part, at, end)
            if found < 0:
                return False
            at = found + len(part)
        return True

    return fits
