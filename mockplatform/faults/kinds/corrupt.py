"""Owns the fault `corrupt`: a frame has one wrong byte."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Literal

from mockplatform.faults.effects import Effect, Garble
from mockplatform.faults.kind import FRAMES, Kind, Luck

_NO_JSON = 0x01
"""A control character, which JSON has nowhere, also not inside a string (RFC 8259 section 7)."""
_NO_UTF8 = 0xFF
"""A byte that stands nowhere in UTF-8 (RFC 3629 section 3)."""


class Corrupt(Kind, frozen=True, kw_only=True, tag="corrupt"):
    """A frame has one wrong byte, at a drawn place; it is one well-formed frame all the same.

    Attributes:
        into: `json`: still UTF-8, and no JSON any more. `utf8`: no UTF-8 any more.
    """

    phases = FRAMES
    sees = "A frame that no parser takes (`json`); or one that ends the socket (`utf8`, 1007)."
    example: ClassVar[Mapping[str, Any]] = {"into": "json"}

    into: Literal["json", "utf8"] = "json"

    def effect(self, luck: Luck) -> Effect:
        """Spoil it."""
        return Garble(luck.random(), _NO_JSON if self.into == "json" else _NO_UTF8)
