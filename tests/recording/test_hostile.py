"""A record that was edited, or made up, is refused with its line before anything is staged."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mockplatform.cli.exits import Exit
from mockplatform.errors import InvalidValue
from mockplatform.recording.lines import EndLine, write
from mockplatform.recording.reading import parse
from tests.recording.test_lines import ACT, ENTRY, RUN
from tests.support.waiting import run

FAULT = {"id": "f", "what": {"kind": "status", "status": 503}}
FIRED = {"faultId": "f", "faultKind": "status", "ordinal": 1, "draw": 0.5, "what": "GET /"}
DEEP = "[" * 100_000 + "]" * 100_000


def edited(line: Any, **members: Any) -> bytes:
    """Return a line with other members."""
    return json.dumps({**json.loads(write(line)), **members}).encode() + b"\n"


def entry(**members: Any) -> bytes:
    """Return the line of an entry."""
    return edited(ENTRY, entry=members)


def begun(**members: Any) -> bytes:
    """Return a first line with other members."""
    return edited(RUN, **members)


def clock(**members: Any) -> bytes:
    """Return a first line with another clock."""
    return begun(clock={"now": 0.0, "rate": 1.0, "paused": False, "offset": 0.0, **members})


WRONG_ACTS = [
    {"path": "@127.0.0.1:1/x"},
    {"path": "/x@127.0.0.1/__admin/faults"},
    {"path": "//other.example/__admin/faults"},
    {"path": "/api/v2/users/me"},
    {"path": "/__admin/a b"},
    {"path": "/__admin/a\r\nX: y"},
    {"path": "/__admin/faults\n"},
    {"path": "/__admin/a?b=c"},
    {"path": "/__admin/ä"},
    {"path": "/__admin/shutdown"},
    {"method": "GET"},
    {"method": "POST /x HTTP/1.1\r\n"},
    {"method": ""},
    {"arrivals": -1},
    {"underWay": -1},
    {"since": -0.1},
    {"since": 1e300},
]


@pytest.mark.parametrize("members", WRONG_ACTS, ids=str)
def test_an_act_that_nobody_can_have_done_is_refused(members: dict[str, Any]) -> None:
    refused(write(RUN) + edited(ACT, **members), "line 2")


@pytest.mark.parametrize(
    "data",
    [
        begun(tenant="../x y"),
        begun(tenant=""),
        begun(seed=-1),
        begun(seed=2**64),
        begun(faults=[{**FAULT, "what": {"kind": "none"}}]),
        begun(faults=[{**FAULT, "surprise": 1}]),
        begun(faults=[FAULT] * 5000),
        begun(settings={"none": 1}),
        begun(settings={"inactivity": "soon"}),
        begun(fixture="default\x1b[2J"),
        begun(conversations=-1),
        clock(now=-1e12),
        clock(now=1e300),
        clock(rate=0),
        clock(rate=-1.0),
    ],
)
def test_a_beginning_that_cannot_be_staged_is_refused(data: bytes) -> None:
    refused(data, "line 1")


@pytest.mark.parametrize(
    "data",
    [
        entry(),
        entry(kind="http"),
        entry(kind="none"),
        entry(kind=["http"]),
        entry(kind="http", method="GET", path=7),
        entry(kind="http", method="GET", path="/", subject={}),
        entry(kind="http", method="GET", path="/", notes="one"),
        entry(kind="frame", type="ack"),
        entry(kind="socket"),
        entry(kind="fault", **{**FIRED, "draw": "z"}),
        entry(kind="fault", **{**FIRED, "draw": True}),
        edited(ENTRY, entry=[]),
        edited(ENTRY, ordinal=-1),
        b'{"line":"gap","record":1,"missed":-5,"why":"slow"}\n',
        b'{"line":"gap","record":1,"missed":0,"why":"slow"}\n',
        b'{"line":"end","record":1,"why":"\\u009b2J"}\n',
        write(ACT).replace(b'{"a":1}', DEEP.encode()),
        write(ACT).replace(b'{"a":1}', DEEP[99_900:100_100].encode()),
        write(RUN),
    ],
)
def test_a_line_that_cannot_have_been_written_is_refused(data: bytes) -> None:
    refused(write(RUN) + data, "line 2")
    refused(write(RUN) + data.rstrip(b"\n"), "line 2")


def refused(data: bytes, where: str) -> None:
    """Check that a record is refused with its line, and what to do."""
    with pytest.raises(InvalidValue) as caught:
        parse(data)
    assert caught.value.message.startswith(where)
    assert caught.value.hint


def test_an_end_without_the_lines_end_is_an_end() -> None:
    assert parse((write(RUN) + write(EndLine(why="stopped"))).rstrip(b"\n")).is_whole


def test_all_that_a_record_may_say_is_taken() -> None:
    fired = entry(kind="fault", **FIRED)
    parse(begun(faults=[FAULT], settings={"inactivity": "5m"}) + fired + write(ACT))


@pytest.mark.parametrize(
    "second",
    [
        edited(ACT, path="@127.0.0.1:1/\x1b]0;x\x07"),
        entry(kind="fault", **{**FIRED, "draw": "\x1b[31m\x9b2J"}),
        write(ACT).replace(b'{"a":1}', DEEP.encode()),
    ],
)
def test_replay_tells_it_without_running_anything(tmp_path: Path, second: bytes) -> None:
    file = tmp_path / "run.jsonl"
    file.write_bytes(write(RUN) + second)
    done = run(tmp_path, "replay", str(file), "--", "touch", str(tmp_path / "ran"))
    assert (done.returncode, "line 2" in done.stderr) == (Exit.REFUSED, True)
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "ran").exists()
    assert all(char.isprintable() for char in done.stderr.replace("\n", ""))


def test_what_steers_a_terminal_is_not_printed(tmp_path: Path) -> None:
    file = tmp_path / "run.jsonl"
    path = "/\x1b]0;x\x07\x9b2J\nThe runs are equal"
    asked = entry(kind="http", method="GET", path=path, status=200, subject="\x1b[8m")
    file.write_bytes(write(RUN) + asked + edited(ACT, path="/__admin/none", arrivals=0))
    done = run(tmp_path, "replay", str(file), "--", "true")
    assert done.returncode == Exit.PARTED
    assert all(char.isprintable() for char in (done.stdout + done.stderr).replace("\n", ""))
    assert len(done.stdout.splitlines()) == 2
