"""Owns lingering: what is said last reaches a peer who is perhaps still sending."""

from __future__ import annotations

import asyncio

from aiohttp import web

from mockplatform.limits import LIMITS
from mockplatform.platform import Surroundings

_STEP_S = 0.05


async def linger(request: web.BaseRequest, around: Surroundings) -> None:
    """Send nothing more, and return when the peer has ended the connection, or after a while."""
    transport = request.transport
    if transport is None:
        return
    if transport.can_write_eof():
        transport.write_eof()
    over = asyncio.get_running_loop().create_future()
    until = around.stopwatch() + LIMITS.socket_close_s_max

    def look() -> None:
        if request.transport is None or around.stopwatch() >= until:
            over.set_result(None)
        else:
            around.alarm(_STEP_S, look)

    look()
    await over
