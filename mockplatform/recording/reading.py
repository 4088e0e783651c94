"""Owns how a record is read: what the run began with, who steered, what happened. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import msgspec

from mockplatform.errors import InvalidValue
from mockplatform.recording.checking import check
from mockplatform.recording.lines import (
    ActLine,
    AnyLine,
    EndLine,
    EntryLine,
    GapLine,
    RunLine,
    read,
)
from mockplatform.recording.recorder import LIMIT

_HINT = "A record is written by `mockplatform serve --record FILE`, or got from …/record."
_ONE = "A file holds one record: write each to a file of its own."


@dataclass(frozen=True, kw_only=True)
class Record:
    """A record that was read.

    Attributes:
        missed: How many entries it lacks.
        ended: Why it ends; "" where its last line is missing.
    """

    run: RunLine
    acts: list[ActLine] = field(default_factory=list)
    entries: list[dict[str, Any]] = field(default_factory=list)
    missed: int = 0
    ended: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether all that happened until it was stopped is in it."""
        return not self.missed and self.ended not in ("", LIMIT)


def parse(data: bytes) -> Record:
    """Return the record that the bytes hold.

    Of a run that was killed the last line may be cut: it is passed over. Behind a gap nothing
    is read but acts, since entries are compared one by one.

    Raises:
        InvalidValue: They hold no record, or what cannot have been recorded; it names the line.
    """
    run, *rest = _lines(data)
    if not isinstance(run, RunLine):
        raise InvalidValue("line 1", "a record begins with a line `run`", hint=_HINT)
    acts = [line for line in rest if isinstance(line, ActLine)]
    entries: list[dict[str, Any]] = []
    missed, ended = 0, ""
    for line in rest:
        if isinstance(line, GapLine):
            missed += line.missed
        elif isinstance(line, EntryLine) and not missed:
            entries.append(line.entry)
        elif isinstance(line, EndLine):
            ended = line.why
    return Record(run=run, acts=acts, entries=entries, missed=missed, ended=ended)


def _lines(data: bytes) -> list[AnyLine]:
    *texts, last = data.split(b"\n")  # last: nothing, or a line without its end
    if last and not _is_cut(last):
        texts.append(last)
    found: list[AnyLine] = []
    for number, text in enumerate(texts, start=1):
        if text.strip():
            line = _line(text, number)
            if found and isinstance(line, RunLine):
                raise InvalidValue(f"line {number}", "a second line `run`", hint=_ONE)
            found.append(line)
    if not found:
        raise InvalidValue("line 1", "the record is empty", hint=_HINT)
    return found


def _is_cut(text: bytes) -> bool:
    try:
        msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return True
    except RecursionError:  # it is refused where it is read
        return False
    return False


def _line(text: bytes, number: int) -> AnyLine:
    try:
        line = read(text)
        check(line)
    except ValueError as error:
        raise InvalidValue(f"line {number}", str(error), hint=_HINT) from None
    return line
