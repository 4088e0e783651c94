"""A run that is rewound and run again gives the same bytes; so does a second server.

Source: design, section 5: same seed, same run.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from itertools import zip_longest
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.rewinding import Traveller, travel
from tests.support.server import MESSAGING, Server, serving

MESSAGES = f"{MESSAGING}/*/messages"
FAULTS = (
    {
        "id": "luck",
        "where": {"phase": "service", "method": "POST", "path": MESSAGES},
        "when": {"probability": 0.4},
        "what": {"kind": "status", "status": 503},
    },
    {
        "id": "quota",
        "where": {"phase": "service", "path": MESSAGES},
        "when": {"after": "60s"},
        "what": {"kind": "rate_limit", "quota": 4, "window": "1m"},
    },
)


@pytest.fixture(params=["memory", "sqlite"])
async def server(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Server]:
    """A server over each kind of store."""
    store = "memory" if request.param == "memory" else f"sqlite:///{tmp_path}/file.db"
    async with serving(store=store) as running:
        yield running


def same(first: list[Any], second: list[Any]) -> None:
    """Compare two transcripts, answer by answer."""
    for one, other in zip_longest(first, second):
        assert one == other


async def prepare(server: Server) -> Traveller:
    """Stop the clock, set the faults, and let something happen that the checkpoint holds."""
    one = Traveller(server)
    await one.act("/clock/pause")
    for fault in FAULTS:
        await one.act("/faults", fault)
    await travel(server)
    return one


async def test_a_run_that_is_rewound_gives_the_same_bytes(server: Server) -> None:
    """Bodies and headers of every answer, every frame: ids, times, tokens, draws, cache hits."""
    one = await prepare(server)
    await one.act("/checkpoints/here")
    first = await travel(server)
    fired = sum(status == 503 for _, _, status, *_ in (line for line in first if len(line) > 2))
    assert fired
    assert any(line[2] == 429 for line in first if len(line) > 2)
    for _ in range(2):
        await one.act("/checkpoints/here/rewind")
        same(first, await travel(server))


async def test_who_looks_on_changes_nothing(server: Server) -> None:
    """The admin API's calls have numbers of their own."""
    one = await prepare(server)
    await one.act("/checkpoints/here")
    first = await travel(server)
    await one.act("/checkpoints/here/rewind")
    for _ in range(3):
        await one.act("/journal", method="GET")
    second = await travel(server)
    steered = [(line[1], line[4]) for line in first if "/__admin" in line[1]]
    same(steered, [(line[1], line[4]) for line in second if "/__admin" in line[1]])
    same(*[[line for line in run if "/__admin" not in line[1]] for run in (first, second)])


async def test_a_snapshot_put_back_gives_the_same_bytes(server: Server) -> None:
    """The document holds all that a checkpoint holds."""
    one = await prepare(server)
    document = await one.act("/snapshot", method="GET")
    first = await travel(server)
    answer = await one.act("/snapshot", document, "PUT")
    assert answer["id"] == "default", answer
    same(first, await travel(server))


async def test_two_servers_of_one_seed_give_the_same_bytes_but_for_their_keys(
    tmp_path: Path,
) -> None:
    """Once the second has the first one's snapshot, the keys are the same too."""
    async with serving() as first, serving(store=f"sqlite:///{tmp_path}/file.db") as second:
        one, other = await prepare(first), await prepare(second)
        unsigned = [line for line in one.transcript if b"token" not in line[4]]
        same(unsigned, [line for line in other.transcript if b"token" not in line[4]])
        document = await one.act("/snapshot", method="GET")
        ported = json.loads(json.dumps(document).replace(first.url, second.url))
        await other.act("/snapshot", ported, "PUT")
        runs = [await travel(server) for server in (first, second)]
        assert len(runs[0]) == len(runs[1])
