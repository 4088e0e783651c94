"""Owns where a record's lines go: into memory, or into a file by a thread of its own.

A sink takes what it is given or refuses it, at once: nobody who serves waits for a disk.
"""

from __future__ import annotations

import logging
import os
import queue
import stat
import threading
from collections.abc import Callable
from pathlib import Path
from typing import IO, Protocol

from mockplatform.errors import StartRefused
from mockplatform.limits import LIMITS

_log = logging.getLogger("mockplatform.recording")
_MODE = 0o600


class Sink(Protocol):
    """Takes lines.

    Attributes:
        bytes_max: How large the record may grow.
    """

    bytes_max: int

    def put(self, data: bytes) -> bool:
        """Take a line; return False if it cannot be taken now."""
        ...

    def close(self) -> None:
        """Take no more; return when all that was taken is where it belongs."""
        ...


class Memory:
    """Keeps the lines."""

    def __init__(self, bytes_max: int = LIMITS.record_bytes_max) -> None:
        self.bytes_max = bytes_max
        self._lines: list[bytes] = []

    def put(self, data: bytes) -> bool:
        """Keep a line."""
        self._lines.append(data)
        return True

    def close(self) -> None:
        """Nothing: it is all here."""

    def read(self) -> bytes:
        """Return all lines."""
        return b"".join(self._lines)


def open_record(path: Path) -> IO[bytes]:
    """Open a record's file anew; only its owner may read it, since bodies may hold secrets.

    Raises:
        StartRefused: It cannot be opened, or is no file but a pipe, a device or a folder.
    """
    try:
        if path.exists() and not path.is_file():
            raise _no_file(path)
        # Should it have become a pipe by now: whoever opens a pipe waits for its other end.
        number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_NONBLOCK, _MODE)
        file = os.fdopen(number, "wb", buffering=0)
        if not stat.S_ISREG(os.fstat(number).st_mode):
            file.close()
            raise _no_file(path)
        os.fchmod(number, _MODE)  # also where it was there before
        os.ftruncate(number, 0)
    except OSError as error:
        raise StartRefused(
            f"The record {path} cannot be written: {error.strerror}",
            hint="Its directory must exist and be writable.",
        ) from None
    return file


def write_all(file: IO[bytes], data: bytes) -> None:
    """Write all of it: a disk that fills up takes a part, and refuses only what comes then."""
    rest = memoryview(data)
    while rest:
        rest = rest[file.write(rest) :]


def _no_file(path: Path) -> StartRefused:
    return StartRefused(
        f"The record {path} cannot be written: it is no regular file",
        hint="Name a file. GET /__admin/record gives a record to be piped on.",
    )


class File:
    """Writes the lines to a file, each handed to the system as soon as it can be.

    Attributes:
        failure: Why nothing can be written any more; "" as long as it can.

    Raises:
        StartRefused: The file cannot be opened.
    """

    def __init__(self, path: Path, bytes_max: int = LIMITS.record_file_bytes_max) -> None:
        self.bytes_max = bytes_max
        self.failure = ""
        self._path = path
        self._waiting = 0
        self._lines: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        file = open_record(path)
        self._thread = threading.Thread(
            target=self._write, args=(file,), name="mockplatform record", daemon=True
        )
        self._thread.start()

    def put(self, data: bytes) -> bool:
        """Hand a line to the thread, unless too much waits there."""
        if self.failure or self._waiting > LIMITS.record_waiting_bytes_max:
            return False
        self._waiting += len(data)
        self._lines.put(data)
        return True

    def close(self) -> None:
        """Return when all is written."""
        self._lines.put(None)
        self._thread.join()

    def _write(self, file: IO[bytes]) -> None:
        with file:
            while (data := self._lines.get()) is not None:
                try:
                    write_all(file, data)
                except OSError as error:
                    # A run goes on without its record; what waits now is never written.
                    self.failure = error.strerror or str(error)
                    _log.warning(
                        "the record cannot be written any more",
                        extra={"file": str(self._path), "error": str(error)},
                    )
                    return
                self._waiting -= len(data)


SinkMaker = Callable[[], Sink]
