"""Owns the yardstick: a bare aiohttp server whose answers are constants of the same size.

It does what any server on aiohttp must do, and nothing else: no token, no state, no
journal. It runs with the settings and the event loop that the platform runs with.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import signal
from collections.abc import Mapping
from typing import Any

from aiohttp import WSMsgType, web

from tests.bench.loops import run

BASE = "/api/v2/conversations/messaging"
HELLO_BYTES = 1000
SETTINGS: Mapping[str, Any] = {
    "access_log": None,
    "keepalive_timeout": 30.0,
    "auto_decompress": False,
}


def answer(size: int, status: int) -> web.Response:
    """Return an answer with as many bytes and headers as the platform's."""
    return web.Response(
        status=status,
        body=b'"' + b"x" * (size - 2) + b'"',
        headers={
            "Content-Type": "application/json",
            "ETag": '"7"',
            "X-Correlation-Id": "00000000-0000-4000-8000-000000000000",
        },
    )


def application(get_bytes: int, post_bytes: int) -> web.Application:
    """Return the server: a GET, a POST that reads and parses its body, an echo socket."""

    async def get(request: web.Request) -> web.Response:
        return answer(get_bytes, 200)

    async def post(request: web.Request) -> web.Response:
        json.loads(await request.read())
        return answer(post_bytes, 201)

    async def echo(request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(compress=False, max_msg_size=64 * 1024)
        await socket.prepare(request)
        await socket.send_str("x" * HELLO_BYTES)
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                await socket.send_str(message.data)
        return socket

    app = web.Application()
    app.router.add_get(BASE + "/{id}", get)
    app.router.add_post(BASE + "/{id}/messages", post)
    app.router.add_get(BASE + "/{id}/ws", echo)
    return app


async def serve(get_bytes: int, post_bytes: int) -> None:
    """Serve on a free port until SIGTERM; the last line printed tells where."""
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    runner = web.AppRunner(application(get_bytes, post_bytes), shutdown_timeout=0.1, **SETTINGS)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0, backlog=1024)
    await site.start()
    print(f"Ready: http://127.0.0.1:{runner.addresses[0][1]}", flush=True)
    await stop.wait()
    await runner.cleanup()


def main() -> None:
    """Run the yardstick on the event loop that the platform takes."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--get-bytes", type=int, default=1000)
    parser.add_argument("--post-bytes", type=int, default=300)
    given = parser.parse_args()
    run(serve(given.get_bytes, given.post_bytes))


if __name__ == "__main__":
    main()
