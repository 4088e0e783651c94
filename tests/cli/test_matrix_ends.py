"""However `mockplatform matrix` ends, nothing of what it has run goes on."""

from __future__ import annotations

import os
import shlex
import signal
import sys
from functools import partial
from pathlib import Path

import pytest

from mockplatform.cli.exits import Exit
from tests.support.waiting import program, run, until

STUBBORN = """\
import os, signal, sys
for one in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
    signal.signal(one, signal.SIG_IGN)
told = sys.argv[1]
open(told + ".new", "w").write(str(os.getpid()))
os.rename(told + ".new", told)
while True:
    signal.pause()
"""
"""A command that heeds no signal but the last."""


def is_gone(pid: int) -> bool:
    """Whether a process has ended; one that nobody has reaped yet counts as ended."""
    try:
        os.kill(pid, 0)
        return "\nState:\tZ" in Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    except (ProcessLookupError, FileNotFoundError):
        return True


@pytest.mark.parametrize(
    ("numbers", "code"),
    [
        ((signal.SIGINT, signal.SIGINT, signal.SIGINT), Exit.INTERRUPTED),
        ((signal.SIGTERM, signal.SIGINT, signal.SIGINT), 128 + signal.SIGTERM),
        ((signal.SIGQUIT,), 128 + signal.SIGQUIT),
    ],
)
def test_signals_however_many_leave_no_command_that_heeds_none(
    numbers: tuple[signal.Signals, ...], code: int, tmp_path: Path
) -> None:
    said = tmp_path / "said"
    command = (sys.executable, "-c", STUBBORN, str(said))
    with program(tmp_path, "matrix", "--outages", "no-agents", "--", *command) as running:
        until(said.exists, "the command has begun")
        for number in numbers:
            running.process.send_signal(number)
            until(partial(_has_heard, running.process.pid, number), "the signal is heard")
        assert running.wait() == code
        assert "Traceback" not in running.error_text()
    assert is_gone(int(said.read_text(encoding="utf-8")))


def _has_heard(pid: int, number: int) -> bool:
    """Whether a signal does not wait to be handed over any more."""
    status = Path(f"/proc/{pid}/status")
    waiting = [line.split()[1] for line in _lines(status) if line.startswith("ShdPnd:")]
    return not waiting or not int(waiting[0], 16) >> (number - 1) & 1


def _lines(file: Path) -> list[str]:
    try:
        return file.read_text(encoding="utf-8").splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return []


def test_what_leaves_the_group_is_ended_too_and_keeps_nobody_waiting(tmp_path: Path) -> None:
    """It holds the command's output open; else a cell would take two seconds more."""
    said = f"{shlex.quote(str(tmp_path))}/said-$MOCKPLATFORM_OUTAGE"
    daemon = "echo $$ > $0; exec sleep 600"
    script = f'setsid sh -c {shlex.quote(daemon)} "{said}" & until test -s "{said}"; do :; done'
    done = run(tmp_path, "matrix", "--outages", "no-agents", "--", "sh", "-c", script)
    assert done.returncode == Exit.OK, done.stdout + done.stderr
    pids = [int(file.read_text(encoding="utf-8")) for file in tmp_path.glob("said-*")]
    assert len(pids) == 2
    assert [pid for pid in pids if not is_gone(pid)] == []


def test_a_daemon_that_a_command_has_ended_is_seen_to_have_ended(tmp_path: Path) -> None:
    """Its zombie would be there as long as nobody takes leave of it."""
    file = shlex.quote(str(tmp_path / "pid"))
    script = (
        f"(setsid sleep 600 & echo $! > {file}); kill $(cat {file});"
        f" while kill -0 $(cat {file}) 2>/dev/null; do sleep 0.05; done"
    )
    options = ("--outages", "no-agents", "--timeout", "20s")
    done = run(tmp_path, "matrix", *options, "--", "sh", "-c", script)
    assert done.returncode == Exit.OK, done.stdout + done.stderr
