"""Owns how the SDK's modules become one file: a module to import, or a classic script.

The sources are ES modules that import each other by name and export declarations only. So one
file is their texts, each behind those that it needs, without those lines; `tests/widget_sdk`
holds the sources to that. There is no build: what is served is made when it is first asked for.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

ENTRY = "index.js"
EXPORTED = ("createWidgetSDK", "widgetSDK")
_IMPORT = re.compile(r'^import\s+\{[^}]*\}\s+from\s+"\./([\w.-]+)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export\s+(?=(?:async\s+)?(?:class|function|const|let)\b)", re.MULTILINE)


def in_order(sources: Mapping[str, str], entry: str = ENTRY) -> list[str]:
    """Return the names of the modules that the entry needs, each behind those it imports."""
    found: dict[str, None] = {}

    def walk(name: str, above: tuple[str, ...]) -> None:
        assert name not in above, f"modules import each other in a circle: {(*above, name)}"
        if name in found:
            return
        for needed in _IMPORT.findall(sources[name]):
            walk(needed, (*above, name))
        found[name] = None

    walk(entry, ())
    return list(found)


def _joined(sources: Mapping[str, str]) -> str:
    parts = []
    for name in in_order(sources):
        text = _EXPORT.sub("", _IMPORT.sub("", sources[name]))
        parts.append(f"// {name}\n{text.strip()}\n")
    return "\n".join(parts)


def module(sources: Mapping[str, str]) -> bytes:
    """Return the SDK as one ES module."""
    return f"{_joined(sources)}\nexport {{ {', '.join(EXPORTED)} }};\n".encode()


def script(sources: Mapping[str, str]) -> bytes:
    """Return the SDK as a classic script, which gives the page `widgetSDK`."""
    body = _joined(sources)
    told = f"Object.assign(globalThis, {{ {', '.join(EXPORTED)} }});"
    return f'(() => {{\n"use strict";\n{body}\n{told}\n}})();\n'.encode()
