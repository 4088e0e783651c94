"""The passing of time: what falls due is done in order, told, and never before its time.

Source: `docs/architecture.md`, time. Hypothesis holds `advance(a)+advance(b)` against
`advance(a+b)` elsewhere; here are the corners.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from msgspec.structs import replace

from mockplatform.clock import ManualWall
from mockplatform.core.aggregate import StreamId
from mockplatform.core.commands import Close, Delete
from mockplatform.errors import ClockBackwards, StorageFull
from mockplatform.limits import LIMITS
from mockplatform.log.memory import MemoryLog
from mockplatform.settings import DEFAULTS
from tests.support.world import World, holder, world


@pytest.fixture
async def made() -> AsyncIterator[World]:
    """A platform in memory."""
    async with world() as opened:
        yield opened


class RunningWall(ManualWall):
    """A wall on which each look takes a microsecond, as on a real machine."""

    def __call__(self) -> float:
        """Return the time, a little later than the last time."""
        self.at += 1e-6
        return self.at


async def test_advance_fires_in_order_of_time_and_tells_what(made: World) -> None:
    """Half an hour of idleness in one call."""
    tenant = await made.tenant()
    begun = tenant.clock.now()
    await made.open(tenant, tier="gold")
    await made.issue(tenant)
    fired = await made.platform.advance(tenant, begun + 1860)
    told = [(one.what, one.at - begun) for one in fired]
    assert told[:5] == [
        ("agent.offered", 0.0),
        ("offer.lapsed", 30.0),
        ("agent.offered", 30.0),
        ("offer.lapsed", 60.0),
        ("agent.offered", 90.0),
    ]
    assert told[-2:] == [("conversation.inactive", 900.0), ("token.ended", 1800.0)]
    assert told == sorted(told, key=lambda one: one[1])
    assert tenant.clock.now() == begun + 1860


async def test_advance_refuses_to_go_back(made: World) -> None:
    """Time only moves forward."""
    tenant = await made.tenant()
    with pytest.raises(ClockBackwards):
        await made.platform.timeline.advance(tenant, tenant.clock.now() - 0.001)


async def test_a_running_clock_can_be_advanced() -> None:
    """Real time passes while things fire; an overdue deadline does not make time run back."""
    async with world(wall=RunningWall()) as made:
        tenant = await made.tenant()
        await made.open(tenant)
        for _ in range(50):
            await made.platform.advance(tenant, tenant.clock.now() + 7)
        assert tenant.conversations["c1"].agent is not None


async def test_an_overdue_deadline_fires_at_its_own_time(made: World) -> None:
    """A late alarm does not make history late."""
    tenant = await made.tenant()
    await made.open(tenant, tier="gold")
    begun = tenant.clock.now()
    made.wall.move(2000)
    await made.platform.timeline.settle(tenant)
    assert tenant.conversations["c1"].ended_at == begun + DEFAULTS.inactivity


async def test_the_alarm_rings_for_the_earliest_deadline(made: World) -> None:
    """One alarm for each tenant."""
    tenant = await made.tenant(settings={"agentsAct": False})
    await made.open(tenant, tier="gold")
    made.wall.move(100)
    await made.issue(tenant)
    made.alarms.ring()  # the queue's look, which finds that nobody is to act
    await made.rest()
    assert made.alarms.delays == [pytest.approx(800.0)]


async def test_an_alarm_that_rings_too_early_rings_again(made: World) -> None:
    """The timer's clock is not the wall's: an early ring must not lose the deadline."""
    tenant = await made.tenant(settings={"agentsAct": False})
    await made.open(tenant, tier="gold")
    made.alarms.ring()
    await made.rest()
    made.wall.move(899.999)
    made.alarms.ring()
    await made.rest()
    assert tenant.conversations["c1"].is_live
    assert made.alarms.delays == [pytest.approx(0.001, abs=1e-6)]
    made.wall.move(0.01)
    made.alarms.ring()
    await made.rest()
    assert not tenant.conversations["c1"].is_live


async def test_a_paused_clock_arms_no_alarm_for_later(made: World) -> None:
    """What lies ahead of a clock that stands still does not come."""
    tenant = await made.tenant()
    tenant.clock.pause()
    tenant.rearm()
    await made.open(tenant, tier="gold")
    made.alarms.ring()
    await made.rest()
    assert made.alarms.delays == []
    await made.advance(tenant, 900.0)
    assert not tenant.conversations["c1"].is_live


async def test_a_fast_clock_arms_its_alarm_in_real_seconds(made: World) -> None:
    """At 60 tenant seconds a second, a quarter of an hour is 15 s."""
    tenant = await made.tenant(settings={"agentsAct": False})
    tenant.clock.resume(60)
    await made.open(tenant)
    made.alarms.ring()
    await made.rest()
    assert made.alarms.delays == [pytest.approx(15.0)]


async def test_typing_puts_inactivity_off(made: World) -> None:
    """Typing is activity, though it leaves no event."""
    tenant = await made.tenant(settings={"agentsAct": False})
    await made.open(tenant)
    await made.advance(tenant, 800)
    tenant.touch("c1", tenant.clock.now())
    await made.advance(tenant, 899)
    assert tenant.conversations["c1"].is_live
    await made.advance(tenant, 1)
    assert tenant.conversations["c1"].close_reason == "inactivity"


async def test_two_who_settle_at_once_fire_once(made: World) -> None:
    """Each deadline comes to pass once."""
    tenant = await made.tenant()
    await made.open(tenant)
    made.wall.move(1.0)
    await asyncio.gather(*(made.platform.timeline.settle(tenant) for _ in range(5)))
    offers = [entry for entry in tenant.journal.select() if "StateChanged" in entry.detail]
    assert len(offers) == 2  # offered, accepted


async def test_upcoming_tells_what_comes_next_in_order(made: World) -> None:
    """The console and `GET /__admin/clock` show it; looking changes nothing."""
    tenant = await made.tenant()
    begun = tenant.clock.now()
    await made.open(tenant)
    await made.issue(tenant)
    await made.advance(tenant, 0)
    shown = made.platform.timeline.upcoming(tenant)
    assert [(one.what, one.at - begun) for one in shown] == [
        ("bot.acts", 1.0),
        ("offer.lapsed", 30.0),
        ("token.ended", 1800.0),
    ]
    assert made.platform.timeline.upcoming(tenant, limit=1) == shown[:1]


async def test_upcoming_tells_when_a_queue_is_looked_at_again(made: World) -> None:
    """When all have declined, the next round begins a ring's time later."""
    tenant = await made.tenant()
    begun = tenant.clock.now()
    await made.open(tenant, tier="gold")
    await made.advance(tenant, 60)
    shown = {one.what: one.at - begun for one in made.platform.timeline.upcoming(tenant)}
    assert shown == {"queue.dispatched": 90.0, "conversation.inactive": 900.0}


