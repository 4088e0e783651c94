"""Owns the line: frames of one socket and one way that a fault holds, and that go in order.

Nobody waits for a line but the task that moves it, and that is there only while it holds
something.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress

from mockplatform.faults.plan import Armed
from mockplatform.limits import LIMITS
from mockplatform.platform import Surroundings


class Turn:
    """What stands in a line: goes when those before it have, and its fault lets it.

    Attributes:
        is_free: Whether no fault holds it, or none any more.
        is_shut: Whether it is held until its fault is over, however long that takes.
        until: Till when its fault holds it, on the stopwatch.
        let_go: Spares it the news that its fault is over.
    """

    __slots__ = ("act", "is_free", "is_shut", "let_go", "until")

    def __init__(self, act: Callable[[Turn], Awaitable[None]]) -> None:
        self.act = act
        self.is_free = True
        self.is_shut = False
        self.until = 0.0
        self.let_go: Callable[[], None] = _nothing


def _nothing() -> None:
    """Let nothing go: no fault holds it."""


class Line:
    """Frames in their order, each held or just behind one that is.

    Attributes:
        is_over: Whether the socket is: nothing goes any more.
    """

    __slots__ = (
        "_is_moving",
        "_moved",
        "_shut",
        "_turns",
        "_waiter",
        "_whose",
        "around",
        "is_over",
    )

    def __init__(self, around: Surroundings, moved: Callable[[], None], whose: str = "") -> None:
        self.around = around
        self._whose = whose or None
        self._shut = 0
        self._moved = moved
        self._turns: deque[Turn] = deque()
        self._waiter: asyncio.Future[None] | None = None
        self._is_moving = False
        self.is_over = False

    def __len__(self) -> int:
        """How many stand in it, the one that is just going included."""
        return len(self._turns)

    @property
    def is_full(self) -> bool:
        """Whether no more should come before some have gone."""
        return len(self._turns) >= LIMITS.fault_frames_held_max

    @property
    def is_shut(self) -> bool:
        """Whether something stands in it until a fault is over."""
        return self._shut > 0

    def join(
        self,
        act: Callable[[Turn], Awaitable[None]],
        *,
        held_by: Armed | None = None,
        for_s: float | None = 0.0,
    ) -> None:
        """Stand at the end of the line.

        Args:
            act: What is done when it is its turn.
            held_by: The fault that holds it, or slows it down, beside those before it.
            for_s: How long from now it is held; None: until that fault is over.
        """
        if self.is_over:
            return
        turn = Turn(act)
        if held_by is not None:
            turn.is_free = False
            turn.is_shut = for_s is None
            turn.until = self.around.stopwatch() + (for_s or 0.0)
            self._shut += turn.is_shut
            turn.let_go = held_by.hold(lambda: self._free(turn), whom=self._whose)
        self._turns.append(turn)
        if not self._is_moving:
            self._is_moving = True
            self.around.spawn(self._move())

    async def pause(self, turn: Turn, seconds: float | None) -> None:
        """Return after so many seconds, or when the turn's fault or the socket is over."""
        if turn.is_free or self.is_over:
            return
        self._waiter = asyncio.get_running_loop().create_future()
        disarm = _nothing if seconds is None else self.around.alarm(seconds, self._wake)
        try:
            await self._waiter
        finally:
            self._waiter = None
            disarm()

    def end(self) -> None:
        """Let nothing go any more: the socket is over."""
        self.is_over = True
        for turn in self._turns:
            turn.let_go()
        self._wake()

    def _free(self, turn: Turn) -> None:
        turn.is_free = True
        self._shut -= turn.is_shut
        self._wake()

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    async def _move(self) -> None:
        try:
            # That the connection is over is told by whoever reads it.
            with suppress(ConnectionError):
                while self._turns and not self.is_over:
                    await self._serve(self._turns[0])
        finally:
            self._is_moving = False

    async def _serve(self, turn: Turn) -> None:
        while not turn.is_free and not self.is_over:
            left = turn.until - self.around.stopwatch()
            if not turn.is_shut and left <= 0:
                break
            await self.pause(turn, None if turn.is_shut else left)
        if self.is_over:
            return
        await turn.act(turn)
        # It stood in the line until now, so that nothing has overtaken it.
        turn.let_go()
        self._turns.popleft()
        self._moved()
