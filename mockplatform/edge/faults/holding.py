"""Owns how a fault holds a call: for a while or until it is over, never for somebody who left."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from mockplatform.faults.plan import Armed
from mockplatform.limits import LIMITS
from mockplatform.platform import Surroundings


async def hold(
    around: Surroundings,
    armed: Armed,
    seconds: float | None,
    is_gone: Callable[[], bool] = lambda: False,
) -> bool:
    """Return after so many seconds of real time, or when the fault is over, and whether it is.

    Args:
        around: Whose real time it is.
        armed: The fault that holds.
        seconds: None stands for as long as the fault lasts.
        is_gone: Whether nobody waits for the end any more: asked now and then.
    """
    over: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
    began = around.stopwatch()
    until = began + (LIMITS.fault_wait_s_max if seconds is None else seconds)
    disarm: list[Callable[[], None]] = []

    def wake(*, released: bool = True) -> None:
        if not over.done():
            over.set_result(released)

    def look() -> None:
        left = until - around.stopwatch()
        if left <= 0 or is_gone():
            wake(released=False)
        else:
            disarm[:] = [around.alarm(min(left, LIMITS.fault_look_s), look)]

    let_go = armed.hold(wake)
    look()
    try:
        return await over
    finally:
        let_go()
        for stop in disarm:
            stop()
