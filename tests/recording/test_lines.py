"""A record's lines are JSON objects of a version; what is none of them is refused with its line."""

from __future__ import annotations

import json

import pytest

from mockplatform.errors import InvalidValue
from mockplatform.recording.lines import (
    ActLine,
    ClockMark,
    EndLine,
    EntryLine,
    GapLine,
    RunLine,
    read,
    write,
)
from mockplatform.recording.reading import parse

RUN = RunLine(
    version="1",
    tenant="default",
    seed=7,
    server_seed=1,
    fixture="default",
    fixture_hash="",
    settings={},
    clock=ClockMark(now=0.0, rate=1.0, paused=False, offset=0.0),
    faults=[],
    conversations=0,
)
ACT = ActLine(
    at=1.0, arrivals=2, under_way=0, since=0.1, method="POST", path="/__admin/x", body={"a": 1}
)
ENTRY = EntryLine(entry={"id": 1, "kind": "note"}, ordinal=None)


@pytest.mark.parametrize(
    "line", [RUN, ACT, ENTRY, GapLine(missed=3, why="evicted"), EndLine(why="x")]
)
def test_a_line_is_read_as_it_was_written_and_tells_its_version(line: object) -> None:
    data = write(line)  # type: ignore[arg-type]  # each of them is a line
    assert data.endswith(b"\n")
    assert json.loads(data)["record"] == 1
    assert read(data) == line


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "the record is empty"),
        (b"hello\n", "line 1"),
        (write(ENTRY), "begins with a line `run`"),
        (write(RUN) + b'{"line":"act","record":1}\n', "line 2"),
        (write(RUN) + b'{"line":"end","record":2,"why":"x"}\n', "version 2"),
    ],
)
def test_what_is_no_record_is_refused_with_its_line(data: bytes, what: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        parse(data)
    assert what in f"{caught.value.message} {caught.value.details}"


def test_a_record_that_was_cut_in_its_last_line_is_read_up_to_there() -> None:
    found = parse(write(RUN) + write(ENTRY) + write(ENTRY)[:-9])
    assert (len(found.entries), found.is_whole) == (1, False)


def test_behind_a_gap_there_is_nothing_to_compare() -> None:
    gap = write(GapLine(missed=5, why="evicted"))
    found = parse(
        write(RUN) + write(ENTRY) + gap + write(ENTRY) + write(ACT) + write(EndLine(why="stopped"))
    )
    assert (len(found.entries), found.missed, len(found.acts)) == (1, 5, 1)
    assert not found.is_whole


@pytest.mark.parametrize(("why", "is_whole"), [("stopped", True), ("limit", False)])
def test_a_record_is_whole_if_somebody_stopped_it(why: str, is_whole: bool) -> None:
    assert parse(write(RUN) + write(EndLine(why=why))).is_whole is is_whole
