"""Owns the one shape in which a refusal of either language's SDK is told, and how long to wait."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

PATIENCE_S = 30.0
"""After that long a call is lost; nothing takes it but a server that holds its answer."""


@dataclass(eq=False)
class Refused(Exception):
    """A call that an SDK gave back as an error.

    Attributes:
        status: The HTTP status; 0 when no answer came, or when the SDK does not tell it.
        body: What the answer's body says, decoded if it is JSON; None without one.
        headers: The answer's headers with lower-case names, as far as the SDK hands them out.
        text: The SDK's own words where there was no answer.
    """

    status: int
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    text: str = ""

    def __str__(self) -> str:
        return repr(self)

    @property
    def code(self) -> str:
        """What Genesys' error body calls it: "not.found"; empty if it is no such body."""
        return str(self.body.get("code", "")) if isinstance(self.body, dict) else ""
