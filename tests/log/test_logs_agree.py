"""Whatever is asked of both logs, in whatever order and company, they answer alike."""

from __future__ import annotations

import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from mockplatform.errors import WrongExpectedVersion
from mockplatform.log.base import Log
from mockplatform.log.memory import MemoryLog
from mockplatform.log.sql import SqlLog
from tests.log.samples import messages, stream, streams_of


class Act(NamedTuple):
    """Something asked of a log. `ahead` is how far the expected version is off."""

    what: str
    tenant: str
    id: str
    ahead: int
    size: int


ACTS = st.builds(
    Act,
    what=st.sampled_from(["append"] * 8 + ["forget", "drop"]),
    tenant=st.sampled_from(["shop", "bank"]),
    id=st.sampled_from("abc"),
    ahead=st.sampled_from([0, 0, 0, 0, -1, 1]),
    size=st.integers(0, 3),
)
BATCHES = st.lists(st.lists(ACTS, max_size=8), max_size=6)
"""Acts of one batch are asked for at once, batches one after another."""


def expectations(batch: list[Act], heads: dict[tuple[str, str], int]) -> list[int]:
    """Return the version that each act names, as if the ones before it had succeeded."""
    expected = []
    for act in batch:
        head = heads.get((act.tenant, act.id), 0)
        expected.append(max(0, head + act.ahead))
        if act.what == "append" and expected[-1] == head:
            heads[act.tenant, act.id] = head + act.size
    return expected


async def perform(log: Log, act: Act, expected: int) -> object:
    """Do it; return what came of it."""
    name = stream(act.id, tenant=act.tenant)
    try:
        if act.what == "append":
            return await log.append(name, expected, messages(*range(act.size)))
        await (log.forget(name) if act.what == "forget" else log.drop(act.tenant))
    except WrongExpectedVersion:
        return "conflict"
    return "removed"


async def contents(log: Log) -> dict[str, list[object]]:
    """Return all that a log holds."""
    return {
        tenant: [(name, list(await log.read(name))) for name in await streams_of(log, tenant)]
        for tenant in sorted(await log.tenants())
    }


async def run(log: Log, batches: list[list[Act]]) -> list[object]:
    """Ask for each batch at once; return each answer and what the log holds after a batch."""
    heads: dict[tuple[str, str], int] = {}
    seen: list[object] = []
    for batch in batches:
        expected = expectations(batch, heads)
        seen += await asyncio.gather(*map(perform, [log] * len(batch), batch, expected))
        seen.append(await contents(log))
        heads = {
            (name.tenant, name.id): len(await log.read(name))
            for tenant in await log.tenants()
            for name in await streams_of(log, tenant)
        }
    await log.close()
    return seen


@settings(max_examples=60)
@given(batches=BATCHES, streams_max=st.sampled_from([1, 2, 100]))
def test_both_logs_answer_alike(batches: list[list[Act]], streams_max: int) -> None:
    """Also when the SQL log holds hardly a stream in memory, and after it was opened anew."""

    async def compare(url: str) -> None:
        sql = await run(await SqlLog.open(url, streams_max=streams_max), batches)
        assert sql == await run(MemoryLog(), batches)
        again = await SqlLog.open(url)
        assert not sql or await contents(again) == sql[-1]
        await again.close()

    with TemporaryDirectory() as folder:
        asyncio.run(compare(f"sqlite:///{Path(folder, 'file.db')}"))
