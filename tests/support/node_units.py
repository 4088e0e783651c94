"""Owns how files of units for Node's own test runner (`*.test.mjs`) are run from here."""

from __future__ import annotations

import asyncio
import os
from asyncio.subprocess import PIPE, STDOUT
from pathlib import Path

PATIENCE_S = 240.0
"""Some seconds are enough; a machine on which much else runs needs more."""


def names(folder: Path) -> list[str]:
    """Return the files of units in a folder; a folder without any would pass for ever."""
    found = sorted(path.name for path in folder.glob("*.test.mjs"))
    assert found, f"{folder} has no units"
    return found


async def run(path: Path, **environ: str) -> None:
    """Run a file of tests in a process of its own; what it says is shown where it fails."""
    process = await asyncio.create_subprocess_exec(
        "node",
        "--test",
        "--test-reporter=spec",
        str(path),
        stdout=PIPE,
        stderr=STDOUT,
        env={"PATH": os.environ["PATH"], "HOME": str(path.parent), **environ},
    )
    try:
        async with asyncio.timeout(PATIENCE_S):
            said, _ = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    assert process.returncode == 0, said.decode()
