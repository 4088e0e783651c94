"""Owns who records a server's default tenant into a file, for as long as the server runs."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

from mockplatform.platform import DEFAULT_TENANT, Platform
from mockplatform.recording.recorder import LIMIT, Recorder
from mockplatform.recording.run import observe
from mockplatform.recording.sinks import File

_log = logging.getLogger("mockplatform.recording")


def _lack(recorder: Recorder) -> str:
    """Return what a record lacks; "" if it has all."""
    if recorder.ended == LIMIT:
        return f"it may have {recorder.sink.bytes_max} bytes"
    return f"{recorder.missed} entries are missing" if recorder.missed else ""


def recording_to(path: Path) -> Callable[[Platform], AbstractAsyncContextManager[None]]:
    """Return what records a platform's default tenant into a file.

    Raises:
        StartRefused: The file cannot be written.
    """

    @asynccontextmanager
    async def attend(platform: Platform) -> AsyncIterator[None]:
        file = File(path)
        recorder = observe(platform, platform.tenant(DEFAULT_TENANT)).record(file)
        try:
            yield
        finally:
            recorder.stop()
            await asyncio.to_thread(file.close)
            why = file.failure or _lack(recorder)
            if why:  # told last, where who looks for the record looks
                _log.warning("the record is incomplete", extra={"file": str(path), "why": why})

    return attend
