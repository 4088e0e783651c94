"""Owns real time: the only file that may read the wall clock, wait, or set a timer."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine
from typing import Any

_running: set[asyncio.Task[Any]] = set()


# Not wrapped in functions of our own: each request reads them several times.
wall: Callable[[], float] = time.time
"""Returns wall time in UTC epoch seconds."""

stopwatch: Callable[[], float] = time.perf_counter
"""Returns seconds of real time from some start, for measuring."""


def alarm(delay_s: float, callback: Callable[[], None]) -> Callable[[], None]:
    """Call back after `delay_s` of real time; call what is returned to disarm."""
    return asyncio.get_running_loop().call_later(delay_s, callback).cancel


async def breathe() -> None:
    """Let everybody else run before going on."""
    await asyncio.sleep(0)


def spawn(coroutine: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
    """Run a coroutine in the background; it is kept until it ends, and its failure is told."""
    task = asyncio.get_running_loop().create_task(coroutine)
    _running.add(task)
    task.add_done_callback(_finished)
    return task


def _finished(task: asyncio.Task[Any]) -> None:
    _running.discard(task)
    if not task.cancelled() and task.exception() is not None:
        task.get_loop().call_exception_handler(
            {"message": "background work failed", "exception": task.exception(), "task": task}
        )
