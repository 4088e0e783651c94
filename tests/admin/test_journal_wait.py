"""Waiting for the journal over the admin API. Source: docs/journal.md."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from mockplatform.clock import ManualWall
from mockplatform.limits import LIMITS
from tests.admin.api import Alarms, Api, Reply
from tests.support.server import serving

CREATED = {"kind": "event", "type": "ConversationCreated"}


@pytest.fixture
async def timed() -> AsyncIterator[tuple[Api, Alarms]]:
    """An admin API whose timers ring when the test moves real time."""
    wall = ManualWall()
    alarms = Alarms(wall)
    async with serving(wall=wall, alarm=alarms, settings={"agentsAct": False}) as server:
        yield Api(server), alarms


async def begun(api: Api, watchers: int = 1) -> None:
    """Return when so many watch the journal."""
    while api.server.tenant.journal.watchers < watchers:
        await api.get("/live")


def wait(api: Api, match: dict[str, Any], **more: Any) -> asyncio.Task[Reply]:
    """Begin to wait."""
    return asyncio.ensure_future(api.post("/journal/wait", {"match": match, **more}))


async def test_what_is_there_already_is_not_waited_for(people: Api) -> None:
    await people.conversation()
    told = await wait(people, CREATED)
    assert (told.status, told["ok"], told["count"]) == (200, True, 1)
    assert told["entries"][0]["type"] == "ConversationCreated"


async def test_the_answer_comes_when_it_happened_so_often(people: Api) -> None:
    waiting = wait(people, CREATED, times={"atLeast": 2}, timeout="1m")
    await begun(people)
    await people.conversation()
    assert not waiting.done()
    await people.conversation()
    told = await waiting
    assert (told["ok"], told["count"]) == (True, 2)
    # From there one can go on.
    since = told["lastId"]
    waiting = wait(people, CREATED, since=since, timeout="1m")
    await begun(people)
    await people.conversation()
    assert (await waiting)["entries"][0]["id"] > since


async def test_after_the_timeout_it_is_told_that_it_is_not_so(timed: tuple[Api, Alarms]) -> None:
    api, alarms = timed
    waiting = wait(api, {"kind": "http", "path": "/nowhere"}, timeout="30s")
    await begun(api)
    await api.conversation()
    alarms.pass_time(29)
    await api.get("/clock")
    assert not waiting.done()
    alarms.pass_time(1)
    told = await waiting
    assert (told.status, told["ok"], told["count"]) == (200, False, 0)
    assert [one["field"] for one in told["nearMisses"][0]["differs"]] == ["path"]
    assert api.server.tenant.journal.watchers == 0


async def test_too_many_are_known_before_the_timeout(people: Api) -> None:
    waiting = wait(people, CREATED, times={"between": [2, 2]}, timeout="1m", since=0)
    await begun(people)
    await people.conversation()
    await people.conversation()
    assert (await waiting)["ok"]
    told = await wait(people, CREATED, times={"exactly": 1}, timeout="1m")
    assert (told["ok"], told["count"]) == (False, 2)


async def test_who_waits_behind_an_id_from_before_a_reset_hears_that_at_once(people: Api) -> None:
    for times in ({"exactly": 0}, {"atLeast": 1}):
        told = await wait(people, CREATED, times=times, since=999_999, timeout="1m")
        assert (told.status, told["ok"]) == (200, False)
        assert "`since` is from before a reset" in told["hint"]


async def test_what_the_ring_dropped_before_a_wait_could_look_makes_a_count_unsure(
    timed: tuple[Api, Alarms],
) -> None:
    api, alarms = timed
    await api.patch("/settings", {"journalEntries": 100})
    journal = api.server.tenant.journal
    asked = {"times": {"between": [1, 2]}, "since": journal.last_id, "timeout": "30s"}
    waiting = wait(api, {"code": "wanted"}, **asked)
    await begun(api)
    for _ in range(250):  # at once, so that nobody hears of the first before they are dropped
        journal.record("note", ("other", ""))
    journal.record("note", ("wanted", ""))
    await api.get("/clock")
    alarms.pass_time(30)
    told = await waiting
    assert (told["ok"], told["count"]) == (False, 1)
    assert "entries that may have mattered were dropped" in told["hint"]


async def test_two_hundred_wait_and_each_hears_of_its_own(people: Api) -> None:
    unlimited = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=unlimited) as http:

        async def wait_for(user: str) -> Any:
            body = {"match": {"kind": "http", "subject": user, "status": 201}, "timeout": "1m"}
            url = f"{people.server.url}/__admin/journal/wait"
            async with http.post(url, json=body) as answer:
                return await answer.json()

        waiting = [asyncio.ensure_future(wait_for(f"user-{n}")) for n in range(200)]
        await begun(people, 200)
        for n in range(200):
            await people.conversation(f"user-{n}")
        told = await asyncio.gather(*waiting)
    assert all(one["ok"] and one["count"] == 1 for one in told)
    assert [one["entries"][0]["subject"] for one in told] == [f"user-{n}" for n in range(200)]
    assert people.server.tenant.journal.watchers == 0


@pytest.mark.parametrize("path", ["/reset", "/tenants/other"])
async def test_whoever_waits_hears_that_the_tenant_goes(people: Api, path: str) -> None:
    await people.post("/tenants", {"id": "other"})
    tenant = people.of("other")
    waiting = asyncio.ensure_future(
        tenant.post("/journal/wait", {"match": {"code": "x"}, "timeout": "1m"})
    )
    while not people.server.platform.tenants["other"].journal.watchers:
        await people.get("/live")
    await (people.delete(path) if "other" in path else tenant.post(path))
    told = await waiting
    assert (told.status, told["ok"]) == (200, False)
    assert "tenant" in told["hint"]


async def test_a_server_that_stops_lets_nobody_wait() -> None:
    async with serving() as server:
        waiting = wait(Api(server), {"code": "x"}, timeout="1m")
        await begun(Api(server))
        stopping = server.platform.say_goodbye
        stopping()
        assert not (await waiting)["ok"]


async def test_those_who_wait_are_bounded(people: Api) -> None:
    journal = people.server.tenant.journal
    for _ in range(LIMITS.journal_watchers_max):
        journal.watch(lambda entries, missed: None)
    assert (await wait(people, {})).refusal == (429, "too.many.requests")


async def test_who_waits_no_more_is_forgotten(timed: tuple[Api, Alarms]) -> None:
    api, alarms = timed
    waiting = wait(api, {"code": "never"}, timeout="1m")
    await begun(api)
    waiting.cancel()
    for _ in range(3):
        await api.get("/live")
        alarms.pass_time(LIMITS.waiting_look_s)
    await api.get("/live")
    assert api.server.tenant.journal.watchers == 0


@pytest.mark.parametrize("asked", ["61s", -1, "soon"])
async def test_a_timeout_that_cannot_be_is_refused(api: Api, asked: Any) -> None:
    assert (await wait(api, {}, timeout=asked)).refusal == (400, "invalid.value")
