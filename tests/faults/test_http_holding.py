"""Calls that a fault holds: who leaves, what goes on, and that nothing is held for ever."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import ssl
import urllib.request
from asyncio import to_thread
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from mockplatform.journal import Entry
from mockplatform.limits import LIMITS
from mockplatform.server import MockPlatform
from tests.faults.acts_http import Stage, held, staged
from tests.support.faulty import fault, fired, set_fault, shown, take_away
from tests.support.process import running
from tests.support.waiting import until
from tests.support.wire import Line, line_to, seen

HELD = ("hang", "latency")


async def texts(stage: Stage) -> list[str]:
    """Return the texts of the messages that the platform keeps."""
    answer = await seen(stage.server, f"GET {stage.path}/messages", stage.token)
    return [one["text"] for one in answer.json()["entities"] if "text" in one]


async def say(stage: Stage, line: Line, text: str, *more: str) -> None:
    """Send a message, and wait until a fault has fired on it."""
    since = stage.server.tenant.journal.last_id
    await line.ask(f"POST {stage.path}/messages", stage.token, {"text": text}, *more)
    (armed,) = stage.server.tenant.faults
    await fired(stage.server, armed.id, since)


async def left(stage: Stage, line: Line, since: int) -> Entry:
    """Close the connection; return the journal's line of its call, once it is given up."""
    line.close()

    def is_it(entry: Entry) -> bool:
        return entry.id > since and entry.kind == "http" and entry.detail[7] is not None

    told = asyncio.ensure_future(stage.server.tenant.journal.wait_for(is_it))
    while not told.done():
        await stage.hands.move(LIMITS.fault_look_s)
    return told.result()


@pytest.mark.parametrize("kind", HELD)
@pytest.mark.parametrize("phase", ["edge", "service"])
async def test_nothing_is_done_for_a_client_that_left_before_the_work(
    kind: str, phase: str
) -> None:
    async with staged() as stage, line_to(stage.server) as line:
        since = stage.server.tenant.journal.last_id
        what = {"delay": "1h"} if kind == "latency" else {}
        async with fault(stage.server, kind, where={"phase": phase}, what=what) as id_:
            await say(stage, line, "held")
            told = (await left(stage, line, since)).render()

            assert stage.server.tenant.faults.get(id_).held == 0  # type: ignore[union-attr]  # set
        assert "status" not in told
        assert told["notes"] == [
            f"the client left while fault {id_!r} held its call: nothing was done"
        ]
        assert await texts(stage) == []


async def test_behind_the_work_it_stays_done_for_a_client_that_left() -> None:
    async with staged() as stage, line_to(stage.server) as line:
        since = stage.server.tenant.journal.last_id
        async with fault(stage.server, "hang", where={"phase": "reply"}) as id_:
            await say(stage, line, "kept")
            told = (await left(stage, line, since)).render()

        assert told["notes"][-1].endswith(f"{id_!r} held its call: the work was done before")
        assert await texts(stage) == ["kept"]


async def test_what_is_held_is_shown_and_all_of_it_goes_on_at_once_when_the_fault_goes() -> None:
    async with staged() as stage, line_to(stage.server) as first, line_to(stage.server) as second:
        id_ = await set_fault(stage.server, "hang", where={"path": stage.path})
        assert await held(stage, first)
        await second.ask(f"GET {stage.path}", stage.token)
        await fired(stage.server, id_, stage.server.tenant.journal.last_id - 1)
        async with stage.server.http.get(f"{stage.server.url}/__admin/faults/{id_}") as answer:
            shown_ = await answer.json()
        await take_away(stage.server, id_)

        assert shown_["held"] == 2
        assert [(await one.answer()).status for one in (first, second)] == [200, 200]


async def test_what_is_pipelined_behind_a_held_call_waits_for_its_turn() -> None:
    async with staged() as stage, line_to(stage.server) as line:
        id_ = await set_fault(stage.server, "hang", when={"times": 1}, where={"path": stage.path})
        assert await held(stage, line)
        await line.ask(f"GET {stage.path}/none", stage.token)
        await take_away(stage.server, id_)

        assert [(await line.answer()).status for _ in range(2)] == [200, 404]


