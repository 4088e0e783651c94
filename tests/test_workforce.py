"""What agents do by themselves: who waits is offered in turn, bots follow their scripts.

Invented: the guide says only that an agent is alerted.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from itertools import pairwise
from pathlib import Path

import pytest
from msgspec import convert

from mockplatform.core.agents import person
from mockplatform.core.aggregate import Event, StreamId
from mockplatform.core.commands import Answer, Close, Depart, Offer
from mockplatform.core.configuration import Agent
from mockplatform.core.signals import Notice, Typing
from mockplatform.core.states import State, Verb
from mockplatform.core.tenancy import PutAgent
from mockplatform.errors import StorageFull
from mockplatform.log.memory import MemoryLog
from mockplatform.tenant import Tenant
from mockplatform.workforce import pause_s
from tests.support.world import World, world


@pytest.fixture(params=["memory", "sql"])
async def made(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[World]:
    """A platform over each log there is."""
    store = "memory" if request.param == "memory" else f"sqlite:///{tmp_path}/file.db"
    async with world(store) as opened:
        yield opened


def holders(tenant: Tenant) -> dict[str, str]:
    """Return which agent has which conversation, alerted or connected."""
    return dict(sorted(tenant.held_by.items()))


async def put(made: World, tenant: Tenant, agent: Agent) -> None:
    """Make or change an agent."""
    await made.platform.service.execute(tenant, "tenant", "tenant", PutAgent(agent=agent))


async def test_who_waits_longest_is_offered_first_up_to_capacity(made: World) -> None:
    """The least loaded agent goes first, then the order of configuration."""
    tenant = await made.tenant()
    for number in range(4):
        await made.open(tenant, f"c{number}", tier="gold")
    assert await made.advance(tenant, 0) == ["agent.offered"] * 2
    assert holders(tenant) == {"c0": "bea", "c1": "cal"}
    assert list(tenant.waiting["vip"]) == ["c2", "c3"]


async def test_whoever_becomes_free_gets_the_next(made: World) -> None:
    """By a close, by leaving, by more capacity, by coming in."""
    tenant = await made.tenant()
    for number in range(5):
        await made.open(tenant, f"c{number}", tier="gold")
    await made.advance(tenant, 0)
    await made.do(tenant, "c0", Close(by="customer"))
    await made.advance(tenant, 0)
    assert holders(tenant) == {"c1": "cal", "c2": "bea"}
    await put(made, tenant, Agent(id="bea", queues=("vip",), capacity=2))
    await made.advance(tenant, 0)
    assert holders(tenant) == {"c1": "cal", "c2": "bea", "c3": "bea"}
    await put(made, tenant, Agent(id="dora", queues=("vip",)))
    await made.advance(tenant, 0)
    assert holders(tenant)["c4"] == "dora"


async def test_an_offer_that_lapses_goes_to_the_next_agent(made: World) -> None:
    """And when all have declined, they are asked anew in turn, each a round's pause later."""
    tenant = await made.tenant()
    await made.open(tenant, "c1", tier="gold")
    rounds = []
    for _ in range(10):
        await made.advance(tenant, 0)
        rounds.append(tenant.held_by.get("c1", "nobody"))
        await made.advance(tenant, 30)
    first = ["bea", "cal", "nobody", "bea", "nobody", "cal"]
    assert rounds == [*first, "nobody", "nobody", "bea", "nobody"]


async def test_whom_nobody_answers_leaves_no_heap_of_events(made: World) -> None:
    """Each round begins later than the one before, up to ten minutes."""
    tenant = await made.tenant(settings={"inactivity": "30d"})
    await made.open(tenant, "c1", tier="gold")
    tenant.clock.pause()
    await made.advance(tenant, 5 * 3600)
    begun = tenant.clock.now()
    fired = await made.platform.advance(tenant, begun + 5 * 3600)
    lapsed = [one.at for one in fired if one.what == "offer.lapsed"]
    assert len(lapsed) in (28, 29)  # 30 s of ringing and 600 s of quiet
    assert {round(after - at) for at, after in pairwise(lapsed)} == {630}
    await made.do(tenant, "c1", Offer(agent=person(Agent(id="bea"))))
    await made.do(tenant, "c1", Answer(verb=Verb.ACCEPT))
    await made.do(tenant, "c1", Depart(verb=Verb.LEAVE))
    told = await made.advance(tenant, 60)
    assert told == ["agent.offered", "offer.lapsed", "agent.offered"], "rounds are counted anew"


def test_a_pause_grows_with_the_rounds_and_is_never_shorter_than_a_ring() -> None:
    """Also where a ring takes longer than the longest pause."""
    assert [pause_s(30.0, rounds) for rounds in (1, 2, 20, 21)] == [30.0, 60.0, 600.0, 600.0]
    assert pause_s(3_600.0, 7) == 3_600.0


