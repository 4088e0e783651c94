"""A run is recorded by the admin API: begun, fetched, stopped, taken away; and bounded."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from mockplatform.limits import LIMITS
from tests.support.server import MESSAGING, Server, serving


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    """A server whose tenant's time stands still."""
    async with serving() as running:
        yield running


async def call(
    server: Server, method: str, path: str, tenant: str = "", status: int = 200
) -> dict[str, Any]:
    """Call the admin API, which has to answer `status`; return its JSON."""
    prefix = f"/t/{tenant}" if tenant else ""
    async with server.http.request(method, f"{server.url}{prefix}/__admin{path}") as answer:
        assert answer.status == status, await answer.text()
        return {} if status == 204 else dict(await answer.json())


async def fetch(server: Server) -> list[dict[str, Any]]:
    """Return the record's lines."""
    async with server.http.get(f"{server.url}/__admin/record") as answer:
        assert answer.headers["Content-Type"] == "application/x-ndjson"
        return [json.loads(line) for line in (await answer.read()).splitlines()]


async def test_a_run_is_recorded_until_it_is_stopped(server: Server) -> None:
    begun = await call(server, "POST", "/record/start")
    assert (begun["state"], begun["bytesMax"]) == ("recording", LIMITS.record_bytes_max)
    await server.conversation(await server.token())
    so_far = [line["line"] for line in await fetch(server)]
    assert (so_far[0], "entry" in so_far, so_far[-1]) == ("run", True, "entry")
    assert (await call(server, "GET", "/record/state"))["lines"] == len(so_far)
    stopped = await call(server, "POST", "/record/stop")
    assert (stopped["state"], stopped["ended"]) == ("ended", "stopped")
    assert await call(server, "GET", "/record/state") == stopped
    await server.conversation(await server.token())
    lines = await fetch(server)
    assert lines[-1] == {"line": "end", "record": 1, "why": "stopped"}
    paths = [line["entry"].get("path") for line in lines if line["line"] == "entry"]
    assert paths.count(MESSAGING) == 1


async def test_a_second_start_is_refused_until_the_first_is_stopped(server: Server) -> None:
    await call(server, "POST", "/record/start")
    problem = await call(server, "POST", "/record/start", status=409)
    assert "record/stop" in problem["hint"]
    await call(server, "POST", "/record/stop")
    assert (await call(server, "POST", "/record/start"))["lines"] == 1


async def test_without_a_record_there_is_nothing_to_fetch(server: Server) -> None:
    for method, path in (("GET", "/record"), ("POST", "/record/stop"), ("DELETE", "/record")):
        assert "record/start" in (await call(server, method, path, status=404))["hint"]


async def test_a_record_that_is_taken_away_is_gone(server: Server) -> None:
    await call(server, "POST", "/record/start")
    await call(server, "DELETE", "/record", status=204)
    await call(server, "GET", "/record", status=404)


async def test_a_server_keeps_so_many_records_and_no_more(server: Server) -> None:
    for number in range(LIMITS.records_kept_max):
        await server.add_tenant(f"t-{number}")
        await call(server, "POST", "/record/start", f"t-{number}")
    await call(server, "POST", "/record/start", status=429)
    await call(server, "DELETE", "/record", "t-0", status=204)
    await call(server, "POST", "/record/start")


@pytest.mark.parametrize(
    ("method", "path", "status"), [("POST", "/record/stop", 200), ("DELETE", "/record", 204)]
)
async def test_a_run_that_nobody_records_is_observed_no_more(
    server: Server, method: str, path: str, status: int
) -> None:
    """Each request would go on paying for it."""
    await call(server, "POST", "/record/start")
    assert server.tenant.run is not None
    await call(server, method, path, status=status)
    assert server.tenant.run is None


async def test_a_second_record_counts_arrivals_from_its_own_beginning(server: Server) -> None:
    await call(server, "POST", "/record/start")
    await server.conversation(await server.token())
    await call(server, "POST", "/record/stop")
    await call(server, "POST", "/record/start")
    await call(server, "POST", "/clock/pause")
    (act,) = (line for line in await fetch(server) if line["line"] == "act")
    assert act["arrivals"] == 0


async def test_a_record_that_was_stopped_outlives_a_reset(server: Server) -> None:
    await call(server, "POST", "/record/start")
    await call(server, "POST", "/record/stop")
    await call(server, "POST", "/reset")
    assert (await fetch(server))[-1]["why"] == "stopped"
