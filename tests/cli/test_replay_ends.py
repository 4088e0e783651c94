"""How `replay` ends tells whether the runs are equal, and whether all was compared."""

from __future__ import annotations

import json
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from mockplatform.cli.exits import Exit
from mockplatform.recording.lines import ActLine, AnyLine, EndLine, EntryLine, RunLine, read, write
from tests.cli.test_record import ME, client, replay
from tests.support.waiting import run

ASKED = ["sh", "-c", 'curl -s "$MOCKPLATFORM_URL/api/v2/users/me"']
FAULT = {"id": "late", "what": {"kind": "status", "status": 503}}


@pytest.fixture
def lines(tmp_path: Path) -> list[AnyLine]:
    """The lines of a record of one request."""
    file = tmp_path / "run.jsonl"
    assert run(tmp_path, "exec", "--record", str(file), "--", *ASKED).returncode == 0
    return [read(line) for line in file.read_bytes().splitlines()]


def act(path: str, body: object = None, arrivals: int = 0, *, is_whole: bool = True) -> ActLine:
    """Return an act."""
    return ActLine(
        at=0.0,
        arrivals=arrivals,
        under_way=0,
        since=0.0,
        method="POST",
        path=f"/__admin/{path}",
        body=body,
        is_whole=is_whole,
    )


def ended(folder: Path, lines: Sequence[AnyLine], *command: str) -> tuple[int, str]:
    """Replay a record of these lines; return the exit code, and what was printed."""
    file = folder / "run.jsonl"
    file.write_bytes(b"".join(map(write, lines)))
    done = replay(folder, str(file), "--", *(command or ASKED))
    return done.returncode, done.stdout + done.stderr


def test_equal_runs_of_a_command_that_failed_end_with_its_code(
    tmp_path: Path, lines: list[AnyLine]
) -> None:
    code, told = ended(tmp_path, lines, "sh", "-c", f"{ASKED[-1]}; exit 9")
    assert (code, "The runs are equal" in told, "exit code was 9" in told) == (9, True, True)


def test_a_run_that_parts_tells_so_whatever_the_command_says(
    tmp_path: Path, lines: list[AnyLine]
) -> None:
    assert ended(tmp_path, lines, "sh", "-c", "exit 9")[0] == Exit.PARTED


def test_where_nothing_can_be_compared_runs_are_not_called_equal(
    tmp_path: Path, lines: list[AnyLine]
) -> None:
    bare = [one for one in lines if isinstance(one, RunLine | EndLine)]
    code, told = ended(tmp_path, bare, "true")
    assert (code, "nothing is compared" in told) == (Exit.NOT_COMPARED, True)
    assert "are equal" not in told


@pytest.mark.parametrize(
    ("added", "why"),
    [
        (act("agents/nobody/status", {"status": "none"}), "was refused"),
        (act("snapshot", is_whole=False), "its body is not recorded"),
        (act("faults", FAULT, arrivals=5), "did not come to their turn"),
    ],
)
def test_where_not_all_was_staged_runs_are_not_called_equal(
    tmp_path: Path, lines: list[AnyLine], added: ActLine, why: str
) -> None:
    code, told = ended(tmp_path, [lines[0], added, *lines[1:]])
    assert (code, why in told) == (Exit.NOT_COMPARED, True)
    assert "are equal" not in told


def test_a_record_that_was_cut_is_not_called_equal(tmp_path: Path, lines: list[AnyLine]) -> None:
    code, told = ended(tmp_path, [one for one in lines if not isinstance(one, EndLine)])
    assert (code, "not whole" in told) == (Exit.NOT_COMPARED, True)


def test_what_was_done_behind_the_last_request_is_done_there(
    tmp_path: Path, lines: list[AnyLine]
) -> None:
    assert any(isinstance(one, EntryLine) for one in lines)
    again = tmp_path / "again.jsonl"
    file = tmp_path / "run.jsonl"
    whole = [*lines[:-1], act("faults", FAULT, arrivals=1), lines[-1]]
    file.write_bytes(b"".join(map(write, whole)))
    done = replay(tmp_path, "--record", str(again), str(file), "--", *ASKED)
    assert done.returncode == Exit.OK, done.stderr
    acts = [line for line in map(json.loads, again.read_bytes().splitlines()) if "body" in line]
    assert [one["body"]["id"] for one in acts] == ["late"]


def test_a_record_that_does_not_fit_is_told_at_the_end(tmp_path: Path) -> None:
    asks = shlex.join([*client(*[ME] * 9)])
    small = f"ulimit -f 4; exec {sys.executable} -m mockplatform exec --record run.jsonl -- {asks}"
    done = run(tmp_path, command=["sh", "-c", f"cd {shlex.quote(str(tmp_path))}; {small}"])
    assert done.returncode == 0
    assert "the record is incomplete" in done.stderr.splitlines()[-1]
    assert "File too large" in done.stderr.splitlines()[-1]
