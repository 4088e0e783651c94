"""Owns a process that is a server: from its start to SIGTERM, and what it tells meanwhile."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from mockplatform.app import Options
from mockplatform.server import ready as ready_file
from mockplatform.server.embedded import loop_factory
from mockplatform.server.ready import Ready
from mockplatform.server.running import Place, Server

GC_THRESHOLD = (50_000, 20, 50)
"""What lives, lives long: looking for garbage rarely accepts sockets three times as fast."""

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM)
KILLED = 128
"""What a shell adds to the number of the signal that ended a process."""


def serve(
    options: Options, place: Place, file: Path | None, on_ready: Callable[[Ready], None]
) -> None:
    """Serve until SIGTERM, SIGINT or `POST /__admin/shutdown`; a second signal ends it at once.

    Raises:
        PortInUse: Another process has the port.
        StartRefused: The place cannot be served.
        PlatformError: The store, the fixture or a setting is wrong.
    """
    with asyncio.Runner(loop_factory=loop_factory()) as runner:
        runner.run(_serve(options, place, file, on_ready))


async def _serve(
    options: Options, place: Place, file: Path | None, on_ready: Callable[[Ready], None]
) -> None:
    stop = asyncio.Event()
    _stop_on_signals(stop)
    if file is not None:
        ready_file.clear(file)
    server = await Server.start(replace(options, on_shutdown=stop.set), place)
    try:
        # What is there now stays, so nobody need ever look through it again.
        gc.freeze()
        gc.set_threshold(*GC_THRESHOLD)
        gc.enable()
        if file is not None:
            ready_file.write(file, server.ready)
        on_ready(server.ready)
        await stop.wait()
    finally:
        if file is not None:
            ready_file.withdraw(file, server.ready)
        await server.stop()


def _stop_on_signals(stop: asyncio.Event) -> None:
    def stopped(number: int) -> None:
        if stop.is_set():
            os._exit(KILLED + number)
        stop.set()

    loop = asyncio.get_running_loop()
    for number in STOP_SIGNALS:
        loop.add_signal_handler(number, stopped, number)
