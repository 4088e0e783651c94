"""Owns which names a file uses and imports, and so which it may not, and which are dead."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatch

from tests.tidy.source import Source


@dataclass(frozen=True)
class Ban:
    """Names that only certain files may use, and what to use instead.

    Attributes:
        names: Dotted names; a module's name covers all that is in it.
        instead: What the message tells the author to do.
        only: Glob patterns of the files that may.
        within: The folder that the ban speaks of; empty for all.
    """

    names: tuple[str, ...]
    instead: str
    only: tuple[str, ...] = ()
    within: str = ""

    def covers(self, path: str) -> bool:
        """Whether the file at this path has to keep to the ban."""
        return path.startswith(self.within) and not any(fnmatch(path, glob) for glob in self.only)


def names_used(source: Source) -> Iterator[tuple[int, str]]:
    """Yield each imported name where it is used, spelt out in full, with its line.

    A name that was not imported is yielded as `local:` and what stands in the source.
    """
    aliases: dict[str, str] = {}
    for node in ast.walk(source.tree):
        for local, full in _imported(node):
            aliases[local] = full
            yield node.lineno, full  # type: ignore[attr-defined]  # an import statement has a line
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute | ast.Name) and (parts := _dotted(node)):
            head = aliases.get(parts[0], f"local:{parts[0]}")
            yield node.lineno, ".".join([head, *parts[1:]])


def _imported(node: ast.AST) -> Iterator[tuple[str, str]]:
    if isinstance(node, ast.Import):
        for alias in node.names:
            # `import a.b` binds `a`, yet it is a.b that it brings in.
            yield (alias.asname, alias.name) if alias.asname else (alias.name, alias.name)
            if not alias.asname:
                yield alias.name.partition(".")[0], alias.name.partition(".")[0]
    elif isinstance(node, ast.ImportFrom):
        for alias in node.names:
            yield alias.asname or alias.name, f"{node.module}.{alias.name}"


def _dotted(node: ast.expr) -> list[str]:
    if isinstance(node, ast.Name):
        return [node.id]
    if isinstance(node, ast.Attribute) and (parts := _dotted(node.value)):
        return [*parts, node.attr]
    return []


def banned_names(sources: Iterable[Source], bans: Iterable[Ban]) -> list[str]:
    """Find names used outside the files that may use them."""
    bans = tuple(bans)
    offences = {
        (source.path, line, name, ban.instead)
        for source in sources
        for line, used in names_used(source)
        for ban in bans
        if ban.covers(source.path)
        for name in ban.names
        if used == name or used.startswith(f"{name}.")
    }
    return [
        f"{path}:{line}: {name.removeprefix('local:')}: {instead}"
        for path, line, name, instead in sorted(offences)
    ]


def dead_modules(sources: Iterable[Source], entry_points: Iterable[str]) -> list[str]:
    """Find modules that no other module imports and nothing outside starts."""
    sources = tuple(sources)
    alive = set(entry_points)
    for source in sources:
        alive.update(_modules_named(source) - {source.module})
    return [
        f"{source.path}: nothing imports {source.module}"
        for source in sources
        if not source.path.endswith("__init__.py") and source.module not in alive
    ]


def _modules_named(source: Source) -> set[str]:
    names = {full for node in ast.walk(source.tree) for _, full in _imported(node)}
    names |= {name.rpartition(".")[0] for name in names}
    # A module that is imported late may be named in a string.
    strings = (node.value for node in ast.walk(source.tree) if isinstance(node, ast.Constant))
    return names | {text for text in strings if isinstance(text, str)}
