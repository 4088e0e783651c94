"""Owns frames that are harmed on the wire: one wrong byte, half of one, one in drops."""

from __future__ import annotations

import asyncio
import struct

from aiohttp import WSMsgType

from mockplatform.edge.cutting import finish
from mockplatform.edge.faults.line import Line, Turn

_ASCII = 0x80
_FINAL = 0x80
_SIZE_IN_TWO, _SIZE_IN_EIGHT = 126, 127
_TWO_BYTES_MAX = 0xFFFF
_PIECES_A_SECOND = 10


def garbled(data: bytes, position: float, byte: int) -> bytes:
    """Return a payload with one wrong byte.

    Args:
        data: The payload; an empty one stays as it is.
        position: Where, as a fraction of the length.
        byte: What stands there then. If it is ASCII it takes the place of an ASCII character,
            so that UTF-8 stays UTF-8.
    """
    if not data:
        return data
    at = min(int(len(data) * position), len(data) - 1)
    if byte < _ASCII:
        places = (place % len(data) for place in range(at, at + len(data)))
        at = next((place for place in places if data[place] < _ASCII), at)
    if data[at] == byte:
        byte ^= 0x01
    return data[:at] + bytes([byte]) + data[at + 1 :]


def head_of(opcode: WSMsgType, size: int) -> bytes:
    """Return the head of a server's frame (RFC 6455 section 5.2)."""
    first = _FINAL | opcode
    if size < _SIZE_IN_TWO:
        return bytes([first, size])
    if size <= _TWO_BYTES_MAX:
        return bytes([first, _SIZE_IN_TWO]) + struct.pack("!H", size)
    return bytes([first, _SIZE_IN_EIGHT]) + struct.pack("!Q", size)


def cut_off(
    transport: asyncio.Transport | None, opcode: WSMsgType, data: bytes, fraction: float
) -> None:
    """Send the head of a frame and a part of its payload, then end the connection (FIN).

    Raises:
        ConnectionResetError: Always: nothing more is to be written.
    """
    if transport is not None and not transport.is_closing():
        # The last byte never goes, or it would be a whole frame.
        sent = min(int(len(data) * fraction), max(len(data) - 1, 0))
        transport.write(head_of(opcode, len(data)) + data[:sent])
        finish(transport)
    raise ConnectionResetError("a fault has cut the connection")


async def drip(
    line: Line, turn: Turn, transport: asyncio.Transport | None, frame: bytes, *, rate: float
) -> None:
    """Send a frame in small pieces, as long as its fault lasts; the rest at once.

    Raises:
        ConnectionResetError: The connection is over.
    """
    piece = max(1, int(rate / _PIECES_A_SECOND))
    began = line.around.stopwatch()
    sent = 0
    while sent < len(frame):
        if transport is None or transport.is_closing() or line.is_over:
            raise ConnectionResetError("the connection is over")
        upto = len(frame) if turn.is_free else sent + piece
        transport.write(frame[sent:upto])
        sent = min(upto, len(frame))
        await line.pause(turn, began + sent / rate - line.around.stopwatch())
