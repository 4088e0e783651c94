"""Owns a widget's socket: frames out, answers and events in, spoken by `websockets`."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
from collections.abc import Callable, Mapping
from typing import Any, Self

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

Frame = dict[str, Any]
PATIENCE_S = 20.0
"""How long anything may take before a test calls it hung."""


class Dropped(Exception):
    """The socket went before the answer came; whether the platform did it, nobody knows."""


class Line:
    """One socket of one conversation, from its `hello` to its end.

    Attributes:
        frames: All that came, in the order in which it came.
        close_code: How it ended; 1006 when nobody said goodbye.
        patience_s: How long anything may take.
    """

    def __init__(
        self,
        connection: ClientConnection,
        on_frame: Callable[[Frame], None],
        patience_s: float = PATIENCE_S,
    ) -> None:
        self.patience_s = patience_s
        self.frames: list[Frame] = []
        self.close_code: int | None = None
        self._connection = connection
        self._on_frame = on_frame
        self._ids = itertools.count(1)
        self._waiting: dict[str, asyncio.Future[Frame]] = {}
        self._news = asyncio.Event()
        self._listening = asyncio.create_task(self._listen())

    @classmethod
    async def open(
        cls,
        url: str,
        token: str,
        on_frame: Callable[[Frame], None],
        patience_s: float = PATIENCE_S,
        *,
        headers: Mapping[str, str] | None = None,
    ) -> Self:
        """Connect with the token as a subprotocol, so that no URL carries it; await `hello`.

        Raises:
            InvalidStatus: The handshake was refused.
            TimeoutError: It was not answered, or nothing came behind it.
        """
        protocols = [Subprotocol("mockplatform.v1"), Subprotocol(f"bearer.{token}")]
        connection = await connect(
            url, subprotocols=protocols, open_timeout=patience_s, additional_headers=headers
        )
        line = cls(connection, on_frame, patience_s)
        try:
            await line.until(lambda: bool(line.frames) or not line.is_open)
        except TimeoutError:
            await line.abort()
            raise
        return line

    @property
    def handshake(self) -> Mapping[str, str]:
        """The headers of the answer that made it a socket."""
        response = self._connection.response
        return {} if response is None else dict(response.headers.raw_items())

    @property
    def is_open(self) -> bool:
        """Whether frames may still come."""
        return self.close_code is None

    @property
    def seqs(self) -> list[int]:
        """The seqs of the events that came, in the order in which they came."""
        return [frame["seq"] for frame in self.frames if "seq" in frame and frame["type"] != "ack"]

    def of_type(self, type_: str) -> list[Frame]:
        """Return the frames of one type that came so far."""
        return [frame for frame in self.frames if frame["type"] == type_]

    async def tell(self, type_: str, **members: Any) -> None:
        """Send a frame that is not answered.

        Raises:
            Dropped: The socket is gone.
        """
        try:
            await self._connection.send(json.dumps({"type": type_, **members}))
        except ConnectionClosed as error:
            raise Dropped(type_) from error

    async def ask(self, type_: str, **members: Any) -> Frame:
        """Send a frame and return its answer, which may be an `error` frame.

        Raises:
            Dropped: The socket went before the answer came.
        """
        id_ = f"f{next(self._ids)}"
        answer = self._waiting[id_] = asyncio.get_running_loop().create_future()
        try:
            await self.tell(type_, id=id_, **members)
            async with asyncio.timeout(self.patience_s):
                frame: Frame = await answer
                return frame
        finally:
            self._waiting.pop(id_, None)

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait until something holds, looking again after each frame and at the end.

        Raises:
            TimeoutError: It never came to hold.
        """
        async with asyncio.timeout(self.patience_s):
            while not holds():
                await self._news.wait()

    async def close(self) -> None:
        """Say goodbye."""
        await self._connection.close()
        await self._listening

    async def abort(self) -> None:
        """Go without a goodbye, as a network does."""
        self._connection.transport.abort()
        await self._listening

    async def _listen(self) -> None:
        with contextlib.suppress(ConnectionClosed):
            async for text in self._connection:
                try:
                    self._take(json.loads(text))
                except ValueError:  # half a frame, or none: nothing behind it can be trusted
                    self._connection.transport.abort()
        self.close_code = self._connection.close_code or 1006
        for answer in self._waiting.values():
            if not answer.done():
                answer.set_exception(Dropped(str(self.close_code)))
                answer.exception()  # who asked may have gone by another way
        self._tell_waiters()

    def _tell_waiters(self) -> None:
        news, self._news = self._news, asyncio.Event()
        news.set()

    def _take(self, frame: Frame) -> None:
        self.frames.append(frame)
        self._on_frame(frame)
        answer = self._waiting.get(frame.get("id", ""))
        if answer is not None and not answer.done():
            answer.set_result(frame)
        self._tell_waiters()