class FullLog(MemoryLog):
    """A log that is full when told so."""

    full = False

    async def append(self, *args: object, **kwargs: object) -> int:
        """Refuse while full."""
        if self.full:
            raise StorageFull("The store is full")
        return await super().append(*args, **kwargs)  # type: ignore[arg-type]  # handed on as it came


async def test_what_could_not_be_stored_is_still_due(made: World) -> None:
    """A full disk is survived: what fell due meanwhile is done once there is room."""
    log = FullLog()
    made.platform.service.log = made.platform.log = log
    tenant = await made.tenant(settings={"agentsAct": False})
    await made.open(tenant)
    made.wall.move(900)
    log.full = True
    with pytest.raises(StorageFull):
        await made.platform.timeline.settle(tenant)
    assert tenant.conversations["c1"].is_live
    log.full = False
    await made.platform.timeline.settle(tenant)
    assert tenant.conversations["c1"].close_reason == "inactivity"


async def test_an_alarm_that_fails_rings_again_in_a_while_and_tells_it_once(
    made: World, caplog: pytest.LogCaptureFixture
) -> None:
    """A disk that stays full costs neither a core nor a log full of the same."""
    log = FullLog()
    made.platform.service.log = made.platform.log = log
    tenant = await made.tenant(settings={"agentsAct": False})
    for id_ in ("c1", "c2"):  # two at one time: the other is no reason to forget the alarm
        await made.open(tenant, id_)
    made.alarms.ring()
    await made.rest()
    made.wall.move(900)
    for id_ in ("c3", "c4"):
        log.full = True
        for _ in range(5):
            made.alarms.ring()
            await made.rest()
            assert made.alarms.delays == [LIMITS.settle_again_s]
            with pytest.raises(StorageFull):
                await made.platform.timeline.settle(tenant)
            assert made.alarms.delays == [LIMITS.settle_again_s]
        (told,) = caplog.records
        assert (told.levelname, told.exc_info) == ("WARNING", None)
        assert told.__dict__["error"] == "The store is full"
        caplog.clear()
        log.full = False
        made.alarms.ring()
        await made.rest()
        assert not any(one.is_live for one in tenant.conversations.values())
        await made.open(tenant, id_)
        made.wall.move(900)


async def test_what_fails_by_a_fault_of_ours_is_dropped_and_told(
    made: World, caplog: pytest.LogCaptureFixture
) -> None:
    """With its trace, and in the journal; what else is due is done, then and later."""

    class BrokenLog(MemoryLog):
        async def append(self, stream: StreamId, *args: object) -> int:
            if stream.id == "c1":
                raise RuntimeError("broken")
            return await super().append(stream, *args)  # type: ignore[arg-type]  # as it came

    made.platform.service.log = made.platform.log = BrokenLog()
    tenant = await made.tenant(settings={"agentsAct": False})
    with pytest.raises(RuntimeError):
        await made.open(tenant)
    await made.open(tenant, "c2")
    tenant.states["conversation"]["c1"] = replace(tenant.conversations["c2"], id="c1")
    tenant.agenda.note("conversation", "c1", tenant.conversations["c2"].active_at)
    made.wall.move(900)
    for _ in range(3):
        made.alarms.ring()
        await made.rest()
        await made.platform.timeline.settle(tenant)
    assert not tenant.conversations["c2"].is_live
    (told,) = caplog.records
    assert told.exc_info is not None
    notes = [entry.detail for entry in tenant.journal.select() if entry.kind == "note"]
    assert notes == [("due.dropped", "conversation c1: RuntimeError")]


