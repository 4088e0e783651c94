"""Owns a socket of bare bytes, for clients that do not read, or that break the rules."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, NamedTuple

from tests.support.server import Server
from tests.support.talk import PATIENCE_S, path_of

TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10


class RawFrame(NamedTuple):
    """A frame as it stood on the wire."""

    opcode: int
    payload: bytes

    @property
    def code(self) -> int:
        """The code of a close frame."""
        return int(struct.unpack("!H", self.payload[:2])[0])

    def json(self) -> Any:
        """Return what a text frame says."""
        return json.loads(self.payload)


class Raw:
    """One connection, past its handshake; by itself it answers only a goodbye, in `rest`."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    async def frame(self) -> RawFrame | None:
        """Return the next frame, or None when the connection is over."""
        try:
            async with asyncio.timeout(PATIENCE_S):
                head = await self.reader.readexactly(2)
                size = head[1]
                if size == 126:
                    size = int.from_bytes(await self.reader.readexactly(2), "big")
                elif size == 127:
                    size = int.from_bytes(await self.reader.readexactly(8), "big")
                return RawFrame(head[0] & 0x0F, await self.reader.readexactly(size))
        except (asyncio.IncompleteReadError, ConnectionError):
            return None

    async def rest(self) -> list[RawFrame]:
        """Return all frames until the connection is over."""
        seen: list[RawFrame] = []
        while (frame := await self.frame()) is not None:
            seen.append(frame)
            if frame.opcode == CLOSE:
                self.send(CLOSE, frame.payload)
        return seen

    def send(self, opcode: int, payload: bytes, *, size: int | None = None) -> None:
        """Send a frame, masked with zeros; `size` is what its head claims."""
        claimed = len(payload) if size is None else size
        if claimed < 126:
            head = bytes([0x80 | opcode, 0x80 | claimed])
        elif claimed < 65_536:
            head = bytes([0x80 | opcode, 0x80 | 126]) + struct.pack("!H", claimed)
        else:
            head = bytes([0x80 | opcode, 0x80 | 127]) + struct.pack("!Q", claimed)
        self.writer.write(head + bytes(4) + payload)

    def say(self, **frame: Any) -> None:
        """Send a text frame that holds JSON."""
        self.send(TEXT, json.dumps(frame).encode())


@asynccontextmanager
async def raw(
    server: Server, token: str, conversation_id: str, query: str = "", *, receive_bytes: int = 0
) -> AsyncIterator[Raw]:
    """Open a conversation's socket; see `raw_at`."""
    path, bearer = path_of(conversation_id, query), f"Authorization: Bearer {token}"
    async with raw_at(server, path, bearer, receive_bytes=receive_bytes) as opened:
        yield opened


@asynccontextmanager
async def raw_at(
    server: Server, path: str, *headers: str, receive_bytes: int = 0
) -> AsyncIterator[Raw]:
    """Open a connection; with `receive_bytes` the system keeps only so much for the reader."""
    host, port = server.url.removeprefix("http://").split(":")
    sock = socket.create_connection((host, int(port)))
    if receive_bytes:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_bytes)
    reader, writer = await asyncio.open_connection(sock=sock, limit=2**16)
    lines = (
        f"GET {path} HTTP/1.1",
        f"Host: {host}",
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
        *headers,
    )
    writer.write(("\r\n".join(lines) + "\r\n\r\n").encode())
    head = await reader.readuntil(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 101 "), head
    try:
        yield Raw(reader, writer)
    finally:
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()