@pytest.mark.parametrize("when", ["shut", "ended"])
async def test_held_calls_go_on_when_the_faults_time_is_over_on_the_tenants_clock(
    when: str,
) -> None:
    async with staged() as stage, line_to(stage.server) as line:
        life: dict[str, Any] = {"when": {"for": "30s"}} if when == "shut" else {"ttl": "30s"}
        await set_fault(stage.server, "hang", **life)
        assert await held(stage, line)
        happened = await stage.server.advance(30)

        assert (f"fault.{when}", "fault-1") in happened
        assert (await line.answer()).status == 200


async def test_a_held_call_is_judged_as_of_the_time_at_which_it_goes_on() -> None:
    async with staged() as stage, line_to(stage.server) as line:
        id_ = await set_fault(stage.server, "hang")
        assert await held(stage, line)
        await stage.server.advance(3600)
        await take_away(stage.server, id_)
        answer = await line.answer()

        assert answer.status == 401
        assert answer.headers["x-mockplatform-fault"] == id_


@pytest.mark.parametrize("phase", ["edge", "service", "reply"])
async def test_a_reset_of_the_tenant_lets_go_what_its_faults_held(phase: str) -> None:
    async with staged() as stage, line_to(stage.server) as line:
        await set_fault(stage.server, "hang", where={"path": stage.path, "phase": phase})
        assert await held(stage, line)
        await stage.server.platform.reset("default")

        # The conversation is gone; in phase `reply` it had been read before.
        assert (await line.answer()).status == (200 if phase == "reply" else 404)
        assert list(stage.server.tenant.faults) == []


async def test_a_call_that_is_held_in_a_tenant_that_goes_finds_none_there() -> None:
    async with staged() as stage, line_to(stage.server) as line:
        beside = await stage.server.add_tenant("beside")
        token = await stage.server.token(tenant=beside)
        id_ = await set_fault(stage.server, "hang", prefix="/t/beside")
        await line.ask(f"GET /t/beside{stage.path}", token)
        await beside.journal.wait_for(lambda entry: entry.kind == "fault")
        await stage.server.platform.drop("beside")
        answer = await line.answer()

        assert answer.status == 404
        assert answer.headers["x-mockplatform-fault"] == id_


async def test_more_than_may_be_held_is_answered_and_says_so() -> None:
    async with staged() as stage:
        async with fault(stage.server, "hang", where={"path": stage.path}) as id_:
            armed = stage.server.tenant.faults.get(id_)
            assert armed is not None
            let_go = [armed.hold(lambda: None) for _ in range(LIMITS.fault_held_max)]
            answer = await stage.ask()

            assert (answer.status, answer.headers["retry-after"]) == (503, "1")
            assert str(LIMITS.fault_held_max) in answer.headers["x-mockplatform-hint"]
            for one in let_go:
                one()
        assert shown(stage.server, "http")[-1]["fault"] == id_


async def test_a_drip_that_is_taken_away_sends_the_rest_at_once() -> None:
    async with staged() as stage, line_to(stage.server) as line:
        whole = await stage.ask()
        id_ = await set_fault(stage.server, "drip", what={"rate": 1})
        await line.ask(f"GET {stage.path}", stage.token)
        line.received = await line.take()
        await take_away(stage.server, id_)
        answer = await line.answer()

        assert (answer.body, answer.is_whole) == (whole.body, True)
        await line.ask(f"GET {stage.path}", stage.token)
        assert (await line.answer()).body == whole.body


async def test_a_drip_ends_with_its_client() -> None:
    async with staged() as stage, line_to(stage.server) as line:
        await set_fault(stage.server, "drip", what={"rate": 1})
        (armed,) = stage.server.tenant.faults
        await line.ask(f"GET {stage.path}", stage.token)
        await line.take()
        assert armed.held == 1
        line.close()
        for _ in range(10_000):
            await stage.hands.move(LIMITS.fault_look_s)
            if not armed.held:
                break

        assert armed.held == 0


