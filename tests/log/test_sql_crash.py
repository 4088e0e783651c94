"""A process that is killed: what it acknowledged is in the file, once and in order.

Source: design rule "acknowledge only after the commit"; SQLite's WAL with synchronous=FULL.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from mockplatform.ids import derive_seed
from mockplatform.log.sql import SqlLog
from tests.log import numbered_appender
from tests.log.samples import streams_of, texts

ROOT = Path(__file__).parent.parent.parent


def acknowledged_before_kill(url: str, lines: int) -> list[str]:
    """Run the appender, kill it after so many lines; return the lines it printed in full."""
    command = [sys.executable, "-m", numbered_appender.__name__, url]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        heard = [process.stdout.readline() for _ in range(lines)]
        process.kill()
        heard += process.stdout.readlines()
    return [line for line in heard if line.endswith("\n")]


@pytest.mark.parametrize("seed", range(5))
async def test_a_killed_process_loses_and_doubles_nothing(seed: int, tmp_path: Path) -> None:
    """Five rounds of two lives each, killed with SIGKILL at seeded moments under load."""
    url = f"sqlite:///{tmp_path}/file.db"
    for life in range(2):
        lines = acknowledged_before_kill(url, 1 + derive_seed(seed, life) % 600)
        log = await SqlLog.open(url)
        kept = {name.id: texts(await log.read(name)) for name in await streams_of(log, "shop")}
        await log.close()
        for numbers in kept.values():
            assert numbers == [str(number) for number in range(1, len(numbers) + 1)]
        for id_, number in map(str.split, lines):
            assert int(number) <= len(kept[id_])
