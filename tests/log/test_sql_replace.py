"""A tenant that is replaced in a SQLite file: the old one or the new one, never half of each.

Source: `Log.replace`; SQLite's transactions.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from mockplatform.errors import StorageFull, WrongExpectedVersion
from mockplatform.ids import derive_seed
from mockplatform.log.sql import SqlLog
from tests.log import numbered_replacer
from tests.log.samples import message, messages, stream, streams_of, texts

ROOT = Path(__file__).parent.parent.parent


def last_before_kill(url: str, lines: int) -> int:
    """Run the replacer, kill it after so many lines; return the last generation it told."""
    command = [sys.executable, "-m", numbered_replacer.__name__, url]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        heard = [process.stdout.readline() for _ in range(lines)]
        process.kill()
        heard += process.stdout.readlines()
    return int([line for line in heard if line.endswith("\n")][-1])


@pytest.fixture
def url(tmp_path: Path) -> str:
    """Where the store is."""
    return f"sqlite:///{tmp_path}/file.db"


async def test_what_replaced_comes_back_after_a_restart(url: str) -> None:
    """And nothing of what was before."""
    log = await SqlLog.open(url)
    await log.append(stream("old"), 0, messages("old"))
    await log.replace("shop", {stream("b"): messages("1", "2"), stream("a"): messages("3")})
    await log.append(stream("b"), 2, messages("4"))
    await log.close()
    log = await SqlLog.open(url)
    assert await streams_of(log, "shop") == [stream("b"), stream("a")]
    assert texts(await log.read(stream("b"))) == ["1", "2", "4"]
    assert list(await log.read(stream("old"))) == []
    await log.close()


async def test_a_full_disk_leaves_the_tenant_as_it_was(url: str) -> None:
    """Nothing is dropped for what cannot be kept."""
    log = await SqlLog.open(url, pages_max=60)
    await log.append(stream("old"), 0, messages("old"))
    with pytest.raises(StorageFull):
        await log.replace("shop", {stream(str(n)): messages("x" * 8000) for n in range(60)})
    assert await streams_of(log, "shop") == [stream("old")]
    assert texts(await log.read(stream("old"))) == ["old"]
    assert await log.append(stream("old"), 1, messages("older")) == 2
    await log.close()


async def test_a_once_key_that_stands_twice_leaves_the_tenant_as_it_was(url: str) -> None:
    """The file guards it, whoever replaces."""
    log = await SqlLog.open(url)
    await log.append(stream("old"), 0, messages("old"))
    twice = [message("a", client_id="1"), message("b", client_id="1")]
    with pytest.raises(WrongExpectedVersion):
        await log.replace("shop", {stream("new"): twice})
    assert await streams_of(log, "shop") == [stream("old")]
    assert await log.append(stream("old"), 1, messages("older")) == 2
    await log.close()


@pytest.mark.parametrize("seed", range(3))
async def test_a_killed_process_leaves_one_generation_whole(seed: int, url: str) -> None:
    """Killed with SIGKILL at seeded moments while it replaces: the last answered, or the next."""
    answered = last_before_kill(url, 1 + derive_seed(seed, "kill") % 40)
    log = await SqlLog.open(url)
    names = await streams_of(log, "shop")
    said = [text for name in names for text in texts(await log.read(name))]
    await log.close()
    assert len(said) == numbered_replacer.STREAMS
    assert set(said) in ({str(answered)}, {str(answered + 1)})
