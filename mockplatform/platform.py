"""Owns the tenants: made, found, reset, dropped, brought back from a store."""

from __future__ import annotations

import asyncio
import dataclasses
import secrets
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from msgspec.structs import replace

from mockplatform import injection
from mockplatform.agenda import Fired
from mockplatform.blobs import Blobs, Room
from mockplatform.clock import ClockState, TenantClock, Wall
from mockplatform.core.aggregate import Event
from mockplatform.core.configuration import TenantConfig
from mockplatform.core.kinds import AGGREGATES
from mockplatform.core.tenancy import (
    ClockSet,
    KeyAdded,
    Record,
    SettingsChanged,
    TenantCreated,
    TenantOpened,
)
from mockplatform.errors import InvalidValue, ThingExists, TooManyRequests, UnknownThing, nearest
from mockplatform.findings.acceptance import judged
from mockplatform.ids import IdStream, derive_seed
from mockplatform.limits import LIMITS
from mockplatform.log.base import Log
from mockplatform.service import Service, wanted
from mockplatform.settings import DEFAULTS, Settings, change
from mockplatform.signing import KeyPool, make_key
from mockplatform.tenant import Alarm, Tenant, Turn
from mockplatform.timeline import Timeline
from mockplatform.tokens import Tokens

if TYPE_CHECKING:
    from mockplatform.snapshots.value import Snapshot

DEFAULT_TENANT = "default"
GOING_RESTART = 1012

