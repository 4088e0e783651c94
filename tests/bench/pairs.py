"""Owns the comparison: slices of load on two servers in turn, judged pair by pair.

What disturbs the machine for a while disturbs both halves of a pair, so the median of
the pairs' ratios stands firmer than a ratio of totals.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median

from tests.bench.load import Load, Slice
from tests.bench.report import Row, verdict
from tests.bench.servers import Server

SLICE_S_MAX = 0.5
PAIRS_MIN = 2


@dataclass(slots=True)
class Side:
    """One of the two: its server, its load, and what came of it."""

    server: Server
    load: Load
    slices: list[Slice] = field(default_factory=list)
    cpu_s: float = 0.0

    async def run(self, seconds: float) -> None:
        """Put load on the server for some seconds."""
        before = self.server.cpu_s()
        self.slices.append(await self.load.run(seconds))
        self.cpu_s += self.server.cpu_s() - before

    def clear(self) -> None:
        """Forget what came so far: it was to warm up."""
        self.slices.clear()
        self.cpu_s = 0.0

    @property
    def rate(self) -> str:
        """Answers a second."""
        return f"{median(one.rate for one in self.slices):,.0f}/s"

    def percentile_ms(self, percent: float) -> float:
        """Return the median of the slices' percentiles."""
        return 1000 * median(one.percentile_s(percent) for one in self.slices)

    @property
    def cpu_us(self) -> float:
        """How much CPU the server used for an answer."""
        return 1e6 * self.cpu_s / sum(len(one.latencies_s) for one in self.slices)


async def compare(ours: Side, bare: Side, seconds: float) -> None:
    """Put load on both in turn, for `seconds` in all."""
    pairs = max(PAIRS_MIN, round(seconds / 2 / SLICE_S_MAX))
    each = min(SLICE_S_MAX, seconds / 2 / pairs)
    for side in (ours, bare):
        await side.run(each)
        side.clear()
    for _ in range(pairs):
        for side in (ours, bare):
            await side.run(each)


def ratios(ours: Side, bare: Side) -> Sequence[float]:
    """Return each pair's share: our rate of the bare rate."""
    return [one.rate / two.rate for one, two in zip(ours.slices, bare.slices, strict=True)]


def row(name: str, what: str, aim: float, ours: Side, bare: Side) -> Row:
    """Return what the comparison came to.

    A load that does not get its core slows the quicker server more and so flatters the
    slower one; the CPU used for an answer does not, so both shares must reach the aim.
    """
    shares = ratios(ours, bare)
    figure = median(shares)
    by_cpu = bare.cpu_us / ours.cpu_us if ours.cpu_us else figure
    return Row(
        name=name,
        what=what,
        aim=f">= {aim:.2f}",
        figure=f"{figure:.2f}",
        spread=f"{min(shares):.2f}-{max(shares):.2f}",
        verdict=verdict(is_met=min(figure, by_cpu) >= aim),
        more={
            "ours": ours.rate,
            "bare": bare.rate,
            "p50 ms": f"{ours.percentile_ms(50):.2f} / {bare.percentile_ms(50):.2f}",
            "p99 ms": f"{ours.percentile_ms(99):.2f} / {bare.percentile_ms(99):.2f}",
            "by CPU": f"{by_cpu:.2f}",
            "CPU us": f"{ours.cpu_us:.0f} / {bare.cpu_us:.0f}",
        },
    )
