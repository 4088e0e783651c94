"""The tenants of a platform: made, found, reset, dropped, and brought back from a store.

Source: `docs/architecture.md`, the service and the store; admin API, tenants.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from mockplatform.clock import ClockState, ManualWall
from mockplatform.core.commands import Close, Delete, SendMessage
from mockplatform.core.configuration import Agent
from mockplatform.core.context import WriteContext
from mockplatform.core.tenancy import ConfigureDeployment, PutAgent
from mockplatform.errors import (
    InvalidValue,
    OAuthError,
    ThingExists,
    TokenRevoked,
    UnknownMember,
    UnknownThing,
)
from mockplatform.faults.effects import Effect
from mockplatform.faults.where import Occasion
from mockplatform.settings import DEFAULTS
from mockplatform.tenant import Channel, Tenant
from tests.support.world import ANN, CONFIG, World, world


class Socket:
    """A channel that says how it was closed."""

    id = "s1"
    conversation_id = "c1"
    group = "c1"
    ends_with = "c1"

    def __init__(self) -> None:
        self.closed: tuple[int, str] | None = None

    def close(self, code: int, reason: str) -> None:
        """Close."""
        self.closed = (code, reason)

    def abort(self) -> None:
        """Break off."""
        self.closed = (1006, "")

    def occasion(self) -> Occasion:
        """Be nobody's."""
        return Occasion(now=0.0)

    def strike(self, effect: Effect) -> None:
        """Take no harm."""

    def due_at(self) -> float | None:
        """Want nothing."""
        return None

    def due(self, now: float) -> list[str]:
        """Do nothing."""
        return []

    def describe(self) -> dict[str, object]:
        """Say nothing."""
        return {}


def attach(tenant: Tenant) -> Socket:
    """Open a socket."""
    socket = Socket()
    channel: Channel = socket
    tenant.channels[channel.id] = channel
    return socket


async def test_a_tenant_is_what_its_plan_says() -> None:
    """Configuration, settings over the fixture's, seed, clock, issuer."""
    async with world() as made:
        clock = ClockState(wall_anchor=made.wall.at, tenant_anchor=2e9, paused=True)
        tenant = await made.tenant("t1", settings={"ring": "7s"}, seed=5, clock=clock)
        assert made.platform.tenant("t1") is tenant
        assert tenant.config is CONFIG
        assert (tenant.settings.ring, tenant.settings.inactivity) == (7.0, DEFAULTS.inactivity)
        assert tenant.tenancy.seed == 5
        assert tenant.clock.now() == 2e9
        assert tenant.issuer == "http://localhost/t/t1"
        default = await made.tenant("default")
        assert default.issuer == "http://localhost"


async def test_tenants_of_one_seed_are_alike_and_of_their_own() -> None:
    """Same platform seed and id: the same ids; another id: others."""
    drawn = []
    for _ in range(2):
        async with world() as made:
            tenants = [await made.tenant(id_) for id_ in ("a", "b")]
            drawn.append([tenant.ids.uuid() for tenant in tenants])
    assert drawn[0] == drawn[1]
    assert drawn[0][0] != drawn[0][1]


async def test_an_id_is_taken_once(tmp_path: Path) -> None:
    """Also by two who ask at once; a refused one leaves no trace."""
    async with world(f"sqlite:///{tmp_path}/file.db") as made:
        answers = await asyncio.gather(
            *(made.tenant("t") for _ in range(5)), return_exceptions=True
        )
        assert sum(isinstance(one, Tenant) for one in answers) == 1
        assert sum(isinstance(one, ThingExists) for one in answers) == 4
        for wrong in ({"ring": -1}, {"ring": "soon"}):
            with pytest.raises(InvalidValue):
                await made.tenant("u", settings=wrong)
        with pytest.raises(UnknownMember):
            await made.tenant("u", settings={"rings": "1s"})
        with pytest.raises(UnknownThing):
            made.platform.tenant("u")
        assert await made.platform.log.tenants() == ["t"]


async def test_a_tenant_is_not_shown_before_it_has_begun(tmp_path: Path) -> None:
    """Who asks while it is made is told that there is none."""
    async with world(f"sqlite:///{tmp_path}/file.db") as made:
        making = asyncio.ensure_future(made.tenant("t"))
        while not making.done():
            shown = made.platform.tenants.get("t")
            assert shown is None or shown.config is CONFIG
            await asyncio.wait([making], timeout=0)


async def test_an_unknown_tenant_is_named_with_the_nearest() -> None:
    """404 with a hint."""
    async with world() as made:
        await made.tenant("shop")
        with pytest.raises(UnknownThing) as refused:
            made.platform.tenant("shup")
        assert "'shop'" in refused.value.hint


async def test_a_dropped_tenant_leaves_nothing() -> None:
    """Its sockets close with 1012; its credentials and its streams are gone."""
    async with world() as made:
        tenant = await made.tenant("t")
        await made.open(tenant)
        await made.issue(tenant)
        socket = attach(tenant)
        assert made.platform.owner_of("site") is tenant
        await made.platform.drop("t")
        assert socket.closed == (1012, "tenant deleted")
        assert made.platform.owner_of("site") is None
        assert list(await made.platform.log.tenants()) == []
        with pytest.raises(UnknownThing):
            await made.platform.drop("t")
        assert (await made.tenant("t")).tenancy.version == 1