WorkT = TypeVar("WorkT")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the platform is given and cannot make: real time, and who runs it.

    Attributes:
        wall: Wall time in UTC epoch seconds.
        alarm: Calls back after a while of real time.
        stopwatch: Seconds of real time from any start, for measuring.
        public_url: The base URL under which clients reach the server.
        is_url_told: Whether somebody said so, and it was not made of the address.
        seed: From which every tenant's seed derives.
        spawn: Runs a coroutine in the background.
        log_requests: Whether each request is logged.
        body_read_s: Seconds of real time that a request's body may take to come.
        make_key: Makes a private key to sign with.
    """

    wall: Wall
    alarm: Alarm
    stopwatch: Wall
    spawn: Callable[[Any], object]
    body_read_s: float = LIMITS.body_read_s_max
    public_url: str = "http://localhost"
    is_url_told: bool = False
    log_requests: bool = False
    seed: int = field(default_factory=lambda: secrets.randbits(32))
    make_key: Callable[[], Any] = make_key


@dataclass(frozen=True, slots=True, kw_only=True)
class TenantPlan:
    """What a new tenant is to be."""

    config: TenantConfig
    fixture: str = ""
    settings: Mapping[str, Any] = field(default_factory=dict)
    seed: int | None = None
    clock: ClockState | None = None
    ttl_s: float | None = None


class Platform:
    """All tenants over one log."""

    def __init__(self, log: Log, around: Surroundings) -> None:
        self.around = around
        self.log = log
        self.service = Service(log)
        self.keys = KeyPool(make=around.make_key)
        self.tokens = Tokens(self.service, self.keys)
        self.timeline = Timeline(self.service, self.tokens)
        self.tenants: dict[str, Tenant] = {}
        self._room = Room()
        self._owners: dict[str, dict[str, None]] = {}
        self._making: set[str] = set()
        self._turns: dict[str, Turn] = {}

    def tenant(self, id_: str) -> Tenant:
        """Return a tenant.

        Raises:
            UnknownThing: There is none by that id.
        """
        found = self.tenants.get(id_)
        if found is None:
            raise UnknownThing("tenant", id_, hint=nearest(id_, self.tenants))
        return found

    async def create(self, id_: str, plan: TenantPlan) -> Tenant:
        """Make a tenant.

        Raises:
            ThingExists: The id is taken.
            TooManyRequests: There are as many tenants as the platform holds.
            InvalidValue: A setting of the plan is wrong.
        """
        return await self._in_turn(id_, self._create(id_, plan))

    async def _in_turn(self, id_: str, work: Coroutine[Any, Any, WorkT]) -> WorkT:
        """Let one at a time change which tenant has an id, to the end also if cancelled."""

        async def run() -> WorkT:
            async with wanted(self._turns, id_):
                return await work

        return await asyncio.shield(run())

    async def _create(self, id_: str, plan: TenantPlan) -> Tenant:
        if id_ in self.tenants:
            raise ThingExists(
                f"Tenant {id_!r} exists", hint="DELETE it first, reset it, or take another id."
            )
        if len(self.tenants) + len(self._making) >= LIMITS.tenants_max:
            raise TooManyRequests(f"The platform holds at most {LIMITS.tenants_max} tenants")
        settings = self._settings(plan)
        seed = derive_seed(self.around.seed, id_) if plan.seed is None else plan.seed
        tenant = self._bare(id_)
        if plan.clock is not None:
            tenant.clock = TenantClock(self.around.wall, plan.clock)
        tenant.ids = IdStream(seed)
        event = TenantCreated(
            at=tenant.clock.now(),
            config=plan.config,
            settings=settings,
            seed=seed,
            issuer=self.url_of(id_),
            ttl_s=plan.ttl_s,
            fixture=plan.fixture,
            clock=plan.clock,
        )
        # Counted before the first wait, and not shown before it has begun.
        self._making.add(id_)
        try:
            await self.service.execute(tenant, "tenant", "tenant", Record(event=event))
        finally:
            self._making.discard(id_)
        self.tenants[id_] = tenant
        self._enter(tenant)
        return tenant

    def _settings(self, plan: TenantPlan) -> Settings:
        settings = change(DEFAULTS, plan.config.settings)
        return judged(change(settings, plan.settings))

    def _bare(self, id_: str) -> Tenant:
        wall, alarm = self.around.wall, self.around.alarm
        tenant = Tenant(id_, wall=wall, alarm=alarm, log_locks=self.log.durable)
        tenant.blobs = Blobs(self._room)

        def ring() -> None:
            self.around.spawn(self.timeline.ring(tenant))

        tenant.ring_alarm = ring
        return tenant

    def _enter(self, tenant: Tenant) -> None:
        """Make a tenant findable by its credentials, and let it end by itself if it is to."""
        for credential in tenant.credentials:
            self._owners.setdefault(credential, {})[tenant.id] = None
        if tenant.tenancy.ttl_s is not None:
            self._watch_ttl(tenant, tenant.tenancy.ttl_s)

    def _leave(self, tenant: Tenant) -> None:
        for credential in tenant.credentials:
            owners = self._owners.get(credential, {})
            owners.pop(tenant.id, None)
            if not owners:
                self._owners.pop(credential, None)

    def owner_of(self, credential: str) -> Tenant | None:
        """Return the tenant of a deployment's or client's id: the default one before others."""
        owners = self._owners.get(credential)
        if not owners:
            return None
        return self.tenants[DEFAULT_TENANT if DEFAULT_TENANT in owners else next(iter(owners))]

    def _watch_ttl(self, tenant: Tenant, ttl_s: float) -> None:
        """Drop the tenant `ttl_s` of real time after its last use."""

        def look() -> None:
            if self.tenants.get(tenant.id) is not tenant:
                return
            # A socket that is open is a use.
            used_at = self.around.wall() if tenant.channels else tenant.used_at
            left = used_at + ttl_s - self.around.wall()
            if left <= 0:
                self.around.spawn(self._in_turn(tenant.id, self._drop(tenant.id, tenant)))
            else:
                self.around.alarm(left, look)

        self.around.alarm(ttl_s, look)

    def url_of(self, tenant_id: str) -> str:
        """Return a tenant's base URL."""
        base = self.around.public_url.rstrip("/")
        return base if tenant_id == DEFAULT_TENANT else f"{base}/t/{tenant_id}"

    async def drop(self, id_: str) -> None:
        """Take a tenant away; its sockets close with 1012.

        Raises:
            UnknownThing: There is none by that id.
        """
        self.tenant(id_)
        await self._in_turn(id_, self._drop(id_))

    async def _drop(self, id_: str, meant: Tenant | None = None) -> None:
        """Take away whoever has the id by now, or nobody if that is not who was meant."""
        tenant = self.tenants.get(id_) if meant else self.tenant(id_)
        if tenant is None or meant not in (None, tenant):
            return
        with tenant.going():
            await self.log.drop(tenant.id)
        del self.tenants[tenant.id]
        self._leave(tenant)
        self._retire(tenant, "tenant deleted")
        for key in tenant.keys.values():
            self.keys.give_back(key)

    def _retire(self, tenant: Tenant, reason: str) -> None:
        tenant.disarm()
        injection.clear(tenant)
        for channel in tuple(tenant.channels.values()):
            channel.close(GOING_RESTART, reason)
        heir = self.tenants.get(tenant.id)
        if heir is None or heir.journal is not tenant.journal:
            tenant.journal.end(reason)
            tenant.free()
        else:  # Calls under way may still read what there was, and never half of it.
            self.around.alarm(LIMITS.settle_again_s, tenant.free)

    async def reset(self, id_: str) -> Tenant:
        """Put a tenant back to what it was made with: same seed, same keys; sockets close 1012.

        Raises:
            UnknownThing: There is none by that id.
        """
        self.tenant(id_)
        return await self._in_turn(id_, self._reset(id_))

    async def _reset(self, id_: str) -> Tenant:
        old = self.tenant(id_)
        first = (await self.service.events(old, "tenant", "tenant"))[0]
        assert isinstance(first, TenantCreated)  # that is how every tenant begins
        tenant = self._bare(id_)
        begun = first.clock
        if begun is not None:  # anchored at real time now
            begun = dataclasses.replace(begun, wall_anchor=self.around.wall())
            tenant.clock = TenantClock(self.around.wall, begun)
        tenant.ids = IdStream(first.seed)
        at = tenant.clock.now()

        def beginning() -> list[Event]:
            kept = [key for key in old.tenancy.keys if key.until is None]
            tenant.keys.update((key.id, old.keys[key.id]) for key in kept)
            created = replace(first, at=at, issuer=old.tenancy.issuers[-1], clock=begun)
            return [created, *(KeyAdded(at=at, key_id=key.id, pem=key.pem) for key in kept)]

        with old.going():
            await self.service.begin_anew(old, tenant, beginning)
        self._take_place(old, tenant, "tenant reset")
        return tenant

    def _take_place(self, old: Tenant, tenant: Tenant, reason: str) -> None:
        tenant.checkpoints, tenant.run, tenant.record = old.checkpoints, old.run, old.record
        self._leave(old)
        self.tenants[tenant.id] = tenant
        if tenant.run is not None:
            tenant.run.moved(tenant)
        self._retire(old, reason)
        self._enter(tenant)

    async def put_back(self, id_: str, snapshot: Snapshot) -> Tenant:
        """Make a tenant what a snapshot says, all or nothing; sockets close 1012.

        Journal and checkpoints stay.

        Raises:
            InvalidValue: The snapshot is wrong, and where.
        """
        self.tenant(id_)
        return await self._in_turn(id_, self._put_back(id_, snapshot))

    async def _put_back(self, id_: str, snapshot: Snapshot) -> Tenant:
        old, tenant = self.tenant(id_), self._bare(id_)
        from mockplatform.snapshots.restoring import rebuild  # late: a start does not need it

        ring = tenant.ring_alarm
        tenant.disarm()  # until it is whole, nothing falls due
        streams = await rebuild(self.service, tenant, snapshot, old, self.url_of(id_))
        with old.going():
            await self.log.replace(id_, streams)
        tenant.ring_alarm = ring
        tenant.go_on_from(old)
        self._take_place(old, tenant, "tenant put back")
        tenant.rearm()
        return tenant

    async def advance(self, tenant: Tenant, to: float) -> list[Fired]:
        """Move a tenant's clock, as `Timeline.advance` says, and keep where it stands."""
        fired = await self.timeline.advance(tenant, to)
        await self.note_clock(tenant)
        return fired

    async def note_clock(self, tenant: Tenant) -> None:
        """Keep where a tenant's clock stands, after it was steered."""
        event = ClockSet(at=tenant.clock.now(), clock=tenant.clock.state)
        await self.service.execute(tenant, "tenant", "tenant", Record(event=event))
        tenant.rearm()

    async def change_settings(self, tenant: Tenant, changes: Mapping[str, Any]) -> Settings:
        """Change a tenant's settings, all or none.

        Raises:
            InvalidValue: A value is wrong.
            UnknownMember: A name is no setting.
        """
        settings = change(tenant.settings, changes)
        if "suppressFindings" in changes:  # what a snapshot of another version brought may stay
            judged(settings)
        event = SettingsChanged(at=tenant.clock.now(), settings=settings)
        await self.service.execute(tenant, "tenant", "tenant", Record(event=event))
        return settings

    async def bring_back(self) -> int:
        """Bring every tenant back from the log; return how many there were."""
        for id_ in await self.log.tenants():
            await self._bring_back(id_)
        return len(self.tenants)

    async def _bring_back(self, id_: str) -> None:
        tenant = self._bare(id_)
        tenant.agenda.on_earlier = lambda: None  # what is overdue waits until all is there
        await self.service.catch_up(tenant, "tenant", "tenant", journal=False)
        if tenant.tenancy.config is None:
            raise InvalidValue("store", f"tenant {id_!r} has streams and no beginning")
        if tenant.tenancy.clock is not None:
            tenant.clock = TenantClock(self.around.wall, tenant.tenancy.clock)
        async for stream in self.log.streams(id_):
            if stream.kind in AGGREGATES and stream.kind != "tenant":
                await self.service.catch_up(tenant, stream.kind, stream.id, journal=False)
        tenant.cases.keep(tenant.conversations)
        event = TenantOpened(at=tenant.clock.now(), issuer=self.url_of(id_))
        self.tenants[id_] = tenant
        await self.service.execute(tenant, "tenant", "tenant", Record(event=event))
        tenant.ids = IdStream(tenant.tenancy.seed, tenant.tenancy.epoch)
        for queue in tenant.waiting:
            # Who has waited since before the stop is looked at now, not in the past.
            tenant.agenda.forget("dispatch", queue)
            tenant.agenda.note("dispatch", queue, tenant.clock.now())
        self._enter(tenant)
        tenant.agenda.on_earlier = tenant.rearm
        tenant.rearm()

    def say_goodbye(self, code: int = 1001) -> None:
        """Begin to close all sockets; calls under way may still write.

        What faults hold goes on: nobody could take them away any more.
        """
        for tenant in self.tenants.values():
            tenant.disarm()
            injection.clear(tenant)
            for channel in tuple(tenant.channels.values()):
                channel.close(code, "server going away")
            tenant.journal.end("server going away")

    async def close(self, code: int = 1001) -> None:
        """Close all sockets and the log; what was answered is kept."""
        self.say_goodbye(code)
        self.keys.close()
        await self.log.close()
