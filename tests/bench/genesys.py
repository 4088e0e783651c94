"""Owns the rates of Genesys' side: a guest's round trip on his socket, a GET of staff."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from tests.bench import frames, rates
from tests.bench.bare import BASE
from tests.bench.http import Http
from tests.bench.load import http_load, request
from tests.bench.loops import run
from tests.bench.plan import Plan
from tests.bench.rates import Duel
from tests.bench.report import Row
from tests.bench.servers import TEXT, Server, Widget

AIM_GUEST, AIM_PLATFORM = 0.47, 0.75
"""A guest's message may take half as long again as a widget's; a GET is a GET."""
FIXTURE = """\
deployments: [{ id: shop-web, messaging: { messagesPerSecond: 1000000 } }]
clients: [{ id: shop, secret: shop }]
agents: [{ id: ana, name: Ana }]
queues: [{ id: general }]
fallbackQueue: general
"""
"""As many messages as come: a load is no guest."""
DEPLOYMENT, AGENT = "shop-web", "ana"
VIEW = "/api/v2/conversations/messages"
MANY = ("--setting", "apiRequestsPerMinute=1000000")
_HELLO = b'"SessionResponse"'
_ECHO = b'"StructuredMessage"'


def measure(plan: Plan) -> Iterator[Row]:
    """Yield the rows of Genesys' side."""
    if not plan.wants("guest", "platform-get"):
        return
    with tempfile.TemporaryDirectory() as folder:
        fixture = Path(folder, "bench.yaml")
        fixture.write_text(FIXTURE, encoding="utf-8")
        with rates.duel(plan, "--fixture", str(fixture), *MANY, sized=_sizes) as both:
            if plan.wants("guest"):
                yield run(_guest(both))
            if plan.wants("platform-get"):
                yield run(_platform(both))


def _bearer(server: Server) -> dict[str, str]:
    """Return what a call of an agent carries."""
    http = Http(server.port)
    minted = http.ask("POST", "/__admin/tokens", {"userId": AGENT})
    http.close()
    return {"Authorization": f"Bearer {minted['accessToken']}"}


def _sizes(server: Server, someone: Widget) -> tuple[str, ...]:
    """Return the options that give the yardstick's GET the size of the view."""
    http = Http(server.port)
    path = f"{VIEW}/{someone.conversations[0]}"
    status, body = http.call("GET", path, None, _bearer(server))
    http.close()
    assert status == 200, body
    return (f"--get-bytes={len(body)}",)


def _said(number: int, action: str, **members: object) -> bytes:
    return frames.frame(
        msgspec.json.encode({"action": action, "token": f"guest-{number:04d}", **members})
    )


async def _guest(both: Duel) -> Row:
    count = len(both.someone.conversations)
    begun = [_said(n, "configureSession", deploymentId=DEPLOYMENT) for n in range(count)]
    path = f"/v1?deploymentId={DEPLOYMENT}"
    ours = await frames.socket_load(both.ours.port, [path] * count, {}, _HELLO, begun)
    paths = [f"{BASE}/{id_}/ws" for id_ in both.someone.conversations]
    bare = await frames.socket_load(both.bare.port, paths, {}, b"")
    message = {"type": "Text", "text": TEXT}
    makers = [
        rates.numbered(_said(n, "onMessage", message=message, tracingId="m-0000000000"))
        for n in range(count)
    ]
    frames.talk(ours, makers, _ECHO)
    frames.talk(bare, makers, b"")
    what = "guest's socket, onMessage to echo"
    return await rates.compared(both, "guest", what, AIM_GUEST, (ours, bare))


async def _platform(both: Duel) -> Row:
    bearer, ids = _bearer(both.ours), both.someone.conversations
    asked = [request("GET", f"{VIEW}/{id_}", bearer) for id_ in ids]
    plain = [request("GET", f"{BASE}/{id_}", bearer) for id_ in ids]
    ours: list[Callable[[], bytes]] = [lambda one=one: one for one in asked]  # type: ignore[misc]
    bare: list[Callable[[], bytes]] = [lambda one=one: one for one in plain]  # type: ignore[misc]
    loads = (
        await http_load(both.ours.port, ours, 200),
        await http_load(both.bare.port, bare, 200),
    )
    what = "GET conversation, platform API"
    return await rates.compared(both, "platform-get", what, AIM_PLATFORM, loads)
