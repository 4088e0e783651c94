"""Owns the page about limits: each number that bounds something, in the groups of its source."""

from __future__ import annotations

import inspect
import re

from mockplatform.durations import format_duration
from mockplatform.limits import KIB, LIMITS, Limits
from tests.docs.page import Page, page, table

_GROUP = re.compile(r"^ {4}# (.+?)\.(?: |$)")
_FIELD = re.compile(r"^ {4}(\w+): (?:int|float) =")


def render() -> Page:
    """Return the page."""
    parts = []
    for title, names in groups().items():
        parts += [f"## {title}", table(["limit", "is"], ([f"`{n}`", _value(n)] for n in names))]
    return page(
        "docs/limits.md",
        "`mockplatform/limits.py`",
        "# Limits",
        "What the platform refuses, and where its memory ends. A limit is the same for every "
        "tenant; what a tenant may tune is a [setting](settings.md).",
        *parts,
    )


def groups() -> dict[str, list[str]]:
    """Return the names of the limits below the comments that head them in the source."""
    found: dict[str, list[str]] = {}
    title = ""
    for line in inspect.getsource(Limits).splitlines():
        if group := _GROUP.match(line):
            title = group[1]
        elif field := _FIELD.match(line):
            found.setdefault(title, []).append(field[1])
    return found


def _value(name: str) -> str:
    value = getattr(LIMITS, name)
    words = name.split("_")
    if "bytes" in words:
        return f"{value:,} bytes ({value // KIB} KiB)"
    if "s" in words:
        return format_duration(value)
    unit = next((f" {word}" for word in ("chars", "digits") if word in words), "")
    return f"{value:,.10g}{unit.replace('chars', 'characters')}"
