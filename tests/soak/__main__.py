"""Owns `python -m tests.soak`: what is asked for, soaked and told; 1 if anything is wrong."""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path

from tests.soak.plan import Plan
from tests.soak.soak import soak

ROUNDS = 9


def asked() -> Plan:
    """Return what the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0, help="how long the traffic lasts")
    parser.add_argument("--customers", type=int, default=100, help="how many customers")
    parser.add_argument("--agents", type=int, default=10, help="how many agents")
    parser.add_argument("--seed", type=int, default=1, help="what all draws follow from")
    parser.add_argument(
        "--store", default="memory", help="memory, or sqlite:///FOLDER/soak.db in a new folder"
    )
    parser.add_argument(
        "--rounds", type=int, default=ROUNDS, help="rounds in which memory is weighed; 0: none"
    )
    given = parser.parse_args()
    return Plan(**vars(given))


def main() -> int:
    """Soak, and print what came of it."""
    plan = asked()
    print(f"seed {plan.seed}: {plan}", flush=True)  # noqa: T201 - what it is for
    with tempfile.TemporaryDirectory() as folder:
        report = asyncio.run(soak(plan, Path(folder)))
    print("\n".join(report.lines()))  # noqa: T201 - as above
    return 1 if report.wrong or report.idle else 0


if __name__ == "__main__":
    sys.exit(main())
