"""How slow answers and whole servers end: drips, SIGTERM, TLS, the loop of a served platform."""

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

import pytest

from mockplatform.limits import LIMITS
from mockplatform.server import MockPlatform
from tests.faults.acts_http import staged
from tests.support.faulty import fault, set_fault, take_away
from tests.support.process import running
from tests.support.waiting import until
from tests.support.wire import line_to


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
