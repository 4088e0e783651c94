"""A recorder follows the journal, tells its gaps, and never grows over its limit."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from mockplatform.edge import wallclock
from mockplatform.recording.lines import ActLine
from mockplatform.recording.reading import parse
from mockplatform.recording.run import Run, observe
from mockplatform.recording.sinks import Memory
from tests.support.server import MESSAGING, Server, serving


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    """A server whose tenant's time stands still."""
    async with serving() as running:
        yield running


def watch(server: Server) -> Run:
    """Return the default tenant's run."""
    return observe(server.platform, server.tenant)


async def admin(server: Server, method: str, path: str, body: object = None) -> int:
    """Call the admin API; return the status."""
    url = f"{server.url}/__admin{path}"
    async with server.http.request(method, url, json=body) as answer:
        return answer.status


async def look(server: Server, token: str) -> None:
    """Make a request."""
    async with server.http.get(
        server.url + MESSAGING, headers={"Authorization": f"Bearer {token}"}
    ) as answer:
        await answer.read()


async def test_requests_are_written_with_their_ordinal(server: Server) -> None:
    memory = Memory()
    recorder = watch(server).record(memory)
    for user in ("ann", "bob", "ann"):
        await look(server, await server.token(user))
    recorder.stop()
    found = [one for one in parse(memory.read()).entries if one["kind"] == "http"]
    assert [one["subject"] for one in found] == ["ann", "bob", "ann"]
    ordinals = [line for line in memory.read().splitlines() if b'"kind":"http"' in line]
    assert [line.split(b'"ordinal":')[1] for line in ordinals] == [b"1}", b"1}", b"2}"]


async def test_acts_are_written_with_when_and_what(server: Server) -> None:
    memory = Memory()
    recorder = watch(server).record(memory)
    await look(server, await server.token())
    fault = {"id": "f", "what": {"kind": "status", "status": 503}}
    assert await admin(server, "POST", "/faults", fault) == 201
    assert await admin(server, "POST", "/faults", fault) == 409
    assert await admin(server, "POST", "/clock/advance", {"by": "1m"}) == 200
    assert await admin(server, "GET", "/faults") == 200
    assert await admin(server, "DELETE", "/faults/f") == 204
    recorder.stop()
    acts = parse(memory.read()).acts
    assert [(one.method, one.path, one.body, one.arrivals) for one in acts] == [
        ("POST", "/__admin/faults", fault, 1),
        ("POST", "/__admin/clock/advance", {"by": "1m"}, 1),
        ("DELETE", "/__admin/faults/f", None, 1),
    ]
    assert acts[1].at - acts[0].at == 60


async def test_faults_that_are_set_already_are_in_the_first_line(server: Server) -> None:
    fault = {"id": "f", "what": {"kind": "status", "status": 503}, "when": {"skip": 2}}
    await admin(server, "POST", "/faults", fault)
    memory = Memory()
    watch(server).record(memory)
    assert parse(memory.read()).run.faults == [fault]


async def test_what_the_journal_has_dropped_is_told_as_a_gap(server: Server) -> None:
    memory = Memory()
    recorder = watch(server).record(memory)
    await wallclock.breathe()
    entries_max = 10_000
    for number in range(entries_max + 5):
        server.tenant.journal.record("note", ("many", str(number)))
    recorder.stop()
    assert b'{"line":"gap","record":1,"missed":5,"why":"evicted"}' in memory.read()
    assert parse(memory.read()).missed == 5


async def test_a_record_that_is_full_says_so_and_is_no_larger(server: Server) -> None:
    memory = Memory(4096)
    recorder = watch(server).record(memory)
    for number in range(100):
        server.tenant.journal.record("note", ("many", str(number)))
        await wallclock.breathe()
    size = recorder.size
    for number in range(100):
        server.tenant.journal.record("note", ("more", str(number)))
        await wallclock.breathe()
    assert recorder.ended == "limit"
    assert memory.read().endswith(b'{"line":"end","record":1,"why":"limit"}\n')
    assert recorder.size == size == len(memory.read()) < 4096 + 100


async def test_a_sink_that_takes_nothing_for_a_while_is_told_as_a_gap(server: Server) -> None:
    class Slow(Memory):
        full = False

        def put(self, data: bytes) -> bool:
            return not self.full and super().put(data)

    sink = Slow()
    recorder = watch(server).record(sink)
    sink.full = True
    for number in range(3):
        server.tenant.journal.record("note", ("lost", str(number)))
    recorder.catch_up()
    sink.full = False
    server.tenant.journal.record("note", ("kept", ""))
    recorder.stop()
    found = parse(sink.read())
    assert found.missed == 3
    assert b"kept" in sink.read()
    assert b"lost" not in sink.read()


async def test_a_record_goes_on_after_a_reset(server: Server) -> None:
    memory = Memory()
    recorder = watch(server).record(memory)
    await look(server, await server.token())
    assert await admin(server, "POST", "/reset") == 200
    await look(server, await server.token())
    recorder.stop()
    found = parse(memory.read())
    assert [one["kind"] for one in found.entries].count("http") == 2
    assert [one.path for one in found.acts] == ["/__admin/reset"]


async def test_a_record_ends_with_its_tenant(server: Server) -> None:
    tenant = await server.add_tenant("other")
    memory = Memory()
    recorder = observe(server.platform, tenant).record(memory)
    assert await admin(server, "DELETE", "/tenants/other") == 204
    assert recorder.ended == "tenant deleted"


async def test_another_tenants_run_is_not_in_it(server: Server) -> None:
    await server.add_tenant("other")
    memory = Memory()
    recorder = watch(server).record(memory)
    fault = {"what": {"kind": "status", "status": 503}}
    async with server.http.post(f"{server.url}/t/other/__admin/faults", json=fault) as answer:
        assert answer.status == 201
    recorder.stop()
    assert parse(memory.read()).acts == []


async def test_snapshots_bodies_are_left_out(server: Server) -> None:
    memory = Memory()
    recorder = watch(server).record(memory)
    async with server.http.get(f"{server.url}/__admin/snapshot") as answer:
        snapshot = await answer.json()
    assert await admin(server, "PUT", "/snapshot", snapshot) == 200
    recorder.stop()
    (act,) = parse(memory.read()).acts
    assert isinstance(act, ActLine)
    assert (act.path, act.body, act.is_whole) == ("/__admin/snapshot", None, False)
    assert b"PRIVATE KEY" not in memory.read()
