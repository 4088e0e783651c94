"""Owns the clock's admin routes: a tenant's time is shown, moved, stopped and let run."""

from __future__ import annotations

from collections.abc import Sequence

from mockplatform.admin.bodies import Body, Duration, Instant, View, clock_time, duration, read
from mockplatform.admin.context import context, record
from mockplatform.admin.resets import reset_clock
from mockplatform.agenda import Fired
from mockplatform.durations import format_instant
from mockplatform.edge.call import Answer, Call
from mockplatform.errors import ClockBackwards, InvalidValue
from mockplatform.limits import LIMITS


class AdvanceBody(Body, frozen=True, kw_only=True):
    """How far to move the clock: by a while, or to an instant."""

    by: Duration | None = None
    to: Instant | None = None


class PauseBody(Body, frozen=True, kw_only=True):
    """Where the clock is to stand still; now, if left out."""

    at: Instant | None = None


class ResumeBody(Body, frozen=True, kw_only=True):
    """How fast the clock is to run: tenant seconds in a second; as before, if left out."""

    rate: float | None = None


class FiredView(View, kw_only=True):
    """Something that time did or will do: when, what, and to whom."""

    at: str
    what: str
    subject: str


class ClockView(View, kw_only=True):
    """A tenant's clock.

    Attributes:
        mode: ``running`` or ``paused``.
        rate: Tenant seconds in a second of real time, while it runs.
        offset: Seconds by which it is ahead of real time.
        next_deadlines: What falls due next, in order of time.
        fired: What fell due on the way, where the act moved the clock.
    """

    now: str
    mode: str
    rate: float
    offset: float
    next_deadlines: list[FiredView]
    fired: list[FiredView] | None = None
    fired_count: int | None = None


class AdvanceView(View, kw_only=True):
    """What an advance did.

    Attributes:
        fired: All that fell due on the way, in order of time (the first 10,000).
        fired_count: How many those were.
    """

    now: str
    fired: list[FiredView]
    fired_count: int


def fired_views(fired: Sequence[Fired]) -> list[FiredView]:
    """Return what time did as the admin API shows it."""
    return [
        FiredView(at=format_instant(one.at), what=one.what, subject=one.subject)
        for one in fired[: LIMITS.fired_entries_max]
    ]


def clock_view(call: Call, fired: Sequence[Fired] | None = None) -> ClockView:
    """Return the clock of the call's tenant, and what `fired` when it was moved."""
    tenant = call.tenant
    clock = tenant.clock
    return ClockView(
        now=format_instant(clock.now()),
        mode="paused" if clock.state.paused else "running",
        rate=clock.state.rate,
        offset=round(clock.offset_s, 3) + 0.0,  # which makes -0.0, a hair behind, 0.0
        next_deadlines=fired_views(call.platform.timeline.upcoming(tenant)),
        fired=None if fired is None else fired_views(fired),
        fired_count=None if fired is None else len(fired),
    )


async def get(call: Call) -> Answer:
    """Show the clock."""
    return Answer(200, clock_view(call))


async def advance(call: Call) -> Answer:
    """Move the clock forward; all that falls due on the way is done before this answers."""
    body = read(call, AdvanceBody)
    if (body.by is None) == (body.to is None):
        raise InvalidValue("$", "give `by` or `to`, one of them", hint='As in {"by": "31m"}.')
    tenant = call.tenant
    async with context(call).steering(tenant):
        now = tenant.clock.now()
        if body.by is not None:
            to = clock_time(now + duration(body.by, "$.by"), "$.by")
        else:
            assert body.to is not None  # one of the two was given
            to = clock_time(body.to, "$.to")
        _check_reach(now, to)
        # What is due now was done before this call; on a running clock now is over already.
        tenant.journal.cause = call.correlation_id
        try:
            fired = [] if to == now else await call.platform.advance(tenant, to)
        finally:
            tenant.journal.cause = ""
    _note(call, "advance", len(fired))
    return Answer(
        200,
        AdvanceView(
            now=format_instant(tenant.clock.now()),
            fired=fired_views(fired),
            fired_count=len(fired),
        ),
    )


def _check_reach(now: float, to: float) -> None:
    if to < now:
        raise ClockBackwards(now=now, asked=to)
    if to - now > LIMITS.clock_advance_s_max:
        raise InvalidValue("$", f"goes over {LIMITS.clock_advance_s_max:g} seconds at once")


async def pause(call: Call) -> Answer:
    """Stop the clock, now or at an instant to come (up to which it is moved)."""
    body = read(call, PauseBody)
    tenant = call.tenant
    async with context(call).steering(tenant):
        now = tenant.clock.now()
        at = now if body.at is None else clock_time(body.at, "$.at")
        _check_reach(now, at)
        tenant.clock.pause()
        fired = await call.platform.advance(tenant, max(at, tenant.clock.now()))
    _note(call, "pause", len(fired))
    return Answer(200, clock_view(call, fired))


async def resume(call: Call) -> Answer:
    """Let the clock run, at another rate if one is given."""
    body = read(call, ResumeBody)
    async with context(call).steering(call.tenant):
        call.tenant.clock.resume(body.rate)
        await call.platform.note_clock(call.tenant)
    _note(call, "resume", 0)
    return Answer(200, clock_view(call))


async def reset(call: Call) -> Answer:
    """Return to real time, the only way back."""
    async with context(call).steering(call.tenant):
        await reset_clock(call.platform, call.tenant)
    _note(call, "reset", 0)
    return Answer(200, clock_view(call))


def _note(call: Call, verb: str, fired: int) -> None:
    record(call, "clock", (verb, call.tenant.clock.now(), fired))
