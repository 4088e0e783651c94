"""Owns what every error has, and the sentence that names what was meant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import ClassVar

NAMES_SHOWN = 12
NAMES_COMPARED = 200


@dataclass(frozen=True, slots=True)
class Detail:
    """One wrong thing: a machine's word for it, where it stands, and a sentence."""

    code: str
    field: str
    message: str


class PlatformError(Exception):
    """What every error of the platform has."""

    status: ClassVar[int] = 500
    code: ClassVar[str] = "internal.error"

    def __init__(
        self,
        message: str,
        *,
        hint: str = "",
        details: Iterable[Detail] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.details = tuple(details)
        self.headers = dict(headers or {})


def nearest(name: str, known: Iterable[str]) -> str:
    """Return a sentence that names what `name` may have meant, or lists what is known."""
    names = sorted(str(one) for one in known)
    # To compare with thousands would hold everybody up for a hint.
    close = get_close_matches(name[:200], names[:NAMES_COMPARED], n=1, cutoff=0.6)
    if close:
        return f"Did you mean {close[0]!r}?"
    shown = ", ".join(names[:NAMES_SHOWN]) + (", …" if len(names) > NAMES_SHOWN else "")
    return f"Known: {shown}." if shown else "None is known."
