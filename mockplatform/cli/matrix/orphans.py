"""Owns what a command's children leave behind that went out of its group: daemons, `setsid`.

On Linux a process can ask for the orphans among its descendants (PR_SET_CHILD_SUBREAPER), and
then they can be found and ended. Elsewhere they stay, and the page says so.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_PR_SET_CHILD_SUBREAPER = 36  # linux/prctl.h
_TASKS = Path("/proc/self/task")


class Orphans:
    """The orphans that were handed over since a run began.

    Args:
        before: Whose children were there before: they are not of the run.
        handed: Whether orphans are handed over at all.
    """

    def __init__(self, before: frozenset[int], *, handed: bool) -> None:
        self._before = before
        self._handed = handed
        self.command = 0
        """The command itself, which is waited for by whoever started it."""

    def reap(self) -> None:
        """Take leave of those that have ended: whoever asks for them must see that they have."""
        for pid in self._those():
            _wait(pid, os.WNOHANG)

    def end(self) -> None:
        """End them all, and those that become orphans by it."""
        while those := self._those():
            for pid in those:
                with suppress(ProcessLookupError, PermissionError):
                    os.kill(pid, signal.SIGKILL)
            for pid in those:
                _wait(pid, 0)

    def _those(self) -> set[int]:
        return _children() - self._before - {self.command} if self._handed else set()


@contextmanager
def adopted() -> Iterator[Orphans]:
    """Have orphans handed over for a while, where the system can do that."""
    handed = sys.platform == "linux" and Path("/proc/thread-self/children").exists()
    handed = handed and _ask(1)
    try:
        yield Orphans(frozenset(_children()) if handed else frozenset(), handed=handed)
    finally:
        if handed:
            _ask(0)


def _ask(answer: int) -> bool:
    return bool(ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, answer, 0, 0, 0) == 0)


def _children() -> set[int]:
    """Return our children; an orphan may be any thread's."""
    found: set[int] = set()
    for task in _TASKS.iterdir():
        with suppress(OSError):  # the thread has ended
            found.update(map(int, (task / "children").read_text(encoding="ascii").split()))
    return found


def _wait(pid: int, options: int) -> None:
    with suppress(ChildProcessError):
        os.waitpid(pid, options)
