"""Owns how bad a finding may be."""

from __future__ import annotations

from typing import Literal

Severity = Literal["note", "warning", "error"]
SEVERITIES: tuple[Severity, ...] = ("note", "warning", "error")
"""From what is worth knowing to what costs a customer something."""


def at_least(severity: str, threshold: str) -> bool:
    """Whether a severity is the threshold or worse.

    Raises:
        ValueError: One of them is no severity.
    """
    return rank(severity) >= rank(threshold)


def rank(severity: str) -> int:
    """Return how bad it is, as a number.

    Raises:
        ValueError: It is no severity; the message has the nearest.
    """
    for place, known in enumerate(SEVERITIES):
        if severity == known:
            return place
    from mockplatform.errors import nearest

    raise ValueError(f"no severity is named {severity!r}. {nearest(str(severity), SEVERITIES)}")
