"""Owns the weight of idle sockets: what the server's memory grows by for each of many."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tests.bench.bare import BASE
from tests.bench.frames import socket_load
from tests.bench.loops import run
from tests.bench.plan import Plan
from tests.bench.rates import QUIET, SWITCHING
from tests.bench.report import ABSENT, Row, verdict
from tests.bench.servers import BARE, OURS, Server, Widget, running, socket_status, widget

AIM_KIB = 4.0
WARMED_UP = 100
FILES_SPARE = 200


def measure(plan: Plan) -> Iterator[Row]:
    """Yield the row of the idle sockets."""
    if not plan.wants("memory"):
        return
    what = f"memory of {plan.sockets:,} idle sockets"
    row = Row(name="memory", what=what, aim=f"bare + {AIM_KIB:.0f} KiB each", verdict=ABSENT)
    _allow_files(plan.sockets + FILES_SPARE)
    with running((*OURS, *QUIET)) as ours:
        someone = widget(ours, plan.sockets)
        if socket_status(ours, someone) != SWITCHING:
            yield row
            return
        mine = run(_weigh(ours, someone, someone.conversations, b'"hello"'))
    with running(BARE) as bare:
        its = run(_weigh(bare, someone, someone.conversations, b""))
    row.figure = f"+{mine - its:.1f} KiB"
    row.verdict = verdict(is_met=mine - its <= AIM_KIB)
    row.more = {"ours": f"{mine:.1f} KiB", "bare": f"{its:.1f} KiB"}
    yield row


async def _weigh(server: Server, someone: Widget, ids: Sequence[str], hello: bytes) -> float:
    """Return the KiB that each socket adds."""
    paths = [f"{BASE}/{id_}/ws" for id_ in ids]
    # The first sockets pay for what all share: code that is loaded, pools that are filled.
    first = await socket_load(server.port, paths[:WARMED_UP], someone.headers, hello)
    before = server.resident_bytes()
    rest = await socket_load(server.port, paths[WARMED_UP:], someone.headers, hello)
    after = server.resident_bytes()
    count = len(rest.connections)
    first.close()
    rest.close()
    return (after - before) / 1024 / max(1, count)


def _allow_files(count: int) -> None:
    """Let this process, and the servers that it starts, hold as many connections."""
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < count:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(count, hard), hard))
