"""Which calls an outage harms and which it leaves alone, over all routes of the widget API."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from mockplatform.dialects.widget.routes import ROUTES
from mockplatform.edge.route import Auth, Route
from mockplatform.errors import FAULT
from tests.outages.stage import Stage
from tests.support.hands import Hands
from tests.support.server import MESSAGING, serving

HARMED: dict[str, Callable[[Route], bool]] = {
    "edge-401-storm": lambda route: route.auth is Auth.BEARER,
    "token-service-down": lambda route: "/auth/" in route.path or "/oauth/" in route.path[:7],
    "context-store-down": lambda route: "/widget-context/" in route.path,
    "region-failover": lambda _: True,
    "brownout": lambda _: True,
    "refresh-slow": lambda route: route.path.endswith("/widget/auth/refresh"),
    "no-agents": lambda _: False,
    "half-open-sockets": lambda _: False,
    "websocket-flap": lambda _: False,
}
"""Source: the texts of fixtures/outages: which calls they name, of those that no socket takes."""

MENDED = (
    f"GET {MESSAGING}",
    "GET /api/v2/users/me",
    "GET /api/v2/widget-context/ctx_user-7",
    "PUT /api/v2/widget/deployments/shop-web/config",
    "GET /api/v2/oauth/clients/own-widget",
    "GET /api/v2/analytics/conversations/none/details",
)


@asynccontextmanager
async def staged(name: str) -> AsyncIterator[Stage]:
    """Have a customer meet an outage at its beginning."""
    hands = Hands()
    async with serving(settings={"agentsAct": False}, **hands.options) as server:
        stage = Stage(server, name, hands)
        await stage.begin()
        await stage.start()
        yield stage


async def is_harmed(stage: Stage, route: Route) -> bool:
    """Whether a fault has changed the answer of a route, or holds it up."""
    path = route.path.replace("{id}", stage.conversation).replace("{key}", "ctx_user-7")
    body: object = None if route.method in {"GET", "DELETE"} else {}
    journal, since = stage.server.tenant.journal, stage.server.tenant.journal.last_id
    call = asyncio.create_task(stage.call(f"{route.method} {path}", body))
    told = asyncio.create_task(journal.wait_for(lambda one: one.id > since and one.kind == "fault"))
    await asyncio.wait({call, told}, return_when=asyncio.FIRST_COMPLETED)
    told.cancel()
    fired = any(journal.select(kind="fault", since=since))
    if not call.done():
        await stage.hands.move(30)
    reply = await call
    assert fired == (FAULT in reply.headers)
    return fired


@pytest.mark.parametrize("name", HARMED)
async def test_an_outage_harms_just_the_calls_that_it_names(name: str) -> None:
    async with staged(name) as stage:
        for route in ROUTES:
            if route.auth is not Auth.SOCKET:
                wanted = HARMED[name](route)
                assert await is_harmed(stage, route) == wanted, (route.method, route.path)


async def refusals(stage: Stage) -> Counter[str]:
    """Return how often each scope of the storm refuses, of forty calls each."""
    met: Counter[str] = Counter()
    for _ in range(40):
        for verb in MENDED:
            reply = await stage.call(verb, {"theme": {}} if verb.startswith("PUT") else None)
            met[verb] += FAULT in reply.headers
        met["handshake"] += (await stage.refused())[0] == 401
    return met


async def test_after_two_minutes_the_storm_is_mended_machine_by_machine_for_all() -> None:
    async with staged("edge-401-storm") as stage:
        await stage.advance(120)
        first = await refusals(stage)
        await stage.advance(50)
        last = await refusals(stage)
        assert len(first) == len(last) == len(MENDED) + 1
        for name, times in first.items():
            assert 40 > times > last[name] > 0, name
        await stage.advance(10)
        assert set((await refusals(stage)).values()) == {0}


async def test_a_new_token_meets_the_storm_as_the_old_one_did() -> None:
    async with staged("edge-401-storm") as stage:
        renewed = await stage.renew(await stage.log_in())
        assert renewed.status == 200
        stage.token = renewed["access_token"]
        assert (await stage.read()).status == 401
        assert (await stage.refused())[0] == 401
