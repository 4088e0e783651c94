"""Calls that a fault holds: who leaves, what goes on, and that nothing is held for ever."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from mockplatform.journal import Entry
from mockplatform.limits import LIMITS
from tests.faults.acts_http import Stage, held, staged
from tests.support.faulty import fault, fired, set_fault, shown, take_away
from tests.support.server import MESSAGING
from tests.support.wire import Line, line_to, seen

HELD = ("hang", "latency")


async def texts(stage: Stage) -> list[str]:
    """Return the texts of the messages that the platform keeps."""
    answer = await seen(stage.server, f"GET {stage.path}/messages", stage.token)
    return [one["text"] for one in answer.json()["entities"] if "text" in one]


async def say(stage: Stage, line: Line, text: str, *more: str) -> None:
    """Send a message, and wait until a fault has fired on it."""
    since = stage.server.tenant.journal.last_id
    await line.ask(f"POST {stage.path}/messages", stage.token, {"text": text}, *more)
    (armed,) = stage.server.tenant.faults
    await fired(stage.server, armed.id, since)


async def left(stage: Stage, line: Line, since: int) -> Entry:
    """Close the connection; return the journal's line of its call, once it is given up."""
    line.close()

    def is_it(entry: Entry) -> bool:
        return entry.id > since and entry.kind == "http" and entry.detail[7] is not None

    told = asyncio.ensure_future(stage.server.tenant.journal.wait_for(is_it))
    while not told.done():
        await stage.hands.move(LIMITS.fault_look_s)
    return told.result()


@pytest.mark.parametrize("kind", HELD)
@pytest.mark.parametrize("phase", ["edge", "service"])
async def test_nothing_is_done_for_a_client_that_left_before_the_work(
    kind: str, phase: str
) -> None:
    async with staged() as stage, line_to(stage.server) as line:
        since = stage.server.tenant.journal.last_id
        what = {"delay": "1h"} if kind == "latency" else {}
        async with fault(stage.server, kind, where={"phase": phase}, what=what) as id_:
            await say(stage, line, "held")
            told = (await left(stage, line, since)).render()

            assert stage.server.tenant.faults.get(id_).held == 0  # type: ignore[union-attr]  # set
        assert "status" not in told
        assert told["notes"] == [
            f"the client left while fault {id_!r} held its call: nothing was done"
        ]
        assert await texts(stage) == []


async def test_behind_the_work_it_stays_done_for_a_client_that_left() -> None:
    async with staged() as stage, line_to(stage.server) as line:
        since = stage.server.tenant.journal.last_id
        async with fault(stage.server, "hang", where={"phase": "reply"}) as id_:
            await say(stage, line, "kept")
            told = (await left(stage, line, since)).render()

        assert told["notes"][-1].endswith(f"{id_!r} held its call: the work was done before")
        assert await texts(stage) == ["kept"]


async def test_what_is_held_is_shown_and_all_of_it_goes_on_at_once_when_the_fault_goes() -> None:
    async with staged() as stage, line_to(stage.server) as first, line_to(stage.server) as second:
        id_ = await set_fault(stage.server, "hang", where={"path": stage.path})
        assert await held(stage, first)
        await second.ask(f"GET {stage.path}", stage.token)
        await fired(stage.server, id_, stage.server.tenant.journal.last_id - 1)
        async with stage.server.http.get(f"{stage.server.url}/__admin/faults/{id_}") as answer:
            shown_ = await answer.json()
        await take_away(stage.server, id_)

        assert shown_["held"] == 2
        assert [(await one.answer()).status for one in (first, second)] == [200, 200]


async def test_what_is_pipelined_behind_a_held_call_waits_for_its_turn() -> None:
    async with staged() as stage, line_to(stage.server) as line:
        id_ = await set_fault(stage.server, "hang", when={"times": 1}, where={"path": stage.path})
        assert await held(stage, line)
        await line.ask(f"GET {stage.path}/none", stage.token)
        await take_away(stage.server, id_)

        assert [(await line.answer()).status for _ in range(2)] == [200, 404]


