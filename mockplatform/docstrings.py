"""Owns what docstrings say: of a type, and of each of its members under "Attributes:"."""

from __future__ import annotations

import inspect
import re

_ATTRIBUTE = re.compile(r"^(\w+): (.*)$")


def parts(docstring: str) -> tuple[str, dict[str, str]]:
    """Return what a docstring says of the type, and of each attribute, in one line each."""
    text, _, attributes = inspect.cleandoc(docstring).partition("\n\nAttributes:\n")
    told: dict[str, str] = {}
    name = ""
    for line in inspect.cleandoc(attributes).splitlines():
        if found := _ATTRIBUTE.match(line):
            name = found[1]
            told[name] = found[2]
        elif name and line.strip():
            told[name] += f" {line.strip()}"
    return text, told
