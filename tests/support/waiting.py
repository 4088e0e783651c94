"""Owns bounded waits for other processes: on a line, on an end, on a condition. Never on time."""

from __future__ import annotations

import os
import selectors
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

PATIENCE_S = 30.0
"""After that long a test fails; nothing takes it on a machine that is not stuck."""

_POLL_S = 0.02
_MODULE = (sys.executable, "-m", "mockplatform")


def until(holds: Callable[[], object], what: str) -> None:
    """Return when something holds; fail after a while."""
    pause = threading.Event()
    for _ in range(int(PATIENCE_S / _POLL_S)):
        if holds():
            return
        pause.wait(_POLL_S)
    raise AssertionError(f"did not come to be: {what}")


@dataclass(slots=True)
class Program:
    """A process whose output is read line by line.

    Attributes:
        lines: What it has printed so far.
        errors: The file that its standard error goes to.
    """

    process: subprocess.Popen[bytes]
    errors: Path
    lines: list[str] = field(default_factory=list)
    _rest: bytes = b""

    def line(self, part: str) -> str:
        """Return the next line that has `part` in it; those before it are passed over."""
        while True:
            line = self._next()
            if part in line:
                return line

    def _next(self) -> str:
        while b"\n" not in self._rest:
            data = self._read()
            if not data:
                raise AssertionError(f"it ended; {self.lines} {self.error_text()}")
            self._rest += data
        line, _, self._rest = self._rest.partition(b"\n")
        self.lines.append(line.decode())
        return self.lines[-1]

    def _read(self) -> bytes:
        assert self.process.stdout is not None
        with selectors.DefaultSelector() as selector:
            selector.register(self.process.stdout, selectors.EVENT_READ)
            if not selector.select(PATIENCE_S):
                raise AssertionError(f"nothing more came; {self.lines} {self.error_text()}")
        return os.read(self.process.stdout.fileno(), 65_536)

    def error_text(self) -> str:
        """Return what it wrote to standard error so far."""
        return self.errors.read_text(encoding="utf-8")

    def type(self, text: str) -> None:
        """Type a line into it."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{text}\n".encode())
        self.process.stdin.flush()

    def end(self, number: int = signal.SIGTERM) -> int:
        """Send a signal and return the exit code."""
        self.process.send_signal(number)
        return self.wait()

    def wait(self) -> int:
        """Wait for its end and return the exit code; its last lines are read."""
        assert self.process.stdout is not None
        while data := self._read():
            self._rest += data
        self.lines += self._rest.decode().splitlines()
        self._rest = b""
        return self.process.wait(PATIENCE_S)


@contextmanager
def program(
    folder: Path, *arguments: str, environ: Mapping[str, str] | None = None
) -> Iterator[Program]:
    """Run the command line beside the test; it is killed if it is still there in the end."""
    errors = folder / f"stderr-{len(list(folder.glob('stderr-*')))}"
    with errors.open("wb") as file:
        process = subprocess.Popen(
            [*_MODULE, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=file,
            env=environment(folder, environ),
        )
    try:
        yield Program(process, errors)
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def run(
    folder: Path,
    *arguments: str,
    environ: Mapping[str, str] | None = None,
    command: Sequence[str] = _MODULE,
    typed: str = "",
) -> subprocess.CompletedProcess[str]:
    """Run the command line to its end."""
    return subprocess.run(
        [*command, *arguments],
        input=typed,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S * 2,
        check=False,
        env=environment(folder, environ),
    )


def environment(folder: Path, more: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return an environment without what the tests' own caller has set."""
    kept = {name: value for name, value in os.environ.items() if "MOCKPLATFORM" not in name}
    return {**kept, "XDG_STATE_HOME": str(folder), **(more or {})}
