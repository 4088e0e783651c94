"""Acts are staged before the same arrival as then, and not those that somebody does himself."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import aiohttp
import pytest

from mockplatform.recording.director import Director
from mockplatform.recording.lines import ActLine
from mockplatform.recording.run import observe
from tests.support.server import MESSAGING, Server, serving

DOWN = {"id": "down", "what": {"kind": "status", "status": 503}}
HANG = {"id": "hang", "what": {"kind": "hang"}}


def act(
    method: str, path: str, body: object = None, *, arrivals: int, under_way: int = 0
) -> ActLine:
    """Return an act of an earlier run."""
    where = f"/__admin{path}"
    return ActLine(
        at=0.0,
        arrivals=arrivals,
        under_way=under_way,
        since=0.0,
        method=method,
        path=where,
        body=body,
    )


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    """A server whose tenant's time stands still."""
    async with serving() as running:
        yield running


def direct(server: Server, *acts: ActLine) -> Director:
    """Stage acts in the default tenant, by its admin API."""

    async def carry_out(one: ActLine) -> None:
        async with server.http.request(one.method, server.url + one.path, json=one.body) as answer:
            assert answer.status < 300, await answer.text()

    run = observe(server.platform, server.tenant)
    run.director = Director(server.platform.around, acts, carry_out)
    return run.director


async def statuses(server: Server, count: int) -> list[int]:
    """Make requests one after another; return how they were answered."""
    found = []
    headers = {"Authorization": f"Bearer {await server.token()}"}
    for _ in range(count):
        async with server.http.get(server.url + MESSAGING, headers=headers) as answer:
            found.append(answer.status)
    return found


async def test_acts_are_staged_before_the_same_arrival(server: Server) -> None:
    director = direct(
        server,
        act("POST", "/faults", DOWN, arrivals=1),
        act("DELETE", "/faults/down", arrivals=3),
    )
    assert await statuses(server, 4) == [200, 503, 503, 200]
    assert (director.staged, director.left) == (2, 0)


async def test_an_act_before_all_is_staged_before_the_first(server: Server) -> None:
    direct(server, act("POST", "/faults", DOWN, arrivals=0))
    assert await statuses(server, 1) == [503]


async def test_an_act_that_the_client_does_itself_is_not_done_twice(server: Server) -> None:
    director = direct(
        server,
        act("POST", "/clock/advance", {"by": 60}, arrivals=0),
        act("POST", "/clock/advance", {"by": 60}, arrivals=1),
    )
    began = server.tenant.clock.now()
    async with server.http.post(f"{server.url}/__admin/clock/advance", json={"by": 60}) as answer:
        assert answer.status == 200
    await statuses(server, 2)
    assert server.tenant.clock.now() - began == 120
    assert (director.staged, director.left) == (1, 1)


async def test_what_was_done_before_an_act_of_the_clients_comes_before_it(server: Server) -> None:
    director = direct(
        server,
        act("POST", "/faults", {**DOWN, "when": {"for": "30s"}}, arrivals=0),
        act("POST", "/clock/advance", {"by": 60}, arrivals=0),
    )
    async with server.http.post(f"{server.url}/__admin/clock/advance", json={"by": 60}) as answer:
        fired = (await answer.json())["fired"]
    assert [one["what"] for one in fired] == ["fault.shut"]
    assert await statuses(server, 1) == [200]
    assert (director.staged, director.left) == (1, 1)


async def test_a_request_that_was_freed_by_an_act_is_freed_again(server: Server) -> None:
    direct(
        server,
        act("POST", "/faults", HANG, arrivals=0),
        act("DELETE", "/faults/hang", arrivals=1, under_way=1),
    )
    async with asyncio.timeout(20):
        assert await statuses(server, 1) == [200]


async def test_frames_are_arrivals_too(server: Server) -> None:
    closing = act(
        "POST", "/faults", {"what": {"kind": "lose"}, "where": {"phase": "frame.in"}}, arrivals=4
    )
    director = direct(server, closing)
    token = await server.token()
    conversation = await server.conversation(token)  # 1
    url = f"{server.url}{MESSAGING}/{conversation}/ws"
    headers = {"Authorization": f"Bearer {token}"}
    async with server.http.ws_connect(url, headers=headers) as socket:  # 2
        for number in (3, 4, 5):
            await socket.send_json({"type": "message.send", "text": str(number)})
        async with asyncio.timeout(20):
            await server.tenant.journal.wait_for(lambda one: one.kind == "fault")
            await _heard(socket, 2)
    assert director.staged == 1


async def _heard(socket: aiohttp.ClientWebSocketResponse, acks: int) -> None:
    while acks:
        acks -= (await socket.receive_json())["type"] == "ack"


async def test_a_body_too_deep_to_read_is_refused_while_acts_are_staged(server: Server) -> None:
    direct(server, act("POST", "/faults", DOWN, arrivals=1))
    url, deep = f"{server.url}/__admin/faults", b'{"what":' + b"[" * 30_000 + b"]" * 30_000 + b"}"
    headers = {"Content-Type": "application/json"}
    async with server.http.post(url, data=deep, headers=headers) as answer:
        assert answer.status == 400
        assert "levels deep" in await answer.text()