async def test_credentials_belong_to_the_default_tenant_first() -> None:
    """Tenants of one fixture share ids; then the one that was made first."""
    async with world() as made:
        first, _ = await made.tenant("a"), await made.tenant("b")
        assert made.platform.owner_of("widget") is first
        default = await made.tenant("default")
        assert made.platform.owner_of("widget") is default
        await made.platform.drop("default")
        assert made.platform.owner_of("widget") is first
        assert made.platform.owner_of("unknown") is None


@pytest.mark.parametrize("store", ["memory", "sql"])
async def test_a_reset_tenant_is_what_it_was_made_as(store: str, tmp_path: Path) -> None:
    """Same seed, same ids, same settings and clock; its sockets close with 1012."""
    url = "memory" if store == "memory" else f"sqlite:///{tmp_path}/file.db"
    async with world(url) as made:
        old = await made.tenant("t", settings={"ring": "7s"}, seed=3)
        first_id = old.ids.uuid()
        await made.open(old)
        await made.issue(old)
        await made.platform.change_settings(old, {"ring": "9s", "inactivity": "1m"})
        await made.advance(old, 3600)
        socket = attach(old)
        new = await made.platform.reset("t")
        assert made.platform.tenant("t") is new
        assert new is not old
        assert socket.closed == (1012, "tenant reset")
        assert (new.settings.ring, new.settings.inactivity) == (7.0, DEFAULTS.inactivity)
        assert new.clock.now() == made.wall.at
        assert new.ids.uuid() == first_id
        assert not new.conversations
        assert not new.families
        assert made.platform.owner_of("site") is new
        assert (await made.open(new)).version == 2


async def test_a_tenant_with_a_ttl_goes_after_its_last_use() -> None:
    """A killed test run leaves nothing behind; an open socket is a use."""
    async with world() as made:
        tenant = await made.tenant("t", ttl_s=60.0)
        made.wall.move(50)
        tenant.used_at = made.wall.at
        for later in (10, 49):
            made.wall.move(later)
            made.alarms.ring()
            await made.rest()
            assert "t" in made.platform.tenants
        attach(tenant)
        made.wall.move(100)
        made.alarms.ring()
        await made.rest()
        assert "t" in made.platform.tenants
        tenant.channels.clear()
        made.wall.move(60)
        made.alarms.ring()
        await made.rest()
        assert "t" not in made.platform.tenants
        again = await made.tenant("t")
        made.wall.move(100)
        made.alarms.ring()
        await made.rest()
        assert made.platform.tenant("t") is again


async def test_settings_change_all_or_none() -> None:
    """One wrong value, and nothing is changed."""
    async with world() as made:
        tenant = await made.tenant()
        with pytest.raises(InvalidValue):
            await made.platform.change_settings(tenant, {"ring": "9s", "inactivity": 0})
        assert tenant.settings == DEFAULTS
        changed = await made.platform.change_settings(tenant, {"ring": "9s"})
        assert tenant.settings is changed
        assert changed.ring == 9.0


async def live(made: World, tenant: Tenant) -> None:
    """Let a tenant have some of everything."""
    await made.open(tenant, "c1")
    await made.open(tenant, "c2", tier="gold")
    await made.open(tenant, "c3", tier="gold")
    await made.advance(tenant, 1)
    send = SendMessage(message_id="m9", sender=ANN, text="ping", client_message_id="1")
    await made.do(tenant, "c1", send)
    await made.do(tenant, "c3", Close(by="customer"))
    service = made.platform.service
    write = WriteContext(data={"n": 1}, merge=False, ttl_s=7200.0)
    await service.execute(tenant, "context", "ctx_ann", write)
    await made.platform.change_settings(tenant, {"inactivity": "20m"})
    await service.execute(tenant, "tenant", "tenant", PutAgent(agent=Agent(id="dora")))
    configure = ConfigureDeployment(deployment_id="site", config={"title": "New"})
    await service.execute(tenant, "tenant", "tenant", configure)


