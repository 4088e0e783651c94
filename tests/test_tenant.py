"""What one tenant owns and tells: people, names, time until silence, its one alarm.

Source: `docs/architecture.md`: all of it can be derived again, but for sockets and typing.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from msgspec import convert

from mockplatform.core.configuration import Agent
from mockplatform.core.tenancy import PutAgent, RemoveAgent
from tests.support.world import CONFIG, World, world


@pytest.fixture
async def made() -> AsyncIterator[World]:
    """A platform in memory."""
    async with world() as opened:
        yield opened


async def test_agents_stand_in_the_order_in_which_they_came(made: World) -> None:
    """A changed one keeps its place; a removed one is gone."""
    tenant = await made.tenant()
    execute = made.platform.service.execute
    for id_ in ("dora", "bea"):
        await execute(tenant, "tenant", "tenant", PutAgent(agent=Agent(id=id_, name="New")))
    await execute(tenant, "tenant", "tenant", RemoveAgent(agent_id="cal"))
    assert [(one.id, one.name) for one in tenant.agents()] == [
        ("sam", ""),
        ("bea", "New"),
        ("dora", "New"),
    ]


async def test_bots_are_no_agents_where_they_do_not_act(made: World) -> None:
    """Setting `botsAct`; their scripts are known all the same."""
    tenant = await made.tenant(settings={"botsAct": False})
    assert [one.id for one in tenant.agents()] == ["bea", "cal"]
    assert set(tenant.scripts) == {"sam"}


async def test_clients_and_queues_are_found_by_their_ids(made: World) -> None:
    """A queue without a name is called by its id."""
    tenant = await made.tenant()
    client = tenant.client("widget")
    assert client is CONFIG.clients[0]
    assert tenant.client("nobody") is None
    assert tenant.queue_names == {"help": "Help", "vip": "vip"}


async def test_silence_is_counted_from_the_last_word_or_typing(made: World) -> None:
    """Whichever came later."""
    tenant = await made.tenant(settings={"agentsAct": False})
    state = await made.open(tenant)
    begun = tenant.clock.now()
    assert tenant.silent_at(state) == begun + 900
    tenant.touch("c1", begun + 60)
    assert tenant.silent_at(state) == begun + 960
    await made.advance(tenant, 120)
    state = await made.say(tenant)
    assert tenant.silent_at(state) == begun + 1020


async def test_an_alarm_is_armed_for_what_is_earlier_only(made: World) -> None:
    """One alarm: a later deadline leaves it as it is."""
    tenant = await made.tenant(settings={"agentsAct": False})
    await made.open(tenant)
    made.alarms.ring()
    await made.rest()
    armed = list(made.alarms.armed)
    tenant.agenda.note("conversation", "later", tenant.clock.now() + 5000)
    assert made.alarms.armed == armed
    tenant.agenda.note("conversation", "sooner", tenant.clock.now() + 5)
    assert made.alarms.delays == [5.0]


async def test_a_tenant_that_is_disarmed_rings_no_more(made: World) -> None:
    """It is gone, or the platform ends."""
    tenant = await made.tenant(settings={"agentsAct": False})
    await made.open(tenant)
    tenant.disarm()
    assert made.alarms.armed == []
    tenant.disarm()


async def test_placement_follows_the_tenants_rules(made: World) -> None:
    """Through the cache, which new settings empty."""
    tenant = await made.tenant()
    first = (await made.open(tenant, "c1", tier="gold")).placement
    second = (await made.open(tenant, "c2", tier="gold")).placement
    assert first is not None
    assert second is not None
    assert (first.queue, first.cached, second.queue, second.cached) == ("vip", False, "vip", True)
    await made.platform.change_settings(tenant, {"ring": "9s"})
    third = (await made.open(tenant, "c3", tier="gold")).placement
    assert third is not None
    assert not third.cached


async def test_a_bot_without_a_script_has_an_empty_one(made: World) -> None:
    """It accepts, and says nothing."""
    tenant = await made.tenant()
    mute = convert({"id": "mute", "kind": "bot"}, Agent)
    await made.platform.service.execute(tenant, "tenant", "tenant", PutAgent(agent=mute))
    assert tenant.scripts["mute"].steps == ()
