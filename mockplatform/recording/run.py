"""Owns a run under observation: it counts what arrives, and tells recorders who steers, when.

A tenant has one only if it is, or was, recorded or staged again; without one, a request
pays a look at an attribute.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec.structs import replace

from mockplatform.platform import Platform
from mockplatform.recording.lines import ActLine
from mockplatform.recording.recorder import Recorder
from mockplatform.recording.sinks import Sink
from mockplatform.tenant import Tenant

if TYPE_CHECKING:
    from mockplatform.recording.director import Director

NO_ACTS = ("/tenants", "/shutdown", "/record", "/journal")
"""Calls below these paths are of the server, or change nothing that a client could see."""
SECRET = ("/snapshot",)
"""Bodies that hold keys are not written down."""


class Run:
    """A tenant's run under observation.

    Attributes:
        arrivals: How many requests and frames have come.
        under_way: How many requests wait for their answer.
        director: Who stages an earlier run's acts, if somebody does.
    """

    def __init__(self, platform: Platform, tenant: Tenant) -> None:
        self.arrivals = 0
        self.under_way = 0
        self.director: Director | None = None
        self._recorders: list[tuple[Recorder, int]] = []  # each with the arrivals before it
        self._platform = platform
        self._tenant = tenant
        self._last_at = platform.around.stopwatch()
        self._turn = asyncio.Lock()

    def record(self, sink: Sink) -> Recorder:
        """Begin to record."""
        recorder = Recorder(self._platform, self._tenant, sink, self._leave)
        self._recorders.append((recorder, self.arrivals))
        return recorder

    def _leave(self) -> None:
        """Observe no more once nobody records or stages: requests pay for it."""
        self._recorders = [one for one in self._recorders if not one[0].ended]
        if not self._recorders and self.director is None and self._tenant.run is self:
            self._tenant.run = None

    async def arrived(self) -> bool:
        """Count what has come; return whether something was staged before it may go on."""
        self.arrivals += 1
        self._last_at = self._platform.around.stopwatch()
        director, ordinal = self.director, self.arrivals
        if director is None:
            return False
        async with self._turn:  # in the order of arrival
            staged = await director.stage_before(ordinal)
        director.wait_behind(ordinal)
        return staged

    def began(self) -> None:
        """Note that a request waits for its answer."""
        self.under_way += 1

    def answered(self) -> None:
        """Note that a request waits no more."""
        self.under_way -= 1

    async def acting(self, method: str, path: str, body: bytes) -> None:
        """Hear that somebody is about to steer: what was done before that then comes first."""
        if self.director is not None:
            await self.director.stage_ahead_of(method, path, _read(body))

    def acted(self, method: str, path: str, body: bytes) -> None:
        """Hear that somebody has steered by the admin API."""
        own = path.partition("/__admin")[2]
        if own.startswith(NO_ACTS):
            return
        is_whole = not own.startswith(SECRET)
        members = _read(body) if is_whole else None
        if self.director is not None:
            self.director.hear(method, path, members)
        act = ActLine(
            at=self._tenant.clock.now(),
            arrivals=self.arrivals,
            under_way=self.under_way,
            since=round(self._platform.around.stopwatch() - self._last_at, 3),
            method=method,
            path=path,
            body=members,
            is_whole=is_whole,
        )
        for recorder, before in self._recorders:
            recorder.acted(replace(act, arrivals=self.arrivals - before))

    def moved(self, tenant: object) -> None:
        """Go on in the tenant that has taken this one's place."""
        assert isinstance(tenant, Tenant)  # the tenant's own module cannot name its type here
        self._tenant = tenant
        for recorder, _ in self._recorders:
            recorder.moved(tenant)


def _read(body: bytes) -> Any:
    """Return what a body holds; None for what was never looked at and is no JSON."""
    try:
        return msgspec.json.decode(body) if body else None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def observe(platform: Platform, tenant: Tenant) -> Run:
    """Return a tenant's run; from now on it is observed."""
    if not isinstance(tenant.run, Run):
        tenant.run = Run(platform, tenant)
    return tenant.run
