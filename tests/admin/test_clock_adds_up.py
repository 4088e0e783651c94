"""Time has no steps: advance(a) then advance(b) is advance(a + b). Source: docs/admin.md, Clock."""

from __future__ import annotations

import asyncio
from itertools import count
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from mockplatform import fixtures_loader
from mockplatform.clock import ClockState, ManualWall
from mockplatform.core.commands import (
    Answer,
    CreateConversation,
    Depart,
    Offer,
    SendMessage,
)
from mockplatform.core.events import Person
from mockplatform.core.lease import Holder
from mockplatform.core.states import Verb
from mockplatform.errors import PlatformError
from mockplatform.log.memory import MemoryLog
from mockplatform.platform import Platform, Surroundings, TenantPlan
from mockplatform.tenant import Tenant

ANN = Person(purpose="customer", id="ann")
ZOE = Person(purpose="agent", id="zoe", name="Zoe")
BEGIN = 1_700_000_000.0
QUARTERS = st.integers(min_value=0, max_value=4 * 1200)  # quarters of a second add up exactly
ACTS = st.sampled_from(
    ["nothing", "order", "human", "bye", "token", "offer", "accept", "leave", "type"]
)
STORIES = st.lists(st.tuples(ACTS, st.lists(QUARTERS, min_size=1, max_size=4)), max_size=6)
names = count()


def platform() -> Platform:
    """Return a platform in which no real time passes and no alarm rings."""
    around = Surroundings(
        wall=ManualWall(BEGIN),
        alarm=lambda delay_s, callback: lambda: None,
        stopwatch=lambda: 0.0,
        spawn=lambda coroutine: coroutine.close(),
        seed=1,
    )
    return Platform(MemoryLog(), around)


async def live(whole: Platform, story: Any, *, in_parts: bool) -> dict[str, Any]:
    """Live through a story, each pause in parts or at once; return all that is left of it."""
    clock = ClockState(wall_anchor=BEGIN, tenant_anchor=BEGIN, paused=True)
    config = fixtures_loader.load("default")
    plan = TenantPlan(config=config, seed=3, clock=clock, settings={"deletedKept": "1h"})
    tenant = await whole.create(f"t{next(names)}", plan)
    id_ = tenant.ids.uuid()
    opening = CreateConversation(
        customer=ANN,
        deployment_id="shop-web",
        routing_data={},
        conversation_data={},
    )
    await whole.service.execute(tenant, "conversation", id_, opening)
    fired = []
    for act, parts in story:
        await do(whole, tenant, id_, act)
        for quarters in parts if in_parts else [sum(parts)]:
            fired += await whole.advance(tenant, tenant.clock.now() + quarters / 4)
    left = {
        "now": tenant.clock.now(),
        "fired": fired,
        "state": tenant.conversations.get(id_),
        "families": dict(tenant.families),
        "transcript": list(await whole.service.events(tenant, "conversation", id_)),
        "next": whole.timeline.upcoming(tenant),
    }
    await whole.drop(tenant.id)
    return left


async def do(whole: Platform, tenant: Tenant, id_: str, act: str) -> None:
    """Do one thing of a story; what the state forbids is not done."""
    if act == "nothing":
        return
    if act == "token":
        holder = Holder(user_id="ann", client_id="widget")
        await whole.tokens.issue(tenant, holder, ["user:read"], life_s=300)
        return
    if act == "type":
        tenant.touch(id_, tenant.clock.now())
        return
    commands = {
        "offer": Offer(agent=ZOE),
        "accept": Answer(verb=Verb.ACCEPT),
        "leave": Depart(verb=Verb.LEAVE),
    }
    spoken = SendMessage(message_id=tenant.ids.uuid(), sender=ANN, text=act)
    try:
        command = commands.get(act, spoken)
        await whole.service.execute(tenant, "conversation", id_, command)
    except PlatformError:
        pass


def without_keys(left: dict[str, Any]) -> str:
    """Return what is left as text; keys are not part of a seeded run."""
    families = [
        (family.id, family.live, family.revoked, family.pair and family.pair.expires_at)
        for family in left["families"].values()
    ]
    return repr({**left, "families": families})


def test_time_that_passes_in_parts_or_at_once_leaves_the_same() -> None:
    with asyncio.Runner() as runner:
        whole = platform()

        @settings(max_examples=200)
        @given(STORIES)
        def check(story: Any) -> None:
            in_parts = runner.run(live(whole, story, in_parts=True))
            at_once = runner.run(live(whole, story, in_parts=False))
            assert without_keys(in_parts) == without_keys(at_once)

        check()
        runner.run(whole.close())


def test_the_stories_do_go_somewhere() -> None:
    async def tell() -> list[str]:
        whole = platform()
        story = [("token", [40]), ("order", [40]), ("human", [400]), ("nothing", [4000])]
        left = await live(whole, story, in_parts=True)
        await whole.close()
        return [one.what for one in left["fired"]]

    told = asyncio.run(tell())
    assert {"bot.accepted", "bot.said", "bot.transferred", "token.ended"} <= set(told)
    assert "conversation.inactive" in told
