"""Owns outages that run: started, told to the journal, ended by the tenant's clock or by hand.

A running outage is a handful of ordinary faults: what they do, and what is held by them,
is the faults' own matter. Of each outage a tenant keeps how it last went.
"""

from __future__ import annotations

from mockplatform import injection, outage_files
from mockplatform.durations import format_duration, format_instant
from mockplatform.errors import (
    AlreadyRunning,
    InvalidValue,
    TooManyRequests,
    UnknownThing,
    nearest,
)
from mockplatform.faults.course import Staging, Unstageable, faults_of, lasts_s
from mockplatform.faults.outage import Outage
from mockplatform.faults.running import Running
from mockplatform.fixtures_document import render
from mockplatform.limits import LIMITS
from mockplatform.tenant import Tenant


def find(tenant: Tenant, name: str) -> Outage:
    """Return an outage of the catalogue, or one that was posted to the tenant.

    Raises:
        UnknownThing: There is none of that name.
    """
    posted = tenant.outages.get(name)
    if posted is not None:
        return posted.outage
    if name in outage_files.names():
        return outage_files.shipped(name)
    known = {*outage_files.names(), *tenant.outages}
    raise UnknownThing("outage", name, hint=nearest(name[:128], known))


def catalogue(tenant: Tenant) -> list[Outage]:
    """Return the shipped outages, and behind them those that were posted to the tenant."""
    names = outage_files.names()
    posted = [name for name in tenant.outages if name not in names]
    return [find(tenant, name) for name in (*names, *posted)]


def start(tenant: Tenant, outage: Outage, staging: Staging, *, correlation_id: str = "") -> Running:
    """Set an outage's faults, behind the others.

    The caller settles the tenant then, so that what begins now begins.

    Raises:
        AlreadyRunning: It runs already, or is to begin.
        TooManyRequests: With its faults there were more than a tenant may have.
        InvalidValue: It cannot be staged so; `course.check` says so beforehand.
    """
    name, now = outage.name, tenant.clock.now()
    before = tenant.outages.get(name)
    if before is not None and before.is_on:
        what = f"Outage {name!r} {'runs' if before.state == 'running' else 'is to begin'} already"
        raise AlreadyRunning(what, hint=f"Stop it first: POST /__admin/outages/{name}/stop.")
    try:
        faults = faults_of(outage, staging)
    except Unstageable as error:
        raise InvalidValue(render(error.path), error.what) from None
    if len(tenant.faults) + len(faults) > LIMITS.faults_per_tenant_max:
        most = LIMITS.faults_per_tenant_max
        raise TooManyRequests(f"With its {len(faults)} faults there were more than {most}")
    since = now + staging.after_s
    run = Running(outage, staging, since=since, until=since + lasts_s(outage, staging))
    _keep(tenant, run)
    run.fault_ids = tuple(injection.put(tenant, fault).id for fault in faults)
    run.entry = _tell(tenant, run, "outage.started", correlation_id=correlation_id)
    tenant.agenda.note("outage", name, now)
    return run


def _keep(tenant: Tenant, run: Running) -> None:
    """Keep it, last; the one that was over first is forgotten where there are too many."""
    kept = tenant.outages
    kept.pop(run.outage.name, None)
    if len(kept) >= LIMITS.outages_kept_max:
        over = next((name for name, one in kept.items() if not one.is_on), None)
        if over is None:
            raise TooManyRequests(f"A tenant has at most {LIMITS.outages_kept_max} outages")
        del kept[over]
    kept[run.outage.name] = run


def stop(tenant: Tenant, name: str, *, correlation_id: str = "") -> None:
    """End an outage now; what it held goes on at once. One that does not run stays as it is.

    Raises:
        UnknownThing: There is none of that name.
    """
    run = tenant.outages.get(name)
    if run is None:
        find(tenant, name)
    elif run.is_on:
        end(tenant, run, tenant.clock.now(), correlation_id=correlation_id)


def stop_all(tenant: Tenant) -> None:
    """End every outage now."""
    for name in tuple(tenant.outages):
        stop(tenant, name)


def end_bare(tenant: Tenant, *, correlation_id: str = "") -> None:
    """End the outages that are on and have no fault left: somebody took them away by hand."""
    for run in tuple(tenant.outages.values()):
        if run.is_on and not any(tenant.faults.get(id_) for id_ in run.fault_ids):
            end(tenant, run, tenant.clock.now(), correlation_id=correlation_id)


def begin(run: Running) -> None:
    """Note that its time has come."""
    run.state = "running"


def end(tenant: Tenant, run: Running, at: float, *, correlation_id: str = "") -> None:
    """Take an outage's faults away; what they held goes on at once."""
    for id_ in run.fault_ids:
        if tenant.faults.get(id_) is not None:
            injection.remove(tenant, id_)
    run.state, run.until = "over", at
    tenant.agenda.forget("outage", run.outage.name)
    _tell(tenant, run, "outage.ended", at=at, correlation_id=correlation_id)


def fired(tenant: Tenant, run: Running) -> dict[str, int]:
    """Return how often each of its faults has fired so far."""
    set_now = {id_: tenant.faults.get(id_) for id_ in run.fault_ids}
    return {
        id_: run.fired.get(id_, 0) if armed is None or not run.is_on else armed.fired
        for id_, armed in set_now.items()
    }


def _tell(
    tenant: Tenant,
    run: Running,
    code: str,
    *,
    at: float | None = None,
    correlation_id: str = "",
) -> int:
    """Tell the journal of a beginning or an end; the end names the beginning as its cause."""
    staging = run.staging
    if code == "outage.started":
        lasts = format_duration(run.until - run.since)
        text = (
            f"{run.outage.name}: from {format_instant(run.since)} for {lasts}, "
            f"intensity {staging.intensity:g}, seed {staging.seed}"
        )
    else:
        text = f"{run.outage.name}: faults fired: {sum(fired(tenant, run).values())}"
    return tenant.journal.record(
        "note", (code, text), at=at, correlation_id=correlation_id, caused_by=run.entry
    )
