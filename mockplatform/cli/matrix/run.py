"""Owns how the matrix is run: a fresh tenant for each run, its outage around the command."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from mockplatform.cli.execute import environment_of
from mockplatform.cli.matrix import child
from mockplatform.cli.matrix.cells import CLEAN, Cell, Matrix, Outcome
from mockplatform.client import Admin
from mockplatform.client.answers import Tenant
from mockplatform.client.errors import AdminError, Unreachable
from mockplatform.edge.wallclock import stopwatch
from mockplatform.limits import HOUR_S


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What is to be run, and how.

    Attributes:
        outages: Under which outages, in this order.
        must_survive: Which of them the command must survive.
        must_fire: Which of them it must meet.
        fixture: A shipped fixture's name for the tenants; None: the server's own.
        lasts: How long each outage is to last; None: as its file says.
        after: How long after the command's beginning it begins.
        timeout_s: After so long in real time a run is ended.
    """

    command: Sequence[str]
    outages: Sequence[str]
    must_survive: frozenset[str]
    must_fire: frozenset[str] = frozenset()
    seed: int
    fixture: str | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)
    lasts: str | None = None
    after: str = "0s"
    intensity: float = 1.0
    timeout_s: float


def run(admin: Admin, plan: Plan, tell: Callable[[str], None]) -> Matrix:
    """Run the command once in peace, and if it does well once under each outage.

    Args:
        admin: The admin API of the server.
        plan: What is to be run.
        tell: Hears of each run's beginning and end.
    """
    total = len(plan.outages) + 1
    tell(f"[1/{total}] {CLEAN} … ")
    clean = _run_one(admin, plan, None)
    tell(f"{clean.said}, {clean.seconds:.1f} s\n")
    cells = []
    for number, name in enumerate(plan.outages if clean.outcome == "survived" else (), start=2):
        tell(f"[{number}/{total}] {name} … ")
        cells.append(cell := _run_one(admin, plan, name))
        tell(f"{cell.said}, {cell.seconds:.1f} s, {cell.faults} faults\n")
    return Matrix(
        # No report can hold what is no text, such as a name of undecodable bytes.
        command=[one.encode(errors="backslashreplace").decode() for one in plan.command],
        seed=plan.seed,
        fixture=plan.fixture or admin.tenants.get(admin.target.tenant).fixture,
        lasts=plan.lasts,
        after=plan.after,
        intensity=plan.intensity,
        clean=clean,
        cells=cells,
    )


def _run_one(admin: Admin, plan: Plan, outage: str | None) -> Cell:
    with _tenant(admin, plan) as tenant:
        here = admin.of(tenant.id)
        if outage is not None:
            here.outages.start(outage, for_=plan.lasts, intensity=plan.intensity, after=plan.after)
        told = environment_of(tenant, here.target.token, here.target.ca_file)
        environ = {**os.environ, **told, "MOCKPLATFORM_OUTAGE": outage or ""}
        began = stopwatch()
        ended = child.run(plan.command, environ, plan.timeout_s)
        seconds = round(stopwatch() - began, 3)
        fired = 0 if outage is None else here.outages.stop(outage).fired
    outcome: Outcome = "timed out" if ended.timed_out else "failed" if ended.code else "survived"
    return Cell(
        outage=outage or CLEAN,
        outcome=outcome,
        exit_code=ended.code,
        seconds=seconds,
        faults=fired,
        must_survive=outage is None or outage in plan.must_survive,
        must_fire=outage in plan.must_fire,
        tail=ended.tail,
        tenant=tenant.id,
    )


@contextmanager
def _tenant(admin: Admin, plan: Plan) -> Iterator[Tenant]:
    """Make a tenant for one run; should this process be killed, it goes by itself."""
    tenant = admin.tenants.create(
        fixture=plan.fixture,
        settings=plan.settings,
        seed=plan.seed,
        ttl=plan.timeout_s + HOUR_S,
    )
    try:
        yield tenant
    finally:
        # Whoever deletes it, or ends the server, while the command runs has done this already.
        with suppress(AdminError, Unreachable):
            admin.tenants.delete(tenant.id)
