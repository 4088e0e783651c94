"""Owns bodies that are no document: files, taken piece by piece, no more than is wanted."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from aiohttp import web
from aiohttp.http_exceptions import PayloadEncodingError

from mockplatform.edge.call import Call
from mockplatform.errors import BadRequest, PayloadTooLarge, RequestTimeout
from mockplatform.limits import LIMITS


async def receive(call: Call, bytes_max: int, take: Callable[[bytes], None]) -> None:
    """Hand over a body piece by piece as it comes; between two pieces everybody else may run.

    Raises:
        PayloadTooLarge: It is longer than is wanted; what was handed over is not.
        RequestTimeout: It does not come, or not fast enough.
        BadRequest: It is broken.
    """
    request = call.request
    call.is_read = True
    if (request.content_length or 0) > bytes_max:
        raise _too_large(bytes_max)
    left = bytes_max
    try:
        async with asyncio.timeout(LIMITS.file_read_s_max):
            while piece := await _next(request, call.platform.around.body_read_s):
                left -= len(piece)
                if left < 0:
                    raise _too_large(bytes_max)
                take(piece)
    except TimeoutError:
        raise RequestTimeout(
            "The file did not come in time",
            hint=f"Send it within {LIMITS.file_read_s_max:g} s, and without long pauses.",
            headers={"Connection": "close"},
        ) from None
    except (web.RequestPayloadError, PayloadEncodingError):
        raise BadRequest(
            "The body is broken: its chunks are none",
            hint="See RFC 9112 section 7.1.",
            headers={"Connection": "close"},
        ) from None


async def _next(request: web.Request, within_s: float) -> bytes:
    async with asyncio.timeout(within_s):
        return await request.content.readany()


def _too_large(bytes_max: int) -> PayloadTooLarge:
    return PayloadTooLarge(
        f"The file is over {bytes_max} bytes",
        hint="Send as many as were announced.",
        headers={"Connection": "close"},
    )
