"""Owns a server in a process of its own, as a user starts one: to be stopped and to be killed."""

from __future__ import annotations

import asyncio
import json
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

START_S_MAX = 30.0


@dataclass(frozen=True, slots=True)
class Served:
    """A `mockplatform serve` that has said that it is ready.

    Attributes:
        process: To be killed or terminated.
        ready: What its ready file says.
    """

    process: Process
    ready: dict[str, Any]

    def url_of(self, tenant: str) -> str:
        """Return a tenant's base URL."""
        return f"{self.ready['url']}/t/{tenant}"

    async def killed(self) -> None:
        """Wait until the process is gone, however it went."""
        if self.process.returncode is None:
            self.process.kill()
        await self.process.wait()


SERVE = (sys.executable, "-m", "mockplatform", "serve", "--host", "127.0.0.1", "--port", "0")


async def start(folder: Path, *options: str) -> Served:
    """Start a server on a free port and wait until it is ready; its files are in `folder`."""
    ready_file = folder / "ready.json"
    with (folder / "stderr.txt").open("ab") as errors:
        process = await asyncio.create_subprocess_exec(
            *SERVE, "--ready-file", str(ready_file), *options, stdout=PIPE, stderr=errors
        )
    assert process.stdout is not None
    async with asyncio.timeout(START_S_MAX):
        async for line in process.stdout:
            if line.startswith(b"Ready: "):
                return Served(process, json.loads(ready_file.read_text(encoding="utf-8")))
    raise AssertionError((folder / "stderr.txt").read_text(encoding="utf-8"))


async def refused(*options: str) -> tuple[int | None, str]:
    """Start a server that cannot start; return its exit code and what it printed of that."""
    process = await asyncio.create_subprocess_exec(*SERVE, *options, stdout=PIPE, stderr=PIPE)
    async with asyncio.timeout(START_S_MAX):
        _, errors = await process.communicate()
    return process.returncode, errors.decode()


@asynccontextmanager
async def running(folder: Path, *options: str) -> AsyncIterator[Served]:
    """Run a server for as long as the block lasts; what is left of it then is killed."""
    served = await start(folder, *options)
    try:
        yield served
    finally:
        await served.killed()
