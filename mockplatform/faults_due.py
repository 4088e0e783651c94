"""Owns what time does to faults and outages: their windows open and shut, they begin and end."""

from __future__ import annotations

import math

from mockplatform import injection
from mockplatform.agenda import Fired
from mockplatform.core.aggregate import Deadline
from mockplatform.strikes import Means, open_fault
from mockplatform.tenant import Tenant


class Faults:
    """Opens and shuts the windows of faults, and takes them away when their time is over."""

    def __init__(self, means: Means) -> None:
        self._means = means

    def next_at(self, tenant: Tenant, subject: str, noted: float) -> Deadline | None:
        """Return when the subject is next due, whatever was noted."""
        del noted
        armed = tenant.faults.get(subject)
        if armed is None:
            return None
        ends = Deadline(math.inf if armed.ends_at is None else armed.ends_at, "fault.ended")
        if not armed.is_open and not armed.is_over:
            return min(ends, Deadline(armed.opens_at, "fault.opened"))
        shuts_at = math.inf if armed.shuts_at is None or armed.is_over else armed.shuts_at
        soonest = min(ends, Deadline(shuts_at, "fault.shut"))
        return None if soonest.at == math.inf else soonest

    async def fire(self, tenant: Tenant, subject: str, at: float, what: str) -> list[Fired]:
        """Do what is due at `at`; return what was done."""
        armed = tenant.faults.get(subject)
        assert armed is not None  # `next_at` has just found it
        if what == "fault.ended":
            injection.remove(tenant, subject)
        elif what == "fault.opened":
            await open_fault(self._means, tenant, armed, at)
            armed.is_open = True
        else:
            armed.is_open, armed.is_over = False, True
            injection.let_go(tenant, armed, at)
        return [Fired(at, what, subject)]


class Outages:
    """Begins outages, and ends them when their time is over."""

    def next_at(self, tenant: Tenant, subject: str, noted: float) -> Deadline | None:
        """Return when the subject is next due, whatever was noted."""
        del noted
        run = tenant.outages.get(subject)
        if run is None or not run.is_on:
            return None
        if run.state == "waiting":
            return Deadline(run.since, "outage.started")
        return Deadline(run.until, "outage.ended")

    async def fire(self, tenant: Tenant, subject: str, at: float, what: str) -> list[Fired]:
        """Do what is due at `at`; return what was done."""
        from mockplatform import outages  # Late: a start pays for no kind of fault.

        run = tenant.outages[subject]
        if what == "outage.started":
            outages.begin(run)
        else:
            outages.end(tenant, run, at)
        return [Fired(at, what, subject)]