@pytest.mark.parametrize("when", ["shut", "ended"])
async def test_held_calls_go_on_when_the_faults_time_is_over_on_the_tenants_clock(
    when: str,
) -> None:
    async with staged() as stage, line_to(stage.server) as line:
        life: dict[str, Any] = {"when": {"for": "30s"}} if when == "shut" else {"ttl": "30s"}
        await set_fault(stage.server, "hang", **life)
        assert await held(stage, line)
        happened = await stage.server.advance(30)

        assert (f"fault.{when}", "fault-1") in happened
        assert (await line.answer()).status == 200


async def test_a_held_call_is_judged_as_of_the_time_at_which_it_goes_on() -> None:
    async with staged() as stage, line_to(stage.server) as line:
        id_ = await set_fault(stage.server, "hang")
        assert await held(stage, line)
        await stage.server.advance(3600)
        await take_away(stage.server, id_)
        answer = await line.answer()

        assert answer.status == 401
        assert answer.headers["x-mockplatform-fault"] == id_


@pytest.mark.parametrize("phase", ["edge", "service", "reply"])
async def test_a_reset_of_the_tenant_lets_go_what_its_faults_held(phase: str) -> None:
    async with staged() as stage, line_to(stage.server) as line:
        await set_fault(stage.server, "hang", where={"path": stage.path, "phase": phase})
        assert await held(stage, line)
        await stage.server.platform.reset("default")

        # Nothing is done for it in the run that has begun; in phase `reply` it was done before.
        assert (await line.answer()).status == (200 if phase == "reply" else 503)
        assert list(stage.server.tenant.faults) == []


async def test_a_call_that_is_held_over_a_rewind_leaves_no_trace_in_the_run_that_follows() -> None:
    """Rewind, run again, same bytes: what the other run had begun takes none of its luck."""
    opened = []
    for is_held in (False, True):
        async with staged() as stage, line_to(stage.server) as line:
            admin = f"{stage.server.url}/__admin/checkpoints/here"
            async with stage.server.http.post(admin) as answer:
                assert answer.status == 201
            if is_held:
                await set_fault(stage.server, "hang", where={"path": MESSAGING, "method": "POST"})
                await line.ask(f"POST {MESSAGING}", stage.token, {})
                await stage.server.tenant.journal.wait_for(lambda entry: entry.kind == "fault")
            async with stage.server.http.post(f"{admin}/rewind") as answer:
                assert answer.status == 200
            assert not is_held or (await line.answer()).status == 503
            before = len(stage.server.tenant.conversations)
            opened.append((before, await stage.server.conversation(stage.token)))

    assert opened[0] == opened[1]


async def test_a_call_that_is_held_in_a_tenant_that_goes_finds_none_there() -> None:
    async with staged() as stage, line_to(stage.server) as line:
        beside = await stage.server.add_tenant("beside")
        token = await stage.server.token(tenant=beside)
        id_ = await set_fault(stage.server, "hang", prefix="/t/beside")
        await line.ask(f"GET /t/beside{stage.path}", token)
        await beside.journal.wait_for(lambda entry: entry.kind == "fault")
        await stage.server.platform.drop("beside")
        answer = await line.answer()

        assert answer.status == 404
        assert answer.headers["x-mockplatform-fault"] == id_


async def test_more_than_may_be_held_is_answered_and_says_so() -> None:
    async with staged() as stage:
        async with fault(stage.server, "hang", where={"path": stage.path}) as id_:
            armed = stage.server.tenant.faults.get(id_)
            assert armed is not None
            let_go = [armed.hold(lambda: None) for _ in range(LIMITS.fault_held_max)]
            answer = await stage.ask()

            assert (answer.status, answer.headers["retry-after"]) == (503, "1")
            assert str(LIMITS.fault_held_max) in answer.headers["x-mockplatform-hint"]
            for one in let_go:
                one()
        assert shown(stage.server, "http")[-1]["fault"] == id_
