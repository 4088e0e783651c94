"""When requests arrived, as a histogram. Source: docs/journal.md, Arrivals."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from mockplatform.clock import ManualWall
from tests.admin.api import Api
from tests.support.server import serving

ME = "/api/v2/users/me"


@pytest.fixture
async def clocked() -> AsyncIterator[tuple[Api, ManualWall]]:
    """An admin API whose real time the test moves."""
    wall = ManualWall(1_700_000_000.0)
    async with serving(wall=wall, settings={"agentsAct": False}) as server:
        yield Api(server), wall


async def call(api: Api, times: int, user: str = "user-7", path: str = ME) -> None:
    """Call the widget API so often."""
    token = await api.token(user)
    for _ in range(times):
        await api.widget("GET", path, token)


async def test_requests_stand_in_the_buckets_in_which_they_arrived(
    clocked: tuple[Api, ManualWall],
) -> None:
    api, wall = clocked
    for count in (1, 0, 5):
        await call(api, count)
        wall.at += 60
    told = (await api.get("/journal/arrivals?bucket=1m")).body
    assert [one["count"] for one in told["buckets"]] == [1, 0, 5]
    assert (told["total"], told["peak"], told["mean"], told["peakToMean"]) == (6, 5, 2, 2.5)
    assert (told["bucket"], told["clock"], told["evicted"]) == ("1m", "wall", 0)
    assert told["from"] == told["buckets"][0]["at"] == "2023-11-14T22:13:00.000Z"
    assert told["to"] == "2023-11-14T22:16:00.000Z"


async def test_a_request_arrived_as_long_before_its_entry_as_it_took(
    clocked: tuple[Api, ManualWall],
) -> None:
    api, wall = clocked
    for took_ms, later in ((90_000.0, 100), (100.0, 0), (None, 0)):
        wall.at += later
        api.server.tenant.journal.record("http", ("GET", ME, 200, took_ms))
    told = (await api.get("/journal/arrivals?bucket=1s")).body
    buckets = {one["at"]: one["count"] for one in told["buckets"] if one["count"]}
    # 22:15:00 is when all three were answered: one had been held for a minute and a half.
    assert told["from"] == "2023-11-14T22:13:30.000Z"
    assert buckets == {
        "2023-11-14T22:13:30.000Z": 1,
        "2023-11-14T22:14:59.000Z": 1,
        "2023-11-14T22:15:00.000Z": 1,
    }


async def test_by_the_tenants_clock_an_advance_lies_between(
    clocked: tuple[Api, ManualWall],
) -> None:
    api, _ = clocked
    await call(api, 2)
    await api.post("/clock/advance", {"by": "2m"})
    await call(api, 1)
    by_tenant = (await api.get("/journal/arrivals?bucket=1m&clock=tenant")).body
    assert [one["count"] for one in by_tenant["buckets"]] == [2, 0, 1]
    assert (await api.get("/journal/arrivals?bucket=1m"))["peak"] == 3


async def test_arrivals_are_filtered_by_path_subject_and_since(people: Api) -> None:
    await call(people, 2, "ann")
    await call(people, 3, "bob", "/api/v2/elsewhere")
    assert (await people.get("/journal/arrivals?subject=ann"))["total"] == 2
    assert (await people.get("/journal/arrivals?path=*/elsewhere"))["total"] == 3
    last = (await people.get("/journal"))["lastId"]
    assert (await people.get(f"/journal/arrivals?since={last}")).body == {
        "bucket": "100ms",
        "clock": "wall",
        "buckets": [],
        "total": 0,
        "peak": 0,
        "mean": 0.0,
        "peakToMean": 0.0,
        "evicted": 0,
    }


async def test_behind_an_id_from_before_a_reset_all_is_new(people: Api) -> None:
    await call(people, 2)
    assert (await people.get("/journal/arrivals?since=999999"))["total"] == 2
    everything = await people.get("/journal")
    assert (await people.get("/journal?since=999999")).body == everything.body


async def test_a_histogram_of_too_many_buckets_is_refused_with_one_that_goes(
    clocked: tuple[Api, ManualWall],
) -> None:
    api, wall = clocked
    await call(api, 1)
    wall.at += 3600
    await call(api, 1)
    reply = await api.get("/journal/arrivals?bucket=1ms")
    assert reply.refusal == (400, "invalid.value")
    bucket = reply["hint"].split("bucket=")[1].split()[0]
    assert (await api.get(f"/journal/arrivals?bucket={bucket}"))["total"] == 2


@pytest.mark.parametrize("query", ["bucket=0", "bucket=soon", "clock=mine", "since=x"])
async def test_arrivals_that_cannot_be_told_are_refused(api: Api, query: str) -> None:
    assert (await api.get(f"/journal/arrivals?{query}")).refusal == (400, "invalid.value")
