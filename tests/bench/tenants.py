"""Owns the time to make a tenant, and to put one back to its beginning."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median
from time import perf_counter

from tests.bench.bare import BASE
from tests.bench.http import Http
from tests.bench.plan import Plan
from tests.bench.rates import QUIET
from tests.bench.report import ABSENT, Row, verdict
from tests.bench.servers import OURS, Server, message_body, on_core, running, widget

AIM_MS = 2.0
CREATED = 201
RECORDS = 100
RESETS_SHARE = 5


def measure(plan: Plan) -> Iterator[Row]:
    """Yield the rows of tenants: made, and reset with some messages in them."""
    if not plan.wants("tenants"):
        return
    with running((*OURS, *QUIET)) as server, on_core(1):
        http = Http(server.port)
        status, _ = http.call("POST", "/__admin/tenants", {"id": "bench"})
        is_there = status == CREATED
        made = [_make(http, place) for place in range(plan.tenants)] if is_there else []
        yield _row("make a tenant", made)
        resets = range(max(1, plan.tenants // RESETS_SHARE)) if is_there else ()
        again = [_reset(server, http) for _ in resets]
        yield _row(f"reset a tenant of {RECORDS} messages", again)
        http.close()


def _row(what: str, took_ms: list[float]) -> Row:
    row = Row(name="tenants", what=what, aim=f"< {AIM_MS:.0f} ms", verdict=ABSENT)
    if took_ms:
        row.figure = f"{median(took_ms):.2f} ms"
        row.spread = f"{min(took_ms):.2f}-{max(took_ms):.2f}"
        row.verdict = verdict(is_met=median(took_ms) < AIM_MS)
    return row


def _make(http: Http, place: int) -> float:
    began = perf_counter()
    http.ask("POST", "/__admin/tenants", {"id": f"bench-{place}"})
    return 1000 * (perf_counter() - began)


def _reset(server: Server, http: Http) -> float:
    someone = widget(server, 1, "/t/bench")
    path = f"/t/bench{BASE}/{someone.conversations[0]}/messages"
    for number in range(RECORDS):
        http.ask("POST", path, message_body(number), someone.headers)
    began = perf_counter()
    http.ask("POST", "/__admin/tenants/bench/reset", {})
    return 1000 * (perf_counter() - began)
