"""Owns HTTP as bytes on a socket: an independent client that hides nothing of what it sees."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any, NamedTuple

from tests.support.server import Server

PATIENCE_S = 20.0
"""How long bytes may take before a test calls them lost."""

END = "FIN"
RESET = "RST"


class Seen(NamedTuple):
    """An answer as it stood on the wire, as far as it came.

    Attributes:
        end: How the connection ended: `END`, `RESET`, or empty where it is open.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    end: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether as many bytes came as the head has told."""
        return len(self.body) == int(self.headers.get("content-length", "0"))

    def json(self) -> Any:
        """Return what the body says."""
        return json.loads(self.body)

    @property
    def essence(self) -> tuple[int, bytes, str]:
        """What is the same for the same question: no dates, no correlation ids."""
        return self.status, self.body, self.end


class Line:
    """One TCP connection to a server."""

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock
        self.received = b""

    async def send(self, data: bytes) -> None:
        """Send bytes."""
        await asyncio.get_running_loop().sock_sendall(self.sock, data)

    async def ask(
        self, verb: str, token: str = "", body: Any = None, *more: str, version: str = "1.1"
    ) -> None:
        """Send a request; `verb` is a method and a path, `more` are lines of its head."""
        data = b"" if body is None else json.dumps(body).encode()
        lines = [f"{verb} HTTP/{version}", "Host: 127.0.0.1", *more]
        if token:
            lines.append(f"Authorization: Bearer {token}")
        if body is not None:
            lines += ["Content-Type: application/json", f"Content-Length: {len(data)}"]
        await self.send("\r\n".join([*lines, "", ""]).encode() + data)

    async def take(self) -> bytes:
        """Return what comes next; no bytes are the end (FIN).

        Raises:
            ConnectionResetError: The end was a RST.
        """
        async with asyncio.timeout(PATIENCE_S):
            return await asyncio.get_running_loop().sock_recv(self.sock, 65_536)

    async def answer(self, *, head: bool = False) -> Seen:
        """Return the next answer, or as much of it as comes; `head` expects no body."""
        while b"\r\n\r\n" not in self.received:
            if end := await self._more():
                assert not self.received, self.received
                return Seen(0, {}, b"", end)
        start, _, self.received = self.received.partition(b"\r\n\r\n")
        first, *lines = start.decode().split("\r\n")
        headers = {k.lower(): v for k, v in (line.split(": ", 1) for line in lines)}
        status = int(first.split()[1])
        bodiless = head or status in {100, 204, 304}
        wanted = 0 if bodiless else int(headers["content-length"])
        end = ""
        while len(self.received) < wanted and not end:
            end = await self._more()
        body, self.received = self.received[:wanted], self.received[wanted:]
        return Seen(status, headers, body, end)

    async def rest(self) -> tuple[bytes, str]:
        """Return all bytes that still come, and how the connection ends."""
        end = ""
        while not end:
            end = await self._more()
        return self.received, end

    async def _more(self) -> str:
        try:
            data = await self.take()
        except ConnectionResetError:
            return RESET
        self.received += data
        return "" if data else END

    def nothing(self) -> bool:
        """Whether nothing has come: no byte and no end."""
        try:
            self.sock.recv(1, socket.MSG_PEEK)
        except BlockingIOError:
            return not self.received
        return False

    def close(self) -> None:
        """Leave."""
        self.sock.close()


@asynccontextmanager
async def line_to(server: Server) -> AsyncIterator[Line]:
    """Open a connection."""
    host, port = server.url.removeprefix("http://").split(":")
    with socket.socket() as sock:
        sock.setblocking(False)
        await asyncio.get_running_loop().sock_connect(sock, (host, int(port)))
        yield Line(sock)


async def seen(server: Server, verb: str, token: str = "", body: Any = None, *more: str) -> Seen:
    """Return what one question on a connection of its own is answered."""
    async with line_to(server) as line:
        await line.ask(verb, token, body, *more)
        return await line.answer(head=verb.startswith("HEAD "))
