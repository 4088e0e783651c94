"""Owns how connections are cut: torn down (RST) or ended in order (FIN), without a word."""

from __future__ import annotations

import asyncio
import socket
import struct
from contextlib import suppress
from typing import NoReturn

from aiohttp import web
from aiohttp.abc import AbstractStreamWriter

_LINGER_NONE = struct.pack("ii", 1, 0)
"""SO_LINGER on, for no time: what `close` then sends is a RST."""


def tear_down(transport: asyncio.BaseTransport | None) -> None:
    """End a connection with a RST; what was to be sent is dropped."""
    if transport is None:
        return
    connection = transport.get_extra_info("socket")
    if connection is not None:
        with suppress(OSError):
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER_NONE)
    abort = getattr(transport, "abort", transport.close)
    abort()


def finish(transport: asyncio.BaseTransport | None) -> None:
    """End a connection with a FIN, behind what was sent before."""
    if transport is not None:
        transport.close()


class NoAnswer(web.Response):
    """Stands for the answer of a call whose connection ends without one."""

    def __init__(self, *, reset: bool) -> None:
        super().__init__(status=0)
        self._is_reset = reset

    async def prepare(self, request: web.BaseRequest) -> AbstractStreamWriter | None:
        """Cut the connection instead of writing to it."""
        cut(request, reset=self._is_reset)


def cut(request: web.BaseRequest, *, reset: bool) -> NoReturn:
    """End a request's connection.

    Raises:
        ConnectionResetError: Always: the server library then writes nothing more.
    """
    (tear_down if reset else finish)(request.transport)
    raise ConnectionResetError("a fault has cut the connection")
