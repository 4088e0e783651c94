"""Owns what has to be written down: docstrings, and the issue of what is left undone."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterable, Iterator

from tests.tidy.source import Function, Source


def undocumented_modules(sources: Iterable[Source]) -> list[str]:
    """Find modules that do not say what they own."""
    return [source.path for source in sources if not ast.get_docstring(source.tree)]


def undocumented_names(sources: Iterable[Source]) -> list[str]:
    """Find public classes, functions and methods without a docstring."""
    return [
        f"{source.path}:{node.lineno}: {node.name}"
        for source in sources
        for node in _public(source.tree)
        if not ast.get_docstring(node)
    ]


def _public(parent: ast.Module | ast.ClassDef) -> Iterator[ast.ClassDef | Function]:
    for node in parent.body:
        if isinstance(node, ast.ClassDef | Function) and not node.name.startswith("_"):
            yield node
            if isinstance(node, ast.ClassDef):
                yield from _public(node)


def unnumbered_todos(sources: Iterable[Source]) -> list[str]:
    """Find notes of work left undone that name no issue, as `TODO #12: …` would."""
    todo = re.compile(r"\b(?:TODO|FIXME|XXX|HACK)\b(?! ?\(?#\d)")
    return [
        f"{source.path}:{token.start[0]}: {token.string}"
        for source in sources
        for token in tokenize.generate_tokens(io.StringIO(source.text).readline)
        if token.type == tokenize.COMMENT and todo.search(token.string)
    ]
