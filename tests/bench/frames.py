"""Owns the load on sockets: masked frames out, and as much of the frames in as is needed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from tests.bench.load import Connection, Load, request

_UPGRADED = b"HTTP/1.1 101 "
_TEXT, _FINAL, _MASKED = 0x1, 0x80, 0x80
_TWO_BYTES, _EIGHT_BYTES = 126, 127
_UPGRADE = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
}
OPEN_S_MAX = 60.0
OPENED_AT_ONCE = 50


def frame(payload: bytes) -> bytes:
    """Return a client's text frame; its mask is zero, which the protocol allows."""
    size = len(payload)
    head = bytes([_FINAL | _TEXT])
    if size < _TWO_BYTES:
        head += bytes([_MASKED | size])
    else:
        head += bytes([_MASKED | _TWO_BYTES]) + size.to_bytes(2, "big")
    return head + bytes(4) + payload


def split(data: bytes) -> tuple[list[bytes], bytes]:
    """Return the payloads of a server's frames, and what is left over behind them."""
    payloads = []
    place = 0
    while len(data) - place >= 2:
        size, begin = data[place + 1], place + 2
        if size == _TWO_BYTES:
            size, begin = int.from_bytes(data[begin : begin + 2], "big"), begin + 2
        elif size == _EIGHT_BYTES:
            size, begin = int.from_bytes(data[begin : begin + 8], "big"), begin + 8
        if len(data) < begin + size:
            break
        payloads.append(data[begin : begin + size])
        place = begin + size
    return payloads, data[place:]


class FrameReader:
    """Reads the handshake and the first frame; then, each time, up to a frame that answers."""

    def __init__(self, answers: bytes) -> None:
        self._answers = answers
        self.is_upgraded = False

    def take(self, data: bytes) -> tuple[bool, bytes]:
        """Return whether an answer is complete, and what is left over."""
        if not self.is_upgraded:
            head, end, data = data.partition(b"\r\n\r\n")
            if not end:
                return False, head
            assert head.startswith(_UPGRADED), head[:500]
            self.is_upgraded = True
        payloads, rest = split(data)
        for payload in payloads:
            assert b'"error"' not in payload[:40], payload
        return any(self._answers in payload for payload in payloads), rest


async def socket_load(
    port: int,
    paths: Sequence[str],
    headers: dict[str, str],
    hello: bytes,
    begun: Sequence[bytes] = (),
) -> Load:
    """Return a load of one socket for each path, each past its first frame (`hello`).

    `begun` are the frames with which each begins, right behind its handshake.
    """
    firsts = begun or [b""] * len(paths)
    opened: list[Connection] = []
    for begin in range(0, len(paths), OPENED_AT_ONCE):
        batch = slice(begin, begin + OPENED_AT_ONCE)
        each = zip(paths[batch], firsts[batch], strict=True)
        async with asyncio.timeout(OPEN_S_MAX):
            opened += await asyncio.gather(
                *(
                    _open(port, request("GET", path, {**_UPGRADE, **headers}) + first, hello)
                    for path, first in each
                )
            )
    return Load(opened)


async def _open(port: int, handshake: bytes, hello: bytes) -> Connection:
    _, connection = await asyncio.get_running_loop().create_connection(
        lambda: Connection(lambda: handshake, FrameReader(hello)), "127.0.0.1", port
    )
    await connection.begin(until=0.0, latencies=[])
    return connection


def talk(load: Load, makers: Sequence[Callable[[], bytes]], answers: bytes) -> None:
    """Have each socket send what its maker makes, and wait for a frame that holds `answers`."""
    for connection, make in zip(load.connections, makers, strict=True):
        connection.make = make
        reader = connection.reader = FrameReader(answers)
        reader.is_upgraded = True
