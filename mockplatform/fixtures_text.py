"""Owns how a fixture's text is read: YAML or JSON into plain values, with the place of each.

YAML is read as its version 1.2 has it, in the part that JSON has too: `on` and `no` are
texts, 12:30 and 2026-11-22 are texts as well, only `true` and `false` are booleans.
Anchors, aliases and tags are refused, so that a small file stays small when it is read.
Knows nothing of what a fixture says.
"""

from __future__ import annotations

import json
import math
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from mockplatform import strictjson
from mockplatform.errors import Detail, InvalidJson
from mockplatform.limits import LIMITS

Path = tuple[str | int, ...]
Mark = tuple[int, int]
"""Line and column, both from 1."""

_PLAIN_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,63}")
_NAME_SHOWN = 40
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_JSON_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]]|[^\s{}\[\],:"]+')
_JSON_PLACE = re.compile(r"(.*) at line (\d+), column (\d+)", re.DOTALL)
_INTEGER = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_WORDS = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}


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


def read(text: str, source: str) -> Document:
    """Return what a text holds: JSON if its source is called so, else YAML.

    Raises:
        Unreadable: The text cannot be understood from some place on.
    """
    document = Document(source)
    builder = _Builder(document)
    size = len(text.encode(errors="surrogatepass"))
    if size > LIMITS.fixture_bytes_max:
        raise Unreadable(
            Problem((), "too.large", f"has {size} bytes; the limit is {LIMITS.fixture_bytes_max}")
        )
    if source.lower().endswith(".json"):
        _read_json(text, builder)
    else:
        _read_yaml(text, builder)
    return document


@dataclass(slots=True)
class _Open:
    """A mapping or a list that is not complete yet; `key` is the member to be filled."""

    value: dict[str, Any] | list[Any]
    path: Path
    key: str | None = None


class _Builder:
    """Makes values of the beginnings, ends and scalars that a parser meets, and marks them."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._open: list[_Open] = []

    @property
    def wants_key(self) -> bool:
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
        self._document.problems.append(Problem(self.here(), code, message, mark))

    def begin(self, value: dict[str, Any] | list[Any], mark: Mark) -> None:
        if self.wants_key:
            raise Unreadable(Problem(self._open[-1].path, "bad.key", "a name is a text", mark))
        if len(self._open) >= LIMITS.json_depth_max:
            what = f"over {LIMITS.json_depth_max} levels deep"
            raise Unreadable(Problem(self.here(), "too.deep", what, mark))
        path = self.here()
        self.scalar(value, mark)
        self._open.append(_Open(value, path))

    def end(self) -> None:
        self._open.pop()

    def key(self, name: str, mark: Mark) -> None:
        top = self._open[-1]
        path = (*top.path, name)
        if name in top.value:
            first = self._document.marks[path][0]
            what = f"stands here again; it was given on line {first} already"
            self._document.problems.append(Problem(path, "duplicate.member", what, mark))
        self._document.marks.setdefault(path, mark)
        top.key = name

    def scalar(self, value: Any, mark: Mark) -> None:
        if isinstance(value, str) and _UNSTORABLE.search(value):
            self.problem("bad.text", "NUL and lone surrogates are no text", mark)
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


def _read_json(text: str, builder: _Builder) -> None:
    try:
        strictjson.parse(text)
    except InvalidJson as error:
        what, mark = error.details[0].message, None
        if placed := _JSON_PLACE.fullmatch(what):
            what, mark = placed[1], (int(placed[2]), int(placed[3]))
        raise Unreadable(Problem((), "invalid.json", what, mark)) from None
    lines = [0, *(found.end() for found in re.finditer("\n", text))]
    for token in _JSON_TOKEN.finditer(text):
        line = bisect_right(lines, token.start())
        mark = (line, token.start() - lines[line - 1] + 1)
        match token[0]:
            case "{":
                builder.begin({}, mark)
            case "[":
                builder.begin([], mark)
            case "}" | "]":
                builder.end()
            case word if builder.wants_key:
                builder.key(json.loads(word), mark)
            case word:
                builder.scalar(json.loads(word), mark)


def _read_yaml(text: str, builder: _Builder) -> None:
    if bad := _UNPRINTABLE.search(text):
        line = text.count("\n", 0, bad.start()) + 1
        column = bad.start() - text.rfind("\n", 0, bad.start())
        what = f"the character U+{ord(bad[0]):04X} is not allowed in YAML"
        raise Unreadable(Problem((), "invalid.yaml", what, (line, column)))
    documents = 0
    for event in _yaml_events(text):
        mark = (event.start_mark.line + 1, event.start_mark.column + 1)
        match type(event).__name__:
            case "DocumentStartEvent":
                documents += 1
                if documents > 1:
                    what = "a second document begins here; a fixture is one"
                    raise Unreadable(Problem((), "invalid.yaml", what, mark))
            case "AliasEvent":
                what = "aliases are not read; write the value out"
                raise Unreadable(Problem(builder.here(), "invalid.yaml", what, mark))
            case "MappingStartEvent" | "SequenceStartEvent" as kind:
                _refuse_tag(event, builder, mark)
                builder.begin({} if kind == "MappingStartEvent" else [], mark)
            case "MappingEndEvent" | "SequenceEndEvent":
                builder.end()
            case "ScalarEvent":
                _refuse_tag(event, builder, mark)
                _take_scalar(event, builder, mark)


def _yaml_events(text: str) -> Iterator[Any]:
    import yaml  # Late: it costs more than the rest of a start may.

    events: Iterable[Any] = yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    try:
        yield from events
    except yaml.MarkedYAMLError as error:
        at = error.problem_mark or error.context_mark
        mark = (at.line + 1, at.column + 1) if at else None
        what = ", ".join(filter(None, (error.context, error.problem)))
        raise Unreadable(Problem((), "invalid.yaml", what, mark)) from None
    except yaml.YAMLError as error:
        raise Unreadable(Problem((), "invalid.yaml", str(error).splitlines()[0])) from None


def _refuse_tag(event: Any, builder: _Builder, mark: Mark) -> None:
    if event.tag is not None:
        what = f"the tag {event.tag[:_NAME_SHOWN]!r} is not read; quotes make a value a text"
        builder.problem("invalid.yaml", what, mark)


def _take_scalar(event: Any, builder: _Builder, mark: Mark) -> None:
    text: str = event.value
    if builder.wants_key:
        builder.key(text, mark)
    elif not event.implicit[0]:  # It stands in quotes or in a block.
        builder.scalar(text, mark)
    elif text in _WORDS:
        builder.scalar(_WORDS[text], mark)
    elif _FLOAT.fullmatch(text):
        builder.scalar(_number(text, builder, mark), mark)
    else:
        builder.scalar(text, mark)


def _number(text: str, builder: _Builder, mark: Mark) -> int | float:
    if len(text) <= LIMITS.json_number_digits_max:
        value = int(text) if _INTEGER.fullmatch(text) else float(text)
        if not math.isinf(value):
            return value
    builder.problem("invalid.value", "the number is out of range", mark)
    return 0
