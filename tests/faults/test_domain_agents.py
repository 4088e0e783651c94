"""The fault `no_agents`: what waits goes on waiting, and is offered when the fault is over."""

from __future__ import annotations

import pytest

from tests.faults.domain import Stage, path_of, staged
from tests.support.api import Reply
from tests.support.faulty import fault, set_fault, shown, take_away

ANN = {"subject": "ann"}
ACTING = {"agentsAct": True, "botsAct": True}


async def state(stage: Stage, opened: Reply, who: str = "ann") -> str:
    """Return the state of a conversation as its customer reads it."""
    reply = await getattr(stage, who)(f"GET {path_of(opened)}")
    found: str = reply["state"]
    return found


async def test_nobody_is_found_until_the_fault_is_over() -> None:
    async with staged(settings=ACTING) as stage:
        async with fault(stage.server, "no_agents", id="night", where=ANN):
            mine, theirs = await stage.ann.open(), await stage.bob.open()
            assert await state(stage, mine) == "OPEN"
            assert await state(stage, theirs, "bob") == "RINGING"
            told = stage.told()
        assert [entry["conversationId"] for entry in told] == [mine["id"]]
        assert told[0]["subject"] == "ann"
        assert 0 <= told[0]["draw"] < 1
        assert await state(stage, mine) == "RINGING"


@pytest.mark.parametrize("how", ["for", "ttl"])
async def test_when_its_time_is_over_who_waits_is_offered_at_once(how: str) -> None:
    async with staged(settings=ACTING) as stage:
        members = {"ttl": "5m"} if how == "ttl" else {"when": {"for": "5m"}}
        await set_fault(stage.server, "no_agents", id="night", **members)
        mine = await stage.ann.open()
        await stage.ann.advance(299)
        assert await state(stage, mine) == "OPEN"
        fired = await stage.ann.advance(1)
        assert ("agent.offered", mine["id"]) in fired
        assert await state(stage, mine) == "RINGING"


async def test_who_was_not_found_is_looked_for_again_and_ever_more_seldom() -> None:
    async with staged(settings=ACTING) as stage:
        await set_fault(stage.server, "no_agents", when={"times": 2})
        mine = await stage.ann.open()
        began = stage.server.tenant.clock.now()
        await stage.ann.advance(90)
        offered = [
            entry for entry in shown(stage.server, "event") if entry["type"] == "StateChanged"
        ]
        assert await state(stage, mine) == "RINGING"
        assert [entry["ordinal"] for entry in stage.told()] == [1, 2]
        assert len(offered) == 1
        (at,) = {
            change.at - began
            for change in stage.server.tenant.journal.select(kind="event")
            if change.detail[2] == "StateChanged"
        }
        assert at == 30 + 60


async def test_a_fault_that_lasts_fills_no_heap_of_firings() -> None:
    async with staged(settings={**ACTING, "inactivity": "30d"}) as stage:
        await set_fault(stage.server, "no_agents")
        await stage.ann.open()
        await stage.ann.advance(86_400)
        assert len(stage.told()) < 200


async def test_after_it_was_taken_away_nothing_is_asked() -> None:
    async with staged(settings=ACTING) as stage:
        id_ = await set_fault(stage.server, "no_agents")
        await take_away(stage.server, id_)
        assert await state(stage, await stage.ann.open()) == "RINGING"
        assert stage.told() == []
