"""Owns the server processes under measurement: started, asked what they use, stopped."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec

from tests.bench.bare import BASE
from tests.bench.http import Http

ROOT = Path(__file__).parent.parent.parent
OURS = (sys.executable, "-m", "mockplatform", "serve", "--host", "127.0.0.1", "--port", "0")
BARE = (sys.executable, "-m", "tests.bench.bare")
USER = "user-7"
TEXT = "Where is my parcel? It was to come on Monday."
_READY = re.compile(r"Ready: (http://\S+)(?:.* deployment (\S+))?")
STOP_S_MAX = 10.0


@dataclass(frozen=True, slots=True)
class Server:
    """A server process that is ready."""

    process: subprocess.Popen[str]
    port: int
    deployment_id: str

    def cpu_s(self) -> float:
        """Return the seconds of CPU that the process has used; 0.0 where nobody tells."""
        threads = Path(f"/proc/{self.process.pid}/task").glob("*/schedstat")
        return sum(int(one.read_text(encoding="ascii").split()[0]) for one in threads) / 1e9

    def resident_bytes(self) -> int:
        """Return the memory that the process holds; 0 where nobody tells."""
        try:
            status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="utf-8")
        except OSError:
            return 0
        found = re.search(r"^VmRSS:\s+(\d+) kB", status, re.MULTILINE)
        return int(found[1]) * 1024 if found else 0


def start(command: tuple[str, ...]) -> Server:
    """Start a server; return when it has said that it is ready."""
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None  # it is a pipe
    for line in process.stdout:
        if found := _READY.match(line):
            port = urlsplit(found[1]).port
            assert port is not None  # a server on a free port tells it
            return Server(process, port, found[2] or "")
    raise AssertionError(f"{' '.join(command)} ended with {process.wait()}")


def stop(server: Server) -> None:
    """Stop a server; it gets some seconds for it."""
    server.process.terminate()
    try:
        server.process.wait(STOP_S_MAX)
    except subprocess.TimeoutExpired:
        server.process.kill()
        server.process.wait()
    if server.process.stdout:
        server.process.stdout.close()


@contextmanager
def running(command: tuple[str, ...]) -> Iterator[Server]:
    """Run a server while the block lasts, on the servers' core."""
    with on_core(0):
        server = start(command)
    try:
        yield server
    finally:
        stop(server)


@contextmanager
def on_core(place: int) -> Iterator[None]:
    """Keep this process, and what it starts meanwhile, on one of its cores, if it has two."""
    if not hasattr(os, "sched_setaffinity") or len(allowed := os.sched_getaffinity(0)) < 2:
        yield
        return
    os.sched_setaffinity(0, {sorted(allowed)[place]})
    try:
        yield
    finally:
        os.sched_setaffinity(0, allowed)


@dataclass(frozen=True, slots=True)
class Widget:
    """A customer of a platform: a token, and conversations that are open."""

    token: str
    conversations: tuple[str, ...]

    @property
    def headers(self) -> dict[str, str]:
        """What each of his calls carries."""
        return {"Authorization": f"Bearer {self.token}"}


def widget(server: Server, conversations: int, prefix: str = "") -> Widget:
    """Return a customer with open conversations."""
    http = Http(server.port)
    asked = {"deploymentId": server.deployment_id, "userId": USER}
    token = http.ask("POST", prefix + "/api/v2/widget/auth/token", asked)["access_token"]
    headers = {"Authorization": f"Bearer {token}"}
    ids = [http.ask("POST", prefix + BASE, {}, headers)["id"] for _ in range(conversations)]
    http.close()
    return Widget(token, tuple(ids))


def sizes(server: Server, someone: Widget) -> tuple[str, ...]:
    """Return the options that give the yardstick's answers the platform's sizes."""
    http = Http(server.port)
    path = f"{BASE}/{someone.conversations[0]}"
    got: Any = http.ask("GET", path, None, someone.headers)
    sent = http.ask("POST", path + "/messages", message_body(1), someone.headers)
    http.close()
    return (
        f"--get-bytes={len(msgspec.json.encode(got))}",
        f"--post-bytes={len(msgspec.json.encode(sent))}",
    )


def socket_status(server: Server, someone: Widget) -> int:
    """Return the status with which a handshake is answered."""
    http = Http(server.port)
    upgrade = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
    }
    path = f"{BASE}/{someone.conversations[0]}/ws"
    status = http.status("GET", path, {**upgrade, **someone.headers})
    http.close()
    return status


def message_body(number: int) -> dict[str, str]:
    """Return a message as a widget sends it; each number is another one."""
    return {"text": TEXT, "clientMessageId": f"m-{number:010d}"}
