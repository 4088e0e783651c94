"""Owns the reading of one Python file: its tree, its functions, its name as a module."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath

Function = ast.FunctionDef | ast.AsyncFunctionDef
Documented = ast.Module | ast.ClassDef | Function


@dataclass(frozen=True)
class Source:
    """One Python file: its path from the top of the repository, and its text."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """The parsed text."""
        return ast.parse(self.text, self.path)

    @cached_property
    def functions(self) -> tuple[Function, ...]:
        """All functions, methods and functions inside functions."""
        return tuple(node for node in ast.walk(self.tree) if isinstance(node, Function))

    @property
    def module(self) -> str:
        """The dotted name under which it is imported."""
        parts = PurePosixPath(self.path).with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    @property
    def lines(self) -> int:
        """How many lines the file has."""
        return len(self.text.splitlines())


def body_of(node: Documented) -> Sequence[ast.stmt]:
    """Return the statements of a module, class or function without its docstring."""
    return node.body[1:] if ast.get_docstring(node, clean=False) is not None else node.body
