"""A clock that is set back: faults and outages go on as they would have."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.faulty import set_fault
from tests.support.server import Server, serving
from tests.support.wire import seen

ME = "GET /api/v2/users/me"
RESETS = ["clock/reset", "reset/clock"]


async def admin(server: Server, verb: str, body: Any = None) -> Any:
    """Call the admin API."""
    method, _, path = verb.partition(" ")
    url = f"{server.url}/__admin/{path}"
    async with server.http.request(method, url, json=body) as answer:
        assert answer.status < 300, await answer.text()
        return await answer.json(content_type=None)


async def acts(server: Server) -> bool:
    """Whether a fault acts on a call now."""
    return (await seen(server, ME, await server.token())).status == 503


@pytest.mark.parametrize("path", RESETS)
async def test_a_fault_set_in_times_to_come_goes_on_acting(path: str) -> None:
    async with serving() as server:
        await server.advance(3_600)
        when = {"after": "10s", "for": "20s"}
        await set_fault(server, "status", id="f", when=when, ttl="40s")
        await set_fault(server, "status", id="open", where={"path": "/nowhere"})
        await server.advance(15)
        await admin(server, f"POST {path}")
        now = server.tenant.clock.now()
        first, other = (await admin(server, "GET faults"))["faults"]

        assert (first["state"], other["state"]) == ("open", "open")
        (armed, _) = server.tenant.faults
        times = (armed.set_at, armed.opens_at, armed.shuts_at, armed.ends_at)
        assert times == (now - 15, now - 5, now + 15, now + 25)
        assert await acts(server)
        assert await server.advance(15) == [("fault.shut", "f")]
        assert not await acts(server)
        assert await server.advance(10) == [("fault.ended", "f")]


@pytest.mark.parametrize("path", RESETS)
async def test_an_outage_that_runs_runs_as_long_as_it_would_have(path: str) -> None:
    async with serving() as server:
        await server.advance(3_600)
        await admin(server, "POST outages/brownout/start", {"for": "60s"})
        await server.advance(20)
        await admin(server, f"POST {path}")
        shown = await admin(server, "GET outages/brownout")
        assert shown["state"] == "running"
        early = await server.advance(39)
        late = await server.advance(1)
        assert ("outage.ended", "brownout") not in early
        assert ("outage.ended", "brownout") in late
        assert len(server.tenant.faults) == 0


async def test_a_clock_that_was_behind_comes_by_what_was_due_meanwhile() -> None:
    async with serving() as server:
        await admin(server, "POST clock/pause")
        await set_fault(server, "status", id="f", ttl="10s")
        server.platform.around.wall.move(60)  # type: ignore[attr-defined]  # moved by hand
        await admin(server, "POST clock/reset")
        assert await admin(server, "GET faults") == {"faults": []}
