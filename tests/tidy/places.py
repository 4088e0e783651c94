"""Owns what may stand where in the repository, judged by paths, and paths in its texts."""

from __future__ import annotations

import re
from collections.abc import Iterable


def machine_paths(path: str, text: str) -> list[str]:
    """Find paths that exist on one developer's machine only."""
    # Not inside a longer path or an address, where such a name can be anybody's.
    home = re.compile(r"(?<![\w.:/*{}$-])/(?:root|work|Users|home/\w+)/[\w.]")
    return [
        f"{path}:{number}: {line.strip()[:100]}"
        for number, line in enumerate(text.splitlines(), start=1)
        if home.search(line)
    ]


def untested_modules(paths: Iterable[str], folder: str) -> list[str]:
    """Find modules of a folder of the package that have no test module of their own."""
    paths = set(paths)
    missing = []
    for path in sorted(paths):
        name = path.removeprefix(f"mockplatform/{folder}/")
        if name == path or not name.endswith(".py") or name.endswith("__init__.py"):
            continue
        parent, _, stem = name.rpartition("/")
        test = "/".join(filter(None, ["tests", folder, parent, f"test_{stem}"]))
        if test not in paths:
            missing.append(f"{path}: write {test}")
    return missing


def strangers(paths: Iterable[str], allowed: Iterable[str]) -> list[str]:
    """Find entries at the top of the repository that have no place there; dotfiles have."""
    entries = {path.partition("/")[0] for path in paths}
    return sorted(entry for entry in entries - set(allowed) if not entry.startswith("."))
