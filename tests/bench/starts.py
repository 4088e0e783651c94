"""Owns the cold start: from the start of the process to the first answer over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median
from time import perf_counter

from tests.bench.bare import BASE
from tests.bench.http import Http
from tests.bench.plan import Plan
from tests.bench.report import Row, verdict
from tests.bench.servers import BARE, OURS, USER, start, stop

AIM_MS = 100.0


def measure(plan: Plan) -> Iterator[Row]:
    """Yield the rows of the cold start; the pairs are started in turn."""
    if not plan.wants("start"):
        return
    _ours(), _bare()  # The first start compiles, and fills the system's caches.
    ours, tokens, bare = [], [], []
    for _ in range(plan.starts):
        answered, token = _ours()
        ours.append(answered)
        tokens.append(token)
        bare.append(_bare())
    more = [one - two for one, two in zip(ours, bare, strict=True)]
    yield Row(
        name="start",
        what="start to first answer",
        aim=f"bare + {AIM_MS:.0f} ms",
        figure=f"+{median(more):.0f} ms",
        spread=f"{min(more):.0f}-{max(more):.0f}",
        verdict=verdict(is_met=median(more) <= AIM_MS),
        more={"ours": f"{median(ours):.0f} ms", "bare": f"{median(bare):.0f} ms"},
    )
    yield Row(
        name="start",
        what="start to first token",
        figure=f"{median(tokens):.0f} ms",
        spread=f"{min(tokens):.0f}-{max(tokens):.0f}",
    )


def _ours() -> tuple[float, float]:
    """Return the milliseconds to the first answer, and to the first token."""
    began = perf_counter()
    server = start(OURS)
    http = Http(server.port)
    http.ask("GET", "/.well-known/openid-configuration")
    answered = perf_counter()
    asked = {"deploymentId": server.deployment_id, "userId": USER}
    http.ask("POST", "/api/v2/widget/auth/token", asked)
    issued = perf_counter()
    http.close()
    stop(server)
    return 1000 * (answered - began), 1000 * (issued - began)


def _bare() -> float:
    began = perf_counter()
    server = start(BARE)
    http = Http(server.port)
    http.ask("GET", BASE + "/1")
    answered = perf_counter()
    http.close()
    stop(server)
    return 1000 * (answered - began)
