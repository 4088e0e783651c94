"""Owns one run of the user's command: in a process group of its own, bounded, and all of it gone.

What the command leaves running in the background is ended with it, so that no cell harms
the next one. Who left the group on purpose (`setsid`, a daemon) is found as an orphan, where
the system hands orphans over to us (`orphans`).
"""

from __future__ import annotations

import os
import signal
import subprocess
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import IO, NamedTuple

from mockplatform.cli.execute import ENDED_BY_SIGNAL
from mockplatform.cli.exits import Exit, Failure
from mockplatform.cli.matrix import orphans
from mockplatform.cli.matrix.interruption import undisturbed
from mockplatform.edge.wallclock import stopwatch

TAIL_BYTES_MAX = 16_384
TAIL_LINES_MAX = 20
GRACE_S = 2.0
"""How long a command may take to end itself once it was told to, before it is killed."""
OUTPUT_S = 0.2
"""How long the last of its output may take to be read, where somebody still holds it open."""
REAP_S = 0.25
"""So often orphans that have ended are taken leave of."""
_CHUNK = 65_536


class Ended(NamedTuple):
    """How a command ended: its exit code as a shell has it, or that it had to be ended."""

    code: int
    timed_out: bool
    tail: list[str]


def run(command: Sequence[str], environ: Mapping[str, str], timeout_s: float) -> Ended:
    """Run a command to its end, or to the timeout's.

    Raises:
        Failure: It cannot be started.
    """
    with orphans.adopted() as left, _started(command, environ) as process:
        assert process.stdout is not None
        left.command = process.pid
        tail = Tail(process.stdout)
        try:
            timed_out = not _ends(process, left, timeout_s)
        finally:
            with undisturbed():
                end_group(process)
                left.end()
        code = process.returncode
        return Ended(ENDED_BY_SIGNAL - code if code < 0 else code, timed_out, tail.lines())


def _ends(process: subprocess.Popen[bytes], left: orphans.Orphans, timeout_s: float) -> bool:
    """Wait for a command's end, and let go what ends before it; return whether it came in time."""
    began = stopwatch()
    while (rest_s := timeout_s - (stopwatch() - began)) > 0:
        with suppress(subprocess.TimeoutExpired):
            process.wait(min(rest_s, REAP_S))
            return True
        left.reap()
    return process.poll() is not None


@contextmanager
def _started(
    command: Sequence[str], environ: Mapping[str, str]
) -> Iterator[subprocess.Popen[bytes]]:
    process = None
    try:
        with undisturbed():
            process = _start(command, environ)
        yield process
    finally:
        if process is not None:
            end_group(process)
            assert process.stdout is not None
            process.stdout.close()


def _start(command: Sequence[str], environ: Mapping[str, str]) -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen(  # noqa: S603 - what the user asked for
            command,
            env={**environ},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    except FileNotFoundError:
        raise Failure(f"{command[0]}: not found", code=Exit.NOT_FOUND) from None
    except OSError as error:
        what = f"{command[0]}: cannot be run: {error.strerror}"
        raise Failure(what, code=Exit.NOT_EXECUTABLE) from None


def end_group(process: subprocess.Popen[bytes]) -> None:
    """End a command if it still runs, and whatever else there is in its group.

    Signals that would end us wait meanwhile: a second Ctrl-C must not leave behind what does
    not heed the first.
    """
    with undisturbed():
        try:
            if process.poll() is None:
                _signal(process.pid, signal.SIGTERM)
                with suppress(subprocess.TimeoutExpired):
                    process.wait(GRACE_S)
        finally:
            _signal(process.pid, signal.SIGKILL)
            process.wait()


def _signal(group: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, number)


class Tail:
    """Reads all that a command prints, and keeps the end of it."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._kept = b""
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        with suppress(OSError, ValueError):  # closed beneath us
            while data := os.read(self._stream.fileno(), _CHUNK):
                self._kept = (self._kept + data)[-TAIL_BYTES_MAX:]

    def lines(self) -> list[str]:
        """Return the last lines, once the output has ended."""
        # Where orphans cannot be found one may hold the output open: he is not waited for.
        self._reader.join(OUTPUT_S)
        return self._kept.decode(errors="replace").splitlines()[-TAIL_LINES_MAX:]