async def test_a_drip_comes_whole_in_its_time() -> None:
    async with staged() as stage, line_to(stage.server) as line:
        whole = await stage.ask()
        async with fault(stage.server, "drip", what={"rate": 100}):
            await line.ask(f"GET {stage.path}", stage.token)
            line.received = await line.take()
            came = [len(line.received.partition(b"\r\n\r\n")[2])]
            while sum(came) < len(whole.body):
                await stage.hands.move(0.1)
                piece = await line.take()
                line.received += piece
                came.append(len(piece))

        assert (await line.answer()).body == whole.body
        assert sum(came) == len(whole.body)
        assert len(came) >= len(whole.body) // 10 - 1


async def test_a_server_that_is_told_to_stop_lets_go_what_it_held(tmp_path: Path) -> None:
    """Promise: SIGTERM ends a server with exit code 0, whatever faults hold."""
    async with running(tmp_path) as served:
        platform = served.ready["url"]
        await to_thread(_post, f"{platform}/__admin/faults", b'{"what":{"kind":"hang"}}')
        host, port = platform.removeprefix("http://").split(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(b"GET /api/v2/users/me HTTP/1.1\r\nHost: localhost\r\n\r\n")
        await to_thread(_until_held, platform)
        served.process.terminate()
        async with asyncio.timeout(LIMITS.socket_close_s_max + 8):
            head = await reader.readuntil(b"\r\n")
            code = await served.process.wait()

        assert head == b"HTTP/1.1 401 Unauthorized\r\n"
        assert code == 0
        writer.close()


def _post(url: str, body: bytes) -> None:
    request = urllib.request.Request(url, body, {"Content-Type": "application/json"})  # noqa: S310 - our own server's
    urllib.request.urlopen(request, timeout=20).close()  # noqa: S310 - as above


def _until_held(url: str) -> None:
    def is_held() -> bool:
        with urllib.request.urlopen(f"{url}/__admin/faults", timeout=20) as answer:  # noqa: S310 - our own server's
            return bool(json.load(answer)["faults"][0]["held"])

    until(is_held, "a call that is held")


@pytest.mark.parametrize("kind", ["reset", "truncate"])
@pytest.mark.parametrize("tls", [None, "localhost"])
def test_connections_end_so_over_tls_and_on_the_loop_of_a_served_platform(
    kind: str, tls: str | None
) -> None:
    """A served platform runs on uvloop, where that is installed."""
    with MockPlatform.start(seed=1, tls=tls) as platform, ExitStack() as closing:
        token = platform.admin.tokens.mint("user-7").access_token
        platform.admin.faults.create({"kind": kind})
        host, port = platform.url.split("//")[1].split(":")
        sock = closing.enter_context(socket.create_connection((host, int(port)), timeout=20))
        if tls is not None:
            context = ssl.create_default_context(cafile=platform.ready.ca_file)
            sock = closing.enter_context(context.wrap_socket(sock, server_hostname=tls))
        question = "GET /api/v2/conversations/messaging HTTP/1.1\r\nHost: localhost\r\n"
        sock.sendall(f"{question}Authorization: Bearer {token}\r\n\r\n".encode())
        if kind == "reset":
            # Below TLS, whose library calls any end without its own goodbye an end of file.
            below = closing.enter_context(socket.socket(fileno=os.dup(sock.fileno())))
            below.settimeout(20)
            with pytest.raises(ConnectionResetError):
                _all_of(below)
        else:
            received = _all_of(sock)
            assert received.startswith(b"HTTP/1.1 200 OK\r\n")
            assert not received.endswith(b"}")


def _all_of(sock: socket.socket) -> bytes:
    received = b""
    while data := sock.recv(65_536):
        received += data
    return received
