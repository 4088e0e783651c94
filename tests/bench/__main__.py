"""Owns `python -m tests.bench`: what is asked for, measured and told. No timing fails it."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

import msgspec

from tests.bench import genesys, memory, rates, report, reviewing, starts, tenants
from tests.bench.plan import NAMES, Plan
from tests.bench.report import Row

QUICK = Plan(seconds=0.2, connections=4, sockets=20, starts=1, tenants=5)


def asked() -> tuple[Plan, Path | None]:
    """Return what the command line asks for, and where the figures go as JSON."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--seconds", type=float, help="how long the load of each rate lasts")
    parser.add_argument("--only", choices=NAMES, action="append", default=[], help="these rows")
    parser.add_argument("--sockets", type=int, help="how many idle sockets are weighed")
    parser.add_argument("--quick", action="store_true", help="tiny counts: whether it runs at all")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    given = parser.parse_args()
    plan = QUICK if given.quick else Plan()
    return Plan(
        only=frozenset(given.only),
        seconds=given.seconds or plan.seconds,
        connections=plan.connections,
        sockets=given.sockets or plan.sockets,
        starts=plan.starts,
        tenants=plan.tenants,
    ), given.json


def measured(plan: Plan) -> Iterator[Row]:
    """Yield each row when it has been measured."""
    parts: tuple[Iterable[Row], ...] = (
        rates.measure(plan),
        genesys.measure(plan),
        reviewing.measure(plan),
        starts.measure(plan),
        memory.measure(plan),
        tenants.measure(plan),
    )
    return chain(*parts)


def main() -> None:
    """Measure, and print the table."""
    plan, file = asked()
    on, line = report.machine(), report.machine_line()
    rows = list(measured(plan))
    print(report.table(rows))
    print(f"\n{line}")
    print("Shares are of a bare aiohttp server's; ours / bare where two stand. docs/performance.md")
    if file is not None:
        file.write_bytes(msgspec.json.format(msgspec.json.encode({"machine": on, "rows": rows})))


if __name__ == "__main__":
    main()
