"""Owns what was read of a fixture: its values, where each stands, and what is wrong with it.

Knows nothing of what a fixture says, nor in which language it is written.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from mockplatform.errors import Detail
from mockplatform.limits import LIMITS

Path = tuple[str | int, ...]
Mark = tuple[int, int]
"""Line and column, both from 1."""

_PLAIN_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,63}")
_NAME_SHOWN = 40
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


class Problem(NamedTuple):
    """One wrong thing; `mark` is left out where the path tells the place."""

    path: Path
    code: str
    message: str
    mark: Mark | None = None


class Unreadable(Exception):
    """The text ends to make sense here, so that nothing after it can be judged."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


@dataclass(slots=True)
class Document:
    """A text that was read: its value, and where each member and item of it stands.

    Attributes:
        marks: By path: the place of a member's name or of an item.
        problems: What is wrong with the text itself, though it can be read on.
    """

    source: str
    value: Any = None
    marks: dict[Path, Mark] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def mark(self, problem: Problem) -> Mark:
        """Return where a problem stands: its path's place, or that of what holds it."""
        path = problem.path
        while path and path not in self.marks:
            path = path[:-1]
        return problem.mark or self.marks.get(path, (1, 1))

    def detail(self, problem: Problem) -> Detail:
        """Return a problem with file, line, column and path."""
        line, column = self.mark(problem)
        where = f"{self.source}:{line}:{column} {render(problem.path)}"
        return Detail(problem.code, where, problem.message)


def render(path: Path) -> str:
    """Return a path as in ``$.agents[0].script``."""
    return "$" + "".join(_part(part) for part in path)


def _part(part: str | int) -> str:
    if isinstance(part, int):
        return f"[{part}]"
    if _PLAIN_NAME.fullmatch(part):
        return f".{part}"
    return f"[{json.dumps(part[:_NAME_SHOWN])}]"


@dataclass(slots=True)
class _Open:
    """A mapping or a list that is not complete yet; `key` is the member to be filled."""

    value: dict[str, Any] | list[Any]
    path: Path
    key: str | None = None


class Builder:
    """Makes values of the beginnings, ends and scalars that a parser meets, and marks them."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._open: list[_Open] = []

    @property
    def wants_key(self) -> bool:
        """Whether the next scalar is a member's name."""
        return bool(self._open) and self._open[-1].key is None and self._in_mapping

    @property
    def _in_mapping(self) -> bool:
        return isinstance(self._open[-1].value, dict)

    def here(self) -> Path:
        """Return the path of the value to come."""
        if not self._open:
            return ()
        top = self._open[-1]
        return (*top.path, len(top.value) if top.key is None else top.key)

    def problem(self, code: str, message: str, mark: Mark) -> None:
        """Note what is wrong with the value to come."""
        self._document.problems.append(Problem(self.here(), code, message, mark))

    def begin(self, value: dict[str, Any] | list[Any], mark: Mark) -> None:
        """Take the beginning of a mapping or a list, which is empty yet.

        Raises:
            Unreadable: It stands where a name should, or too deep.
        """
        if self.wants_key:
            raise Unreadable(Problem(self._open[-1].path, "bad.key", "a name is a text", mark))
        if len(self._open) >= LIMITS.json_depth_max:
            what = f"over {LIMITS.json_depth_max} levels deep"
            raise Unreadable(Problem(self.here(), "too.deep", what, mark))
        path = self.here()
        self.scalar(value, mark)
        self._open.append(_Open(value, path))

    def end(self) -> None:
        """Take the end of the innermost mapping or list."""
        self._open.pop()

    def key(self, name: str, mark: Mark) -> None:
        """Take the name of the member to come."""
        top = self._open[-1]
        name = self._storable(name, mark)
        path = (*top.path, name)
        if name in top.value:
            first = self._document.marks[path][0]
            what = f"stands here again; it was given on line {first} already"
            self._document.problems.append(Problem(path, "duplicate.member", what, mark))
        self._document.marks.setdefault(path, mark)
        top.key = name

    def scalar(self, value: Any, mark: Mark) -> None:
        """Take a value that has no parts, or none yet."""
        if isinstance(value, str):
            value = self._storable(value, mark)
        if not self._open:
            self._document.value = value
            return
        top = self._open[-1]
        if isinstance(top.value, list):
            self._document.marks[self.here()] = mark
            top.value.append(value)
        else:
            assert top.key is not None  # whoever feeds this asks wants_key first
            top.value[top.key] = value
            top.key = None

    def _storable(self, text: str, mark: Mark) -> str:
        if not _UNSTORABLE.search(text):
            return text
        path = self._open[-1].path if self.wants_key else self.here()
        what = "NUL and lone surrogates are no text"
        self._document.problems.append(Problem(path, "bad.text", what, mark))
        return _UNSTORABLE.sub("?", text)