async def test_all_comes_back_from_a_store(tmp_path: Path) -> None:
    """Conversations, families, contexts, clocks, settings, agents, keys, and what follows."""
    store, wall = f"sqlite:///{tmp_path}/file.db", ManualWall()
    async with world(store, wall) as made:
        tenant = await made.tenant(settings={"revokeOnRefresh": True})
        await made.platform.tokens.rotate_keys(tenant, 0)
        pair, dead, other = [await made.issue(tenant) for _ in range(3)]
        await made.platform.tokens.revoke(tenant, dead.access_token)
        await live(made, tenant)
        second = await made.tenant("second", settings={"ring": "3s"})
        await made.open(second)
        tenant.clock.pause()
        await made.platform.note_clock(tenant)
        now = tenant.clock.now()
        before = {kind: dict(states) for kind, states in tenant.states.items()}
        indexes = (tenant.by_user, tenant.held_by, tenant.waits_in, tenant.revoked_ids)
        runs = {id_: (run.bot_id, run.pending) for id_, run in tenant.runs.items()}
        keys = list(tenant.keys)
    wall.move(500)
    async with world(store, wall) as made:
        assert set(made.platform.tenants) == {"default", "second"}
        back = made.platform.tenant("default")
        for kind in ("conversation", "family", "context"):
            assert back.states[kind] == before[kind]
        assert (back.by_user, back.held_by, back.waits_in, back.revoked_ids) == indexes
        assert {id_: (run.bot_id, run.pending) for id_, run in back.runs.items()} == runs
        assert list(back.keys) == keys
        assert back.settings == before["tenant"]["tenant"].settings
        assert "dora" in back.tenancy.agents
        assert back.tenancy.deployments["site"].config == {"title": "New"}
        assert back.clock.now() == now
        assert back.clock.state.paused
        assert made.platform.tenant("second").settings.ring == 3.0
        assert made.platform.owner_of("site") is back
        tokens = made.platform.tokens
        access = tokens.recognise(back, pair.access_token)
        tokens.judge(back, access, now)
        assert other.refresh_token
        renewed = await tokens.refresh(back, other.refresh_token, None)
        with pytest.raises(TokenRevoked):
            tokens.judge(back, tokens.recognise(back, dead.access_token), now)
        with pytest.raises(TokenRevoked):
            tokens.judge(back, tokens.recognise(back, other.access_token), now)
        tokens.judge(back, tokens.recognise(back, renewed.access_token), now)
        assert len(back.journal) > 0
        again = SendMessage(message_id="mx", sender=ANN, text="ping", client_message_id="1")
        state = await made.do(back, "c1", again)
        assert state.version == before["conversation"]["c1"].version


async def test_ids_do_not_repeat_after_a_restart(tmp_path: Path) -> None:
    """Each life of a tenant draws from a stream of its own, and each is repeatable."""
    store = f"sqlite:///{tmp_path}/file.db"
    drawn: list[str] = []
    for life in range(3):
        async with world(store) as made:
            tenant = made.platform.tenants.get("t") or await made.tenant("t", seed=1)
            assert tenant.tenancy.epoch == life
            drawn += [tenant.ids.uuid() for _ in range(50)]
    assert len(set(drawn)) == 150


async def test_what_fell_due_while_the_platform_was_down_is_done_on_return(tmp_path: Path) -> None:
    """At its own time, as if nobody had been away; a running clock has gone on."""
    store, wall = f"sqlite:///{tmp_path}/file.db", ManualWall()
    async with world(store, wall) as made:
        tenant = await made.tenant(settings={"agentsAct": False})
        begun = tenant.clock.now()
        await made.open(tenant, "c1")
        await made.open(tenant, "c2")
        await made.do(tenant, "c2", Delete())
        pair = await made.issue(tenant)
    wall.move(100_000)
    async with world(store, wall) as made:
        tenant = made.platform.tenant("default")
        assert made.alarms.delays == [0.0]
        made.alarms.ring()
        await made.rest()
        state = tenant.conversations["c1"]
        assert (state.close_reason, state.ended_at) == ("inactivity", begun + 900)
        assert "c2" not in tenant.conversations
        assert pair.refresh_token
        with pytest.raises(OAuthError):
            await made.platform.tokens.refresh(tenant, pair.refresh_token, None)


async def test_a_bot_goes_on_after_a_restart(tmp_path: Path) -> None:
    """It answers what was said before, says nothing twice, and picks up who has waited."""
    store, wall = f"sqlite:///{tmp_path}/file.db", ManualWall()
    async with world(store, wall) as made:
        tenant = await made.tenant()
        await made.open(tenant, "c1")
        await made.advance(tenant, 1)
        await made.say(tenant, "c1", "one")
        await made.open(tenant, "c2")
    async with world(store, wall) as made:
        tenant = made.platform.tenant("default")
        await made.advance(tenant, 2)
        await made.say(tenant, "c1", "two")
        await made.advance(tenant, 2)
        texts = {}
        for id_ in ("c1", "c2"):
            events = await made.platform.service.events(tenant, "conversation", id_)
            texts[id_] = [one.text for one in events if hasattr(one, "text")]
        assert texts == {
            "c1": ["Hello.", "one", "You: one", "two", "You: two"],
            "c2": ["Hello."],
        }


async def test_closing_closes_sockets_and_lets_calls_under_way_write(tmp_path: Path) -> None:
    """1001; who was answered is on disk."""
    store = f"sqlite:///{tmp_path}/file.db"
    async with world(store) as made:
        tenant = await made.tenant()
        socket = attach(tenant)
        made.platform.say_goodbye()
        assert socket.closed == (1001, "server going away")
        await made.open(tenant)
    async with world(store) as made:
        assert made.platform.tenant("default").conversations["c1"].version == 2
