"""Owns who records a server's default tenant into a file, for as long as the server runs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

from mockplatform.platform import DEFAULT_TENANT, Platform
from mockplatform.recording.run import observe
from mockplatform.recording.sinks import File


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

    return attend
