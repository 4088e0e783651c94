"""Owns the weight of the server's process: what a second round of the same traffic adds to it.

Flat means: the journal's ring is full, the conversations of the rounds before are deleted and,
a day later on the tenant's clock, forgotten with their tokens; and so the same traffic once
more leaves the process as heavy as it was, but for a small share.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from tests.soak.plan import DAY_S, Plan
from tests.soak.rounds import Round, stage

WARM = 6
"""After so many rounds code is loaded, and what is remembered up to a bound has come to it."""
GROWTH_MAX = 0.05
RING = 2_000
_PAGE = os.sysconf("SC_PAGE_SIZE")
MIB = 1024 * 1024


def resident_bytes(pid: int) -> int:
    """Return the memory that a process holds; 0 where nobody tells."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * _PAGE
    except OSError:
        return 0


@dataclass(frozen=True, kw_only=True)
class Weights:
    """The weight of the process after each round, in bytes, and what went wrong meanwhile."""

    after: list[int]
    wrong: list[str]

    @property
    def growth(self) -> float:
        """The share that the rounds behind the warm ones have added."""
        return self.after[-1] / max(1, self.after[WARM - 1]) - 1

    @property
    def line(self) -> str:
        """The figures, to be printed."""
        told = ", ".join(f"{one / MIB:.1f}" for one in self.after)
        return f"MiB after each round: {told}; {self.growth:+.1%} since round {WARM}"


async def weigh(http: aiohttp.ClientSession, url: str, pid: int, plan: Plan) -> Weights:
    """Play the rounds, weighing the process after each."""
    made = await stage(http, url, plan, RING)
    after: list[int] = []
    wrong: list[str] = []
    for number in range(plan.rounds):
        done: Round = await made.play(plan.round_s, f"round-{number}", number * DAY_S)
        wrong += done.wrong
        await made.admin.must("POST", "/clock/advance", json={"by": DAY_S})
        left = (await made.admin.must("GET", "/conversations"))["total"]
        if left:
            wrong.append(f"{left} conversations are not forgotten")
        after.append(resident_bytes(pid))
    weights = Weights(after=after, wrong=wrong)
    if weights.growth > GROWTH_MAX:
        wrong.append(f"memory grows: {weights.line}")
    return weights
