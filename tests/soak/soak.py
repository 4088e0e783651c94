"""Owns a soak from its beginning to its report: a server, the traffic, the books, the weight."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

from mockplatform.edge.wallclock import alarm
from tests.clients.api import Api
from tests.soak.books import Books, balance, read
from tests.soak.memory import MIB, Weights, resident_bytes, weigh
from tests.soak.plan import Plan, faults
from tests.soak.rounds import Round, stage
from tests.support.process import Served, running

JOURNAL = 1_000_000
WRONG_SHOWN = 20
CONNECTIONS = 200
SAMPLE_S = 1.0


@dataclass(kw_only=True)
class Report:
    """What came of a soak.

    Attributes:
        done: Its customers and agents, and what is wrong with transcripts.
        entries: The firings that the journal has.
        books: What clients saw, against these.
        evicted: How many entries the journal has dropped.
        weights: Of the process, if they were asked for.
        samples: The process's memory during the traffic, in bytes.
    """

    done: Round
    entries: list[dict[str, Any]]
    books: Books
    evicted: int
    weights: Weights | None = None
    samples: list[int] = field(default_factory=list)

    @property
    def wrong(self) -> list[str]:
        """All that is not as it must be."""
        wrong = [*self.done.wrong, *self.books.wrong]
        if self.evicted:
            wrong.append(f"the journal has dropped {self.evicted} entries")
        return wrong + (self.weights.wrong if self.weights else [])

    @property
    def idle(self) -> list[str]:
        """The faults that never fired, so that nothing was shown about them."""
        return [one["id"] for one in faults(0) if not self.books.fired[one["id"]]]

    def lines(self) -> Iterator[str]:
        """Yield the report."""
        customers, agents = self.done.customers, self.done.agents
        sent, resent = sum(one.sent for one in customers), sum(one.resent for one in customers)
        yield f"{self.done.talks} conversations, {sent} messages acknowledged, {resent} resent"
        sockets = sum(len(one.sockets) for one in customers)
        calls = sum(one.calls.made for one in customers)
        renewed = sum(one.calls.rotations for one in customers)
        yield f"{sockets} sockets, {calls} calls, {renewed} refreshes"
        acts = sum(one.acts for one in agents)
        yield f"{len(agents)} agents, {acts} acts"
        yield "fault: fired, seen by clients"
        for id_, count in sorted(self.books.fired.items()):
            yield f"  {id_}: {count}, {self.books.seen[id_]}"
        yield f"journal: {self.evicted} entries evicted"
        if self.samples:
            some = self.samples[:: len(self.samples) // 10 or 1]
            told = ", ".join(f"{one / MIB:.0f}" for one in some)
            yield f"MiB during the traffic, all of it kept: {told}"
        if self.weights:
            yield self.weights.line
        wrong = [*self.wrong, *(f"never fired: {id_}" for id_ in self.idle)]
        yield f"{len(wrong)} wrong" + (":" if wrong else "")
        yield from (f"  {one[:1000]}" for one in wrong[:WRONG_SHOWN])


async def soak(plan: Plan, folder: Path) -> Report:
    """Run a soak; the servers' files are in `folder`."""
    async with session() as http, serving(plan, folder / "traffic") as served:
        report = await traffic(http, served, plan)
    if plan.rounds:
        async with session() as http, serving(plan, folder / "weight") as served:
            report.weights = await weigh(http, served.ready["url"], served.process.pid, plan)
    return report


def session() -> aiohttp.ClientSession:
    """Return what calls are made with: bounded in connections; each call has its own time."""
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=CONNECTIONS),
        timeout=aiohttp.ClientTimeout(total=None),
    )


def serving(plan: Plan, folder: Path) -> AbstractAsyncContextManager[Served]:
    """Run a server of its own."""
    folder.mkdir()
    store = plan.store.replace("FOLDER", str(folder))
    return running(folder, "--store", store, "--seed", str(plan.seed))


async def traffic(http: aiohttp.ClientSession, served: Served, plan: Plan) -> Report:
    """Have the traffic go, and balance the books."""
    made = await stage(http, served.ready["url"], plan, JOURNAL)
    samples: list[int] = []
    sampling = asyncio.create_task(sample(served.process.pid, samples))
    try:
        done = await made.play(plan.seconds, "soak")
    finally:
        sampling.cancel()
    entries, evicted = await read(made.admin, "kind=fault")
    books = balance(entries, done.customers)
    books.wrong += await real_errors(made.admin)
    report = Report(done=done, entries=entries, books=books, evicted=evicted)
    report.samples = samples
    return report


async def real_errors(admin: Api) -> list[str]:
    """Return the answers in the journal that failed, and no fault made them."""
    found = []
    for status in (500, 502, 503, 504):
        answers, _ = await read(admin, f"kind=http&status={status}")
        found += [f"no fault did this: {one}" for one in answers if "fault" not in one]
    return found


async def sample(pid: int, samples: list[int]) -> None:
    """Weigh a process again and again."""
    while True:
        samples.append(resident_bytes(pid))
        rung = asyncio.Event()
        alarm(SAMPLE_S, rung.set)
        await rung.wait()
