"""What fires depends on seed, fault, subject and ordinal alone: not on who calls in between.

The same traffic (several users, each with calls in an order of its own) goes over a real server
by one worker and by sixteen; the journal tells what was decided. Source: design of faults, When.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.admin.api import Api
from tests.support.server import MESSAGING, serving

USERS = tuple(f"user-{number}" for number in range(24))
CALLS = 8
ME = "/api/v2/users/me"

Decision = tuple[str, str, int, float]
"""Which fault fired, for whom, on which occasion, by which draw."""
Outcome = tuple[set[Decision], dict[str, list[int]]]
"""What was decided, and which statuses each user saw, in order."""


def mixed() -> list[dict[str, Any]]:
    """Return faults of several phases that count and draw, in each other's way."""
    return [
        {
            "id": "luck",
            "where": {"phase": "edge", "path": ME},
            "when": {"probability": 0.4},
            "what": {"kind": "status", "status": 503},
        },
        {
            "id": "counted",
            "where": {"phase": "edge"},
            "when": {"skip": 1, "every": 2, "times": 2},
            "what": {"kind": "status", "status": 429},
        },
        {
            "id": "both",
            "where": {"phase": "reply", "method": "POST"},
            "when": {"skip": 1, "probability": 0.5, "times": 2},
            "what": {"kind": "status", "status": 500},
        },
    ]


async def run(api: Api, name: str, faults: Sequence[Any], *, seed: int, workers: int) -> Outcome:
    """Send all the traffic to a new tenant; return what came of it."""
    made = await api.post("/tenants", {"id": name, "seed": seed, "settings": {"botsAct": False}})
    assert made.status == 201, made
    own = api.of(name)
    assert (await own.put("/faults", {"faults": list(faults)})).status == 200
    tokens = {user: await own.token(user) for user in USERS}
    waiting = list(USERS if workers == 1 else reversed(USERS))
    seen: dict[str, list[int]] = {}

    async def work() -> None:
        while waiting:
            user = waiting.pop()
            seen[user] = [await call(own, tokens[user], number) for number in range(CALLS)]

    await asyncio.gather(*(work() for _ in range(workers)))
    entries = (await own.get("/journal?kind=fault&limit=10000"))["entries"]
    decided = [(one["faultId"], one["subject"], one["ordinal"], one["draw"]) for one in entries]
    assert len(set(decided)) == len(decided)
    await api.delete(f"/tenants/{name}")
    return set(decided), seen


async def call(api: Api, token: str, number: int) -> int:
    """Make a user's n-th call; return its status."""
    if number % 3 == 2:
        return (await api.widget("POST", MESSAGING, token, {})).status
    return (await api.widget("GET", ME, token)).status


async def test_one_worker_and_sixteen_get_the_same_decisions() -> None:
    async with serving() as server:
        api = Api(server)
        alone = await run(api, "alone", mixed(), seed=7, workers=1)
        crowded = await run(api, "crowded", mixed(), seed=7, workers=16)
    decided, seen = alone
    assert {id_ for id_, *_ in decided} == {"luck", "counted", "both"}
    assert len(decided) > len(USERS)
    assert decided == crowded[0]
    assert seen == crowded[1]


async def test_a_second_run_decides_the_same_and_another_seed_does_not() -> None:
    async with serving() as server:
        api = Api(server)
        first = await run(api, "first", mixed(), seed=7, workers=16)
        again = await run(api, "again", mixed(), seed=7, workers=16)
        other = await run(api, "other", mixed(), seed=8, workers=16)
    assert again == first
    assert other[0] != first[0]
    assert other[1] != first[1]


async def test_a_fault_with_a_seed_of_its_own_decides_the_same_under_any_other() -> None:
    faults = [{**one, "seed": 3} for one in mixed()]
    async with serving() as server:
        api = Api(server)
        first = await run(api, "first", faults, seed=7, workers=16)
        other = await run(api, "other", faults, seed=8, workers=16)
    assert other == first


when = st.fixed_dictionaries(
    {},
    optional={
        "skip": st.integers(0, 3),
        "times": st.integers(1, 3),
        "every": st.integers(1, 3),
        "probability": st.sampled_from([0.0, 0.1, 0.5, 0.9, 1.0]),
    },
)
where = st.fixed_dictionaries(
    {"phase": st.sampled_from(["edge", "service", "reply"])},
    optional={
        "method": st.sampled_from(["GET", "POST"]),
        "path": st.sampled_from([ME, "/api/*"]),
        "subject": st.sampled_from(USERS[:2]),
    },
)
faults = st.lists(
    st.fixed_dictionaries({"where": where, "when": when, "what": st.just({"kind": "status"})}),
    min_size=1,
    max_size=4,
)


@settings(max_examples=5, deadline=None, phases=[Phase.generate])
@given(faults=faults, seed=st.integers(0, 2**53))
def test_whatever_is_set_the_number_of_workers_changes_no_decision(
    faults: list[Any], seed: int
) -> None:
    async def compare() -> None:
        named = [{**one, "id": f"f{number}"} for number, one in enumerate(faults)]
        async with serving() as server:
            api = Api(server)
            alone = await run(api, "alone", named, seed=seed, workers=1)
            crowded = await run(api, "crowded", named, seed=seed, workers=16)
        assert alone == crowded

    asyncio.run(compare())
