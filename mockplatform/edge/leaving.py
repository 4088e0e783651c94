"""Owns noticing that a caller has left who is kept waiting for an answer."""

from __future__ import annotations

from collections.abc import Callable

from aiohttp import web

from mockplatform.limits import LIMITS
from mockplatform.platform import Surroundings


def when_gone(
    around: Surroundings, request: web.BaseRequest, gone: Callable[[], None]
) -> Callable[[], None]:
    """Have `gone` called when the caller's line is closed; call what is returned to stop.

    A line that closes tells nobody, so it is looked at every `LIMITS.waiting_look_s`.
    """
    disarm: Callable[[], None]

    def look() -> None:
        nonlocal disarm
        if request.transport is None or request.transport.is_closing():
            gone()
        else:
            disarm = around.alarm(LIMITS.waiting_look_s, look)

    disarm = around.alarm(LIMITS.waiting_look_s, look)

    def stop() -> None:
        disarm()  # the newest of them

    return stop
