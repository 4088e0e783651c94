"""Owns how a record is read: what the run began with, who steered, what happened. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from mockplatform.errors import InvalidValue
from mockplatform.recording.lines import ActLine, EndLine, EntryLine, GapLine, RunLine, read
from mockplatform.recording.recorder import LIMIT

_HINT = "A record is written by `mockplatform serve --record FILE`, or got from …/record."


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
        InvalidValue: They hold no record; the error has the line.
    """
    texts = data.split(b"\n")
    last = texts.pop()  # "" behind a whole line; else half a line
    del last
    if not texts:
        raise InvalidValue("line 1", "the record is empty", hint=_HINT)
    run, *rest = [_line(text, number) for number, text in enumerate(texts, start=1) if text]
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


def _line(text: bytes, number: int) -> Any:
    try:
        return read(text)
    except ValueError as error:
        raise InvalidValue(f"line {number}", str(error), hint=_HINT) from None
