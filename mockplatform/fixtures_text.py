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
from typing import Any

from mockplatform import strictjson
from mockplatform.errors import InvalidJson
from mockplatform.fixtures_document import Builder, Document, Mark, Problem, Unreadable
from mockplatform.limits import LIMITS

_TAG_SHOWN = 40
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_JSON_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]]|[^\s{}\[\],:"]+')
_JSON_PLACE = re.compile(r"(.*) at line (\d+), column (\d+)", re.DOTALL)
_INTEGER = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_WORDS = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}


def read(text: str, source: str) -> Document:
    """Return what a text holds: JSON if its source is called so, else YAML.

    Raises:
        Unreadable: The text cannot be understood from some place on.
    """
    document = Document(source)
    builder = Builder(document)
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


def _read_json(text: str, builder: Builder) -> None:
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


def _read_yaml(text: str, builder: Builder) -> None:
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
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        # Without libyaml, an escape of no character ("\UFFFFFFFF") is one of the latter two.
        raise Unreadable(Problem((), "invalid.yaml", str(error))) from None


def _refuse_tag(event: Any, builder: Builder, mark: Mark) -> None:
    if event.tag is not None:
        what = f"the tag {event.tag[:_TAG_SHOWN]!r} is not read; quotes make a value a text"
        builder.problem("invalid.yaml", what, mark)


def _take_scalar(event: Any, builder: Builder, mark: Mark) -> None:
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


def _number(text: str, builder: Builder, mark: Mark) -> int | float:
    if len(text) <= LIMITS.json_number_digits_max:
        value = int(text) if _INTEGER.fullmatch(text) else float(text)
        if not math.isinf(value):
            return value
    raise Unreadable(Problem(builder.here(), "invalid.value", "the number is out of range", mark))
