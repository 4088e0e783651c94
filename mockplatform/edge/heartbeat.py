"""Owns the list of all sockets, and the one sweeper that looks after every one of them.

The network is real, so this is real time: a socket that is silent for a heartbeat is
pinged, one that stays silent for two is closed, one that does not take what is sent to it
is cut. There is no timer for a socket; the sweeper runs only while there are sockets.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from itertools import count
from typing import Protocol

from aiohttp import web

from mockplatform.limits import LIMITS
from mockplatform.platform import Surroundings

GOING_AWAY = 1001
_PARTS_OF_A_HEARTBEAT = 4


class Living(Protocol):
    """A socket, as the sweeper sees it."""

    @property
    def heartbeat_s(self) -> float:
        """How long it may be silent before it is pinged."""

    def look(self, now: float) -> None:
        """Ping, close or cut, whatever is due at `now` of the stopwatch."""

    def close(self, code: int, reason: str) -> None:
        """Begin to close; returns at once."""


class Sockets:
    """All sockets of a platform."""

    def __init__(self, around: Surroundings) -> None:
        self._around = around
        self._living: dict[Living, None] = {}
        self._numbers = count(1)
        self._disarm: Callable[[], None] | None = None
        self._emptied: asyncio.Event | None = None
        self.is_closing = False

    def __len__(self) -> int:
        """How many sockets are there, those that are closing included."""
        return len(self._living)

    def __iter__(self) -> Iterator[Living]:
        """Yield the sockets in the order in which they came."""
        return iter(tuple(self._living))

    @property
    def is_sweeping(self) -> bool:
        """Whether a sweep is to come."""
        return self._disarm is not None

    def number(self) -> int:
        """Return the next socket's number."""
        return next(self._numbers)

    def add(self, socket: Living) -> None:
        """Look after a socket from now on."""
        self._living[socket] = None
        if self._disarm is None or len(self._living) == 1:
            self._arm()

    def remove(self, socket: Living) -> None:
        """Look after it no more: its connection is over."""
        self._living.pop(socket, None)
        if not self._living:
            self._rest()
            if self._emptied is not None:
                self._emptied.set()

    def sweep(self, now: float) -> None:
        """Look after every socket at `now` of the stopwatch."""
        for socket in tuple(self._living):
            socket.look(now)

    async def close_all(self, code: int, reason: str, wait_s: float) -> bool:
        """Close every socket and let no more in; return whether all are gone in time.

        A close frame has left, or its connection was cut, when this returns true.
        """
        self.is_closing = True
        for socket in tuple(self._living):
            socket.close(code, reason)
        if not self._living:
            return True
        self._emptied = asyncio.Event()
        try:
            async with asyncio.timeout(wait_s):
                await self._emptied.wait()
        except TimeoutError:
            return False
        return True

    def _arm(self) -> None:
        self._rest()
        shortest = min((one.heartbeat_s for one in self._living), default=LIMITS.sweep_s_max)
        delay = shortest / _PARTS_OF_A_HEARTBEAT
        delay = min(max(delay, LIMITS.sweep_s_min), LIMITS.sweep_s_max)
        self._disarm = self._around.alarm(delay, self._ring)

    def _ring(self) -> None:
        self._disarm = None
        self.sweep(self._around.stopwatch())
        if self._living:
            self._arm()

    def _rest(self) -> None:
        if self._disarm is not None:
            self._disarm()
            self._disarm = None


SOCKETS: web.AppKey[Sockets] = web.AppKey("sockets", Sockets)
