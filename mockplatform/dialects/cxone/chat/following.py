"""Owns the socket of a customer: what it tells reads a case as it was before each event, too."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from mockplatform.core.aggregate import Event, StreamId
from mockplatform.dialects.cxone.chat import telling
from mockplatform.dialects.cxone.chat.line import Line
from mockplatform.edge.follower import Follower
from mockplatform.edge.outgoing import Out


class CustomerSocket(Follower):
    """A chat socket; `line` is what it knows of itself."""

    __slots__ = ("_line",)

    def __init__(self, *args: Any, line: Line, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._line = line

    async def told(self, stream: StreamId, event: Event, before: Any, state: Any) -> Iterable[Out]:
        """Return what a customer is told of an event."""
        return telling.of_event(self, stream, event, before, state)
