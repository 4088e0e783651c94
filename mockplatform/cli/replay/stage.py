"""Owns the stage of a replay: a tenant as the record's was, its acts again, and a new record."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import msgspec

from mockplatform import fixtures_loader, injection
from mockplatform.client import http
from mockplatform.client.errors import Unreachable
from mockplatform.clock import ClockState, TenantClock
from mockplatform.faults.fault import Fault
from mockplatform.ids import derive_seed
from mockplatform.limits import LIMITS
from mockplatform.platform import DEFAULT_TENANT, Platform, TenantPlan
from mockplatform.recording.director import Director
from mockplatform.recording.lines import ActLine, ClockMark
from mockplatform.recording.reading import Record, parse
from mockplatform.recording.recorder import hash_of
from mockplatform.recording.run import observe
from mockplatform.recording.sinks import Memory
from mockplatform.recording.steps import lanes
from mockplatform.redaction import lacks_token
from mockplatform.tenant import Tenant

ACT_S_MAX = 30.0
REFUSED_FROM = 400
OFFSET_S_MAX = 1.0
"""A clock that was further from real time is set as it was; else it is the real time."""


class Stage:
    """What is there as long as the platform of a replay is.

    Attributes:
        url: The base URL of the tenant on the stage.
        tenant_id: Its id.
        notes: What is not as it was then.
    """

    def __init__(self, record: Record, fixture: str) -> None:
        self.url = ""
        self.tenant_id = ""
        self.notes: list[str] = []
        self._record = record
        self._fixture = fixture
        self._memory = Memory(LIMITS.record_file_bytes_max)
        self._director: Director | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._arrivals: Callable[[], int] = lambda: 0

    @property
    def is_default(self) -> bool:
        """Whether the record is of a server's default tenant, so that a server alone makes it."""
        run = self._record.run
        seed = derive_seed(run.server_seed, DEFAULT_TENANT)
        return (run.tenant, run.seed) == (DEFAULT_TENANT, seed)

    @asynccontextmanager
    async def attend(self, platform: Platform) -> AsyncIterator[None]:
        """Set the stage, and leave it when the platform ends."""
        tenant = await self._tenant(platform)
        self.url, self.tenant_id = platform.url_of(tenant.id), tenant.id
        if hash_of(tenant.config) != self._record.run.fixture_hash:
            self.notes.append(f"the fixture {self._fixture!r} is not what it was then")
        await self._set_clock(platform, tenant, self._record.run.clock)
        for fault in self._record.run.faults:
            self._note_token(f"the fault {fault.get('id')}", fault)
            injection.put(tenant, msgspec.convert(fault, Fault))
        await platform.timeline.settle(tenant)
        run = observe(platform, tenant)
        run.director = self._director = Director(
            platform.around, self._record.acts, self._carry_out
        )
        self._loop, self._arrivals = asyncio.get_running_loop(), lambda: run.arrivals
        recorder = run.record(self._memory)
        try:
            yield
        finally:
            recorder.stop()

    async def _tenant(self, platform: Platform) -> Tenant:
        """Return the tenant of the record's seed: the server's own, or one that is made."""
        if self.is_default:
            return platform.tenant(DEFAULT_TENANT)
        run = self._record.run
        plan = TenantPlan(
            config=fixtures_loader.load(self._fixture),
            fixture=self._fixture,
            settings=run.settings,
            seed=run.seed,
        )
        return await platform.create("replay" if run.tenant == DEFAULT_TENANT else run.tenant, plan)

    async def _set_clock(self, platform: Platform, tenant: Tenant, then: ClockMark) -> None:
        if not then.paused and then.rate == 1.0 and abs(then.offset) <= OFFSET_S_MAX:
            return
        wall = platform.around.wall
        state = ClockState(
            wall_anchor=wall(), tenant_anchor=then.now, rate=then.rate, paused=then.paused
        )
        tenant.clock = TenantClock(wall, state)
        await platform.note_clock(tenant)

    async def _carry_out(self, act: ActLine) -> None:
        """Steer as somebody did then: by the same call."""
        self._note_token(f"{act.method} {act.path}", act.body)
        try:
            answer = await asyncio.to_thread(
                http.send,
                act.method,
                self.url + act.path,
                headers={"Content-Type": "application/json"},
                body=None if act.body is None else msgspec.json.encode(act.body),
                timeout_s=ACT_S_MAX,
            )
        except (Unreachable, ValueError) as error:
            # A request of the client waits for this: what went wrong is not its mistake.
            self.notes.append(f"{act.method} {act.path} could not be carried out: {error}")
            return
        if answer.status >= REFUSED_FROM:
            self.notes.append(f"{act.method} {act.path} was refused: {answer.status}")

    def _note_token(self, what: str, body: object) -> None:
        if lacks_token(f"{what} {msgspec.json.encode(body).decode()}"):
            self.notes.append(f"{what} is not as it was: it named a token, and records hold none")

    def finish(self) -> None:
        """Stage what was done behind the last arrival, once the client has ended."""
        assert self._loop is not None  # the platform has begun
        asyncio.run_coroutine_threadsafe(self._finish(), self._loop).result()

    async def _finish(self) -> None:
        assert self._director is not None  # the platform has begun
        await self._director.stage_before(self._arrivals() + 1)

    def written(self) -> bytes:
        """Return the lines of the replay's own record, once the platform has ended."""
        return self._memory.read()

    def seen(self) -> Record:
        """Return the record of the replay, once the platform has ended."""
        return parse(self.written())

    def told(self) -> list[str]:
        """Return what is to be known of the replay beside where the runs part."""
        assert self._director is not None  # the platform has begun
        notes = list(self.notes)
        run = self._record.run
        if run.conversations:
            notes.append(f"the record begins with {run.conversations} conversations; here are none")
        if not self._record.is_whole:
            notes.append("the record is not whole; runs are compared as far as it goes")
        lost = [act for act in self._record.acts if not act.is_whole]
        notes += [
            f"{act.method} {act.path} is not staged: its body is not recorded" for act in lost
        ]
        if not lanes(self._record.entries):
            notes.append("the record has no request, frame or fault, so nothing is compared")
        waiting = self._director.pending
        if waiting:
            first = waiting[0]
            notes.append(
                f"{len(waiting)} acts did not come to their turn, {first.method} {first.path} first"
            )
        return notes
