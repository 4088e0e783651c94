"""Owns how connections are cut: torn down (RST) or ended in order (FIN), without a word."""

from __future__ import annotations

import asyncio
import socket
import struct
from contextlib import suppress
from typing import NoReturn

from aiohttp import web
from aiohttp.abc import AbstractStreamWriter
from aiohttp.http_exceptions import PayloadEncodingError

from mockplatform.limits import LIMITS

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
        if self._is_reset:
            cut(request, reset=True)
        await end(request)


async def end(request: web.BaseRequest) -> NoReturn:
    """End a request's connection with a FIN, behind what was written, once the request is read.

    To close on bytes that nobody read is a RST, whatever was meant; and with it the client
    may lose what was sent before. Who sends for long is not waited for.

    Raises:
        ConnectionResetError: Always: the server library then writes nothing more.
    """
    failures = (OSError, TimeoutError, web.RequestPayloadError, PayloadEncodingError)
    with suppress(*failures):
        async with asyncio.timeout(LIMITS.unread_body_s_max):
            while not request.content.at_eof():
                await request.content.readany()
    cut(request, reset=False)


def cut(request: web.BaseRequest, *, reset: bool) -> NoReturn:
    """End a request's connection.

    Raises:
        ConnectionResetError: Always: the server library then writes nothing more.
    """
    (tear_down if reset else finish)(request.transport)
    raise ConnectionResetError("a fault has cut the connection")
