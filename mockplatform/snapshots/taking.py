"""Owns the taking of snapshots: one moment of a tenant, whatever goes on meanwhile."""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import Any, cast

import msgspec

from mockplatform.core.kinds import SCHEMA_NUMBER, AnyEvent
from mockplatform.errors import NotReady
from mockplatform.limits import LIMITS
from mockplatform.service import Service
from mockplatform.snapshots import memory
from mockplatform.snapshots.value import (
    BotMark,
    ClockMark,
    CountMark,
    DueMark,
    FaultMark,
    LuckMark,
    OutageMark,
    QueueMark,
    RateMark,
    Snapshot,
    StreamMark,
)
from mockplatform.strikes import turn
from mockplatform.tenant import Tenant
from mockplatform.version import __version__

_AT_ONCE = 200
"""So many streams are read between two turns of everybody else."""
_OF_THIS_PROCESS = frozenset({"channel", "file"})
"""What falls due of sockets, and of files that wait for a message: no snapshot has these."""
Versions = Mapping[tuple[str, str], int]
"""At which version each stream (kind, id) is."""


async def take(service: Service, tenant: Tenant) -> Snapshot:
    """Return all that a tenant is now.

    With a log that waits, commands go on while streams are read: what they add is cut off
    again, and where they have taken something away it is read anew.

    Raises:
        NotReady: The tenant is gone, or so much happens that no moment can be read.
    """
    for _ in range(LIMITS.command_attempts_max):
        # What falls due is in nobody's hand meanwhile.
        async with tenant.firing:
            moment, versions = _moment(tenant), _versions(tenant)
        streams = await _streams(service, tenant, versions)
        if streams is not None:
            return msgspec.structs.replace(moment, streams=streams)
    raise NotReady("The tenant changes faster than it can be read", hint="Try again in a moment.")


def _versions(tenant: Tenant) -> Versions:
    return {
        (kind, id_): state.version
        for kind, states in tenant.states.items()
        for id_, state in states.items()
    }


async def _streams(
    service: Service, tenant: Tenant, versions: Versions
) -> tuple[StreamMark, ...] | None:
    """Return the streams up to their versions; None where something was taken away meanwhile."""
    found: dict[tuple[str, str], StreamMark] = {}
    number = 0
    async for _, kind, id_ in service.log.streams(tenant.id):
        number += 1
        if number % _AT_ONCE == 0:
            await turn()
        version = versions.get((kind, id_))
        if version is None:
            continue  # it has just begun
        events = await service.events(tenant, kind, id_)
        # A document's next value makes the one before void, also in the log.
        if len(events) < version or (kind == "context" and len(events) > version):
            return None
        kept = cast("tuple[AnyEvent, ...]", tuple(events[:version]))
        found[kind, id_] = StreamMark(kind=kind, id=id_, events=kept)
    return tuple(found.values()) if len(found) == len(versions) else None


def _moment(tenant: Tenant) -> Snapshot:
    """Return what a tenant is but for its streams."""
    clock = tenant.clock
    return Snapshot(
        version=__version__,
        schema=SCHEMA_NUMBER,
        tenant=tenant.id,
        clock=ClockMark(now=clock.now(), rate=clock.state.rate, paused=clock.state.paused),
        luck=LuckMark(
            ids=tenant.ids.position,
            calls=tenant.numbers.calls,
            acts=tenant.numbers.acts,
            faults=tenant.faults.numbers,
        ),
        streams=(),
        due=tuple(
            DueMark(kind=key.kind, subject=key.subject, at=at)
            for at, key in tenant.agenda.in_order()
            if key.kind not in _OF_THIS_PROCESS
        ),
        waiting=tuple(
            QueueMark(queue=queue, conversations=tuple(waiting))
            for queue, waiting in tenant.waiting.items()
        ),
        bots=tuple(BotMark(conversation=id_, run=run) for id_, run in tenant.runs.items()),
        typing=dict(tenant.touched),
        reconnects=dict(tenant.reconnects),
        rates=tuple(
            RateMark(key=key, since=window.since, taken=window.taken)
            for key, window in tenant.rates.items()
        ),
        placements=tenant.placements.known,
        faults=tuple(_fault(armed, tenant.channels) for armed in tenant.faults),
        outages=tuple(_outage(run) for run in tenant.outages.values()),
    )


def _fault(armed: Any, channels: Container[Any]) -> FaultMark:
    # What is remembered of a live socket ends with it.
    is_kept = armed.fault.what.remembers
    kept = {key: value for key, value in armed.memory.items() if is_kept and key not in channels}
    return FaultMark(
        fault=msgspec.to_builtins(armed.fault),
        seed=armed.seed,
        set_at=armed.set_at,
        state="open" if armed.is_open else "shut" if armed.is_over else "waiting",
        fired=armed.fired,
        counts=tuple(
            CountMark(subject=subject, asked=count.asked, fired=count.fired)
            for subject, count in armed.counts.items()
        ),
        memory=memory.pack(kept),
    )


def _outage(run: Any) -> OutageMark:
    staging = run.staging
    return OutageMark(
        outage=msgspec.to_builtins(run.outage),
        seed=staging.seed,
        intensity=staging.intensity,
        lasts_s=staging.lasts_s,
        after_s=staging.after_s,
        since=run.since,
        until=run.until,
        state=run.state,
        fault_ids=run.fault_ids,
        fired=dict(run.fired),
    )