async def test_an_alarm_during_an_advance_leaves_it_to_who_advances(made: World) -> None:
    """Whoever fires arms the alarm when he is done; nobody queues up behind him."""
    tenant = await made.tenant(settings={"agentsAct": False})
    await made.open(tenant)
    made.wall.move(900)
    async with tenant.firing, asyncio.timeout(1):
        made.alarms.ring()
        await made.rest()
        assert tenant.conversations["c1"].is_live
    await made.advance(tenant, 0)
    assert not tenant.conversations["c1"].is_live


async def test_a_long_advance_lets_others_have_their_turn(made: World) -> None:
    """No tenant waits for another one's days; whoever looks in meanwhile sees a whole state."""
    tenant = await made.tenant(settings={"agentsAct": False, "inactivity": 1e6})
    ids = [f"c{number}" for number in range(3 * LIMITS.fired_at_once)]
    begun = tenant.clock.now()
    for id_ in ids:
        made.wall.move(1.0)
        await made.open(tenant, id_)
    seen: list[tuple[int, bool]] = []

    def look_in() -> None:
        now = tenant.clock.now()
        all_ = tenant.conversations.values()
        closed = sum(not one.is_live for one in all_)
        # Closed are those, and only those, whose time has come on the clock.
        due = sum(one.active_at + 1e6 <= now for one in all_)
        seen.append((closed, tenant.agenda.earliest <= now or due == closed))
        if closed < len(ids):
            asyncio.get_running_loop().call_soon(look_in)

    asyncio.get_running_loop().call_soon(look_in)
    assert len(await made.platform.advance(tenant, begun + 2e6)) == len(ids)
    assert any(0 < closed < len(ids) for closed, _ in seen)
    assert all(whole for _, whole in seen)


async def test_a_short_advance_is_atomic(made: World) -> None:
    """Nobody sees the middle of what takes no time."""
    tenant = await made.tenant(settings={"agentsAct": False})
    for number in range(LIMITS.fired_at_once // 4):
        await made.open(tenant, f"c{number}")
    turns: list[None] = []
    asyncio.get_running_loop().call_soon(turns.append, None)
    await made.platform.timeline.advance(tenant, tenant.clock.now() + 900)
    assert not turns


async def test_a_deleted_conversation_is_forgotten_after_a_day(made: World) -> None:
    """DELETED is told for 24 hours, then there is no such conversation."""
    tenant = await made.tenant()
    await made.open(tenant)
    await made.do(tenant, "c1", Close(by="customer"))
    await made.advance(tenant, 3600)
    await made.do(tenant, "c1", Delete())
    await made.advance(tenant, 86_399)
    assert "c1" in tenant.conversations
    assert await made.advance(tenant, 1) == ["conversation.forgotten"]
    assert "c1" not in tenant.conversations
    assert not tenant.by_user


async def test_a_retired_key_goes_at_its_time(made: World) -> None:
    """The old key verifies for as long as it is kept, then no more."""
    tenant = await made.tenant()
    await made.issue(tenant)
    (old,) = tenant.keys
    await made.platform.tokens.rotate_keys(tenant, 600)
    await made.advance(tenant, 599)
    assert old in tenant.keys
    assert await made.advance(tenant, 1) == ["key.retired"]
    assert old not in tenant.keys


async def test_nothing_fires_for_a_tenant_that_is_gone(made: World) -> None:
    """What was due when the tenant was dropped comes to nothing, and says nothing."""
    tenant = await made.tenant("gone")
    await made.open(tenant)
    await made.platform.drop("gone")
    made.wall.move(1000)
    made.alarms.ring()
    await made.platform.timeline.settle(tenant)
    await made.rest()


async def test_a_family_ends_when_nobody_uses_it(made: World) -> None:
    """Its life slides with each use: 24 hours after the last one it is over."""
    tenant = await made.tenant()
    await made.platform.tokens.issue(tenant, holder(), ["conversation:read"])
    assert await made.advance(tenant, 86_400) == ["token.ended", "family.ended"]


async def test_families_are_forgotten_when_the_last_of_their_tokens_has_ended(
    made: World,
) -> None:
    """Memory is bounded: neither the dead nor the ended are kept for ever, in state or store."""
    tenant = await made.tenant()
    await made.issue(tenant, "ann")
    await made.issue(tenant, "bob")
    await made.platform.tokens.revoke_matching(tenant, user_id="ann")
    assert (len(tenant.families), len(tenant.dead_families)) == (2, 1)

    await made.advance(tenant, 86_401.0)

    assert (tenant.families, tenant.dead_families, tenant.families_of) == ({}, set(), {})
    assert [s.kind async for s in made.platform.log.streams(tenant.id)] == ["tenant"]
