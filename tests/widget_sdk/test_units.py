"""Runs the units of the widget SDK, `*.test.mjs`, with Node's own test runner."""

from __future__ import annotations

import asyncio
import os
from asyncio.subprocess import PIPE, STDOUT
from pathlib import Path

import pytest

HERE = Path(__file__).parent
MODULES = sorted(path.name for path in HERE.glob("*.test.mjs"))
PATIENCE_S = 240.0
"""Some seconds are enough; a machine on which much else runs needs more."""


async def run(path: Path, **environ: str) -> None:
    """Run a file of tests in a process of its own; what it says is shown where it fails."""
    process = await asyncio.create_subprocess_exec(
        "node",
        "--test",
        "--test-reporter=spec",
        str(path),
        stdout=PIPE,
        stderr=STDOUT,
        env={"PATH": os.environ["PATH"], "HOME": str(HERE), **environ},
    )
    try:
        async with asyncio.timeout(PATIENCE_S):
            said, _ = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    assert process.returncode == 0, said.decode()


@pytest.mark.parametrize("name", MODULES)
async def test_the_units_of(name: str) -> None:
    """Each module has a file of them."""
    await run(HERE / name)


def test_there_are_units() -> None:
    """A pattern that finds nothing would pass for ever."""
    assert MODULES
