"""Owns the rules of scripts and style sheets: what they own, sizes, what none uses, links."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Mapping

from tests.tidy.sizes import FILE_LINES_MAX
from tests.tidy.source import Source

_OWNS = re.compile(r"(?://|/\*) Owns ")
_COMMENT = re.compile(r"/\*.*?\*/|^\s*//.*?$", re.DOTALL | re.MULTILINE)
_BANNED = re.compile(
    r"\b(?:innerHTML|outerHTML|insertAdjacentHTML|document\.write|debugger)\b"
    r"|\b(?:eval|new Function)\("
    r"|\bconsole\.(?:log|debug)\b"
)
_TODO = re.compile(r"\b(?:TODO|FIXME|XXX|HACK)\b(?! ?\(?#\d)")
_LINKS = (
    re.compile(r'\bfrom\s+"(\.{1,2}/[^"]+)"'),
    re.compile(r'\bimport\s*\(?\s*"(\.{1,2}/[^"]+)"'),
)


def ownerless(sources: Iterable[Source]) -> list[str]:
    """Find files that do not begin with what they own."""
    return [one.path for one in sources if not _OWNS.match(one.text)]


def long_files(sources: Iterable[Source]) -> list[str]:
    """Find files that are too long to read in one go."""
    return [
        f"{one.path}: {one.lines} lines; split it by noun"
        for one in sources
        if one.lines > FILE_LINES_MAX
    ]


def banned(sources: Iterable[Source]) -> list[str]:
    """Find what no script of ours does: markup or code made of texts, words left for nobody."""
    return [
        f"{one.path}: {found}"
        for one in sources
        for found in _BANNED.findall(_COMMENT.sub("", one.text))
    ]


def unnumbered_todos(sources: Iterable[Source]) -> list[str]:
    """Find notes of work left undone that name no issue."""
    return [
        f"{one.path}:{number}: {line.strip()}"
        for one in sources
        for number, line in enumerate(one.text.splitlines(), 1)
        if _TODO.search(line)
    ]


def dead_files(files: Mapping[str, str], entry: str, prefix: str = "") -> list[str]:
    """Find files of a page's folder that its entry does not lead to.

    Args:
        files: The texts by their paths in the folder; those of pictures may be empty.
        entry: The page, or the module, at which all begins.
        prefix: Below which path the folder is served, as the page's links have it.
    """
    return sorted(set(files) - _reached(files, entry, prefix))


def broken_links(files: Mapping[str, str], entry: str, prefix: str = "") -> list[str]:
    """Find files that the entry leads to, by itself or by others, and that are not there."""
    return sorted(_reached(files, entry, prefix) - set(files))


def _reached(files: Mapping[str, str], entry: str, prefix: str) -> set[str]:
    reached: set[str] = set()
    waiting = [entry]
    while waiting:
        path = waiting.pop()
        if path not in reached:
            reached.add(path)
            waiting += _leads_to(path, files.get(path, ""), prefix)
    return reached


def _leads_to(path: str, text: str, prefix: str) -> list[str]:
    if path.endswith(".html"):
        return [found.removeprefix(prefix) for found in re.findall(r'(?:href|src)="([^"]+)"', text)]
    if not path.endswith((".js", ".mjs")):
        return []
    folder, code = posixpath.dirname(path), _COMMENT.sub("", text)
    return [
        posixpath.normpath(posixpath.join(folder, found))
        for pattern in _LINKS
        for found in pattern.findall(code)
    ]
