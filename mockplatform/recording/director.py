"""Owns the staging of an earlier run's acts: each before the same arrival as then.

What was steered then is steered again when as many requests and frames have come. An act
that the client, or whoever tests it, carries out by itself again is not carried out twice.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable, Iterable

import msgspec

from mockplatform.platform import Surroundings
from mockplatform.recording.lines import ActLine
from mockplatform.redaction import blank, lacks_token

Perform = Callable[[ActLine], Awaitable[None]]
GRACE_S = 0.5
"""How much later than then an act is staged for which somebody waits: he may do it himself."""


class Director:
    """Stages acts.

    Attributes:
        staged: How many it has staged.
        left: How many were carried out by others.
    """

    def __init__(self, around: Surroundings, acts: Iterable[ActLine], perform: Perform) -> None:
        self._around = around
        self._pending = deque(act for act in acts if act.is_whole)
        self._perform = perform
        self._doing: ActLine | None = None
        self.staged = 0
        self.left = 0

    @property
    def pending(self) -> list[ActLine]:
        """The acts whose time has not come."""
        return list(self._pending)

    async def stage_before(self, ordinal: int) -> bool:
        """Stage what was done before the `ordinal`-th arrival; return whether there was such."""
        before = self.staged
        while self._pending and self._pending[0].arrivals < ordinal:
            await self._stage()
        return self.staged > before

    async def stage_ahead_of(self, method: str, path: str, body: object) -> None:
        """Stage what was done before an act that somebody else is about to carry out again."""
        if self._doing is not None:
            return  # its own act, or one at the same time: what comes first is as good as any
        found = next((act for act in self._pending if _is(act, method, path, body)), None)
        while found is not None and self._pending and self._pending[0] is not found:
            await self._stage()

    async def _stage(self) -> None:
        act = self._pending.popleft()
        self._doing = act
        try:
            await self._perform(act)
        finally:
            self._doing = None
        self.staged += 1

    def wait_behind(self, ordinal: int) -> None:
        """Stage what was done while the `ordinal`-th arrival waited for its answer, if it waits.

        Such an act may be what the arrival waits for: a fault that held it and was taken away.
        """
        act = self._pending[0] if self._pending else None
        if act is None or act.arrivals != ordinal or not act.under_way:
            return

        def ring() -> None:
            if self._pending and self._pending[0] is act:
                self._around.spawn(self.stage_before(ordinal + 1))

        self._around.alarm(act.since + GRACE_S, ring)

    def hear(self, method: str, path: str, body: object) -> None:
        """Hear of an act that was carried out, by this or by others."""
        doing = self._doing
        if doing is not None and _is(doing, method, path, body):
            return
        for act in self._pending:
            if _is(act, method, path, body):
                self._pending.remove(act)
                self.left += 1
                return


def _is(act: ActLine, method: str, path: str, body: object) -> bool:
    if act.method != method:
        return False
    if (act.path, act.body) == (path, body):
        return True
    # The record has no tokens, and those of another run are others.
    return lacks_token(_text(act.path, act.body)) and (
        blank(_text(act.path, act.body)) == blank(_text(path, body))
    )


def _text(path: str, body: object) -> str:
    return f"{path} {msgspec.json.encode(body, order='sorted').decode()}"
