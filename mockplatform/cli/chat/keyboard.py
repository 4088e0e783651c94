"""Owns what the customer types: lines from a terminal, a pipe or a file, without a thread."""

from __future__ import annotations

import asyncio
import os
import sys

READ_BYTES = 65_536


class Keyboard:
    """Lines of standard input as they come; `closed` is set at its end."""

    def __init__(self) -> None:
        self.lines: asyncio.Queue[str | None] = asyncio.Queue()
        self._rest = b""
        self._fd = -1

    def open(self) -> None:
        """Begin to read; without a standard input there is nothing to read."""
        if sys.stdin is None or sys.stdin.closed:
            self.lines.put_nowait(None)
            return
        self._fd = sys.stdin.fileno()
        try:
            asyncio.get_running_loop().add_reader(self._fd, self._read)
        except (OSError, NotImplementedError):
            # A file cannot be waited for, and some loops (Windows) wait for none: read it all.
            while self._read():
                pass

    def close(self) -> None:
        """Stop to read."""
        if self._fd >= 0:
            asyncio.get_running_loop().remove_reader(self._fd)
            self._fd = -1

    def _read(self) -> bool:
        data = os.read(self._fd, READ_BYTES)
        lines = (self._rest + data).split(b"\n")
        self._rest = lines.pop()
        if not data and self._rest:
            lines.append(self._rest)
        for line in lines:
            self.lines.put_nowait(line.decode("utf-8", "replace").rstrip("\r"))
        if not data:
            self.lines.put_nowait(None)
            self.close()
        return bool(data)