async def test_nobody_is_offered_anything_where_agents_do_not_act(made: World) -> None:
    """Setting `agentsAct`; turned on, it looks at once at who has waited."""
    tenant = await made.tenant(settings={"agentsAct": False})
    await made.open(tenant, "c1", tier="gold")
    await made.advance(tenant, 600)
    assert holders(tenant) == {}
    await made.platform.change_settings(tenant, {"agentsAct": True})
    await made.advance(tenant, 0)
    assert holders(tenant) == {"c1": "bea"}


async def test_bots_rest_where_they_do_not_act(made: World) -> None:
    """Setting `botsAct`."""
    tenant = await made.tenant(settings={"botsAct": False})
    await made.open(tenant, "c1")
    await made.advance(tenant, 60)
    assert tenant.conversations["c1"].state is State.OPEN


async def test_many_wait_for_few(made: World) -> None:
    """Each is served once, in order, whatever closes meanwhile."""
    tenant = await made.tenant()
    ids = [f"c{number:02}" for number in range(30)]
    for id_ in ids:
        await made.open(tenant, id_, tier="gold")
    served: list[str] = []
    while tenant.waiting["vip"] or tenant.held_by:
        await made.advance(tenant, 1)
        for id_ in holders(tenant):
            await made.do(tenant, id_, Answer(verb=Verb.ACCEPT))
            await made.do(tenant, id_, Close(by="agent"))
            served.append(id_)
    assert served == ids


async def test_who_closes_while_he_is_offered_is_left_alone(made: World) -> None:
    """Nothing breaks, and the others are offered all the same."""
    tenant = await made.tenant()
    await put(made, tenant, Agent(id="bea", queues=("vip",), capacity=50))
    for number in range(20):
        await made.open(tenant, f"c{number}", tier="gold")
    closing = [made.do(tenant, f"c{number}", Close(by="customer")) for number in range(19, -1, -2)]
    await asyncio.gather(made.platform.timeline.settle(tenant), *closing)
    await made.advance(tenant, 0)
    assert set(holders(tenant)) == {f"c{number}" for number in range(0, 20, 2)}


async def test_a_bot_follows_its_script(made: World) -> None:
    """It accepts after a second, greets, and answers what it hears."""
    tenant = await made.tenant()
    await made.open(tenant, "c1")
    assert await made.advance(tenant, 1) == ["agent.offered", "bot.accepted", "bot.said"]
    await made.say(tenant, "c1", "anyone?")
    assert await made.advance(tenant, 0) == ["bot.said"]
    events = await made.platform.service.events(tenant, "conversation", "c1")
    assert [one.text for one in events if hasattr(one, "text")] == [
        "Hello.",
        "anyone?",
        "You: anyone?",
    ]


async def test_a_bot_types_without_a_trace(made: World) -> None:
    """A signal goes to who watches, and no event is kept."""
    tenant = await made.tenant()
    script = {"steps": [{"typing": "1s"}, {"say": "Hi"}, {"transfer": "vip"}]}
    bot = convert({"id": "typist", "kind": "bot", "queues": ["help"], "script": script}, Agent)
    await put(made, tenant, Agent(id="sam", kind="bot", present=False))
    await put(made, tenant, bot)
    heard: list[Notice] = []

    class Listener:
        def grown(self, stream: StreamId) -> None:
            pass

        def signalled(self, stream: StreamId, signal: Notice) -> None:
            heard.append(signal)

    tenant.hub.watch(StreamId(tenant.id, "conversation", "c1"), Listener())
    await made.open(tenant, "c1")
    fired = await made.advance(tenant, 2)
    assert [one for one in fired if one.startswith("bot.")] == [
        "bot.accepted",
        "bot.typed",
        "bot.said",
        "bot.transferred",
    ]
    assert [type(signal) for signal in heard] == [Typing]
    assert holders(tenant) == {"c1": "bea"}


async def test_a_bot_that_is_sent_away_stops(made: World) -> None:
    """Whatever it was about to do."""
    tenant = await made.tenant()
    await made.open(tenant, "c1")
    await made.advance(tenant, 1)
    await made.say(tenant, "c1", "anyone?")
    await made.do(tenant, "c1", Depart(verb=Verb.LEAVE))
    assert "c1" not in tenant.runs


class FullLog(MemoryLog):
    """A log that is full when told so."""

    full = False

    async def append(self, stream: StreamId, expected: int, events: Sequence[Event]) -> int:
        """Refuse while full."""
        if self.full:
            raise StorageFull("The store is full")
        return await super().append(stream, expected, events)


async def test_a_full_store_does_not_end_a_bots_part() -> None:
    """What it was about to do is done once there is room."""
    async with world() as made:
        log = FullLog()
        made.platform.service.log = made.platform.log = log
        tenant = await made.tenant()
        await made.open(tenant, "c1")
        await made.advance(tenant, 0)
        made.wall.move(1)
        log.full = True
        with pytest.raises(StorageFull):
            await made.platform.timeline.settle(tenant)
        log.full = False
        await made.platform.timeline.settle(tenant)
        assert tenant.conversations["c1"].state is State.ACTIVE
