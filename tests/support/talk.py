"""Owns a customer's end of a socket, spoken by `websockets`: frames as dicts, in and out."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any, NamedTuple

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from tests.support.server import MESSAGING, Server

Frame = dict[str, Any]
PATIENCE_S = 10.0
"""How long a frame may take before a test calls it lost."""


class End(NamedTuple):
    """How a socket ended; 1006 where nobody said goodbye."""

    code: int
    reason: str


class Talk:
    """One socket."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection

    async def frame(self) -> Frame:
        """Return the next frame."""
        async with asyncio.timeout(PATIENCE_S):
            frame: Frame = json.loads(await self.connection.recv())
            return frame

    async def frames(self, count: int) -> list[Frame]:
        """Return the next `count` frames."""
        return [await self.frame() for _ in range(count)]

    async def until(self, type_: str, **members: Any) -> list[Frame]:
        """Return the frames up to one of a type, and with certain members; that one comes last."""
        seen: list[Frame] = []
        while not seen or seen[-1]["type"] != type_ or not members.items() <= seen[-1].items():
            seen.append(await self.frame())
        return seen

    async def say(self, type_: str, **members: Any) -> None:
        """Send a frame."""
        await self.connection.send(json.dumps({"type": type_, **members}))

    async def ask(self, type_: str, **members: Any) -> Frame:
        """Send a frame and return what answers it; other frames are passed over."""
        id_ = members.setdefault("id", "question")
        await self.say(type_, **members)
        while (frame := await self.frame()).get("id") != id_:
            pass
        return frame

    async def end(self) -> End:
        """Return how the socket ends; frames that come before are passed over."""
        return (await self.rest())[1]

    async def rest(self) -> tuple[list[Frame], End]:
        """Return all frames that still come, and how the socket ends."""
        seen: list[Frame] = []
        with contextlib.suppress(ConnectionClosed):
            while True:
                seen.append(await self.frame())
        return seen, End(self.connection.close_code or 1006, self.connection.close_reason or "")


def path_of(conversation_id: str, query: str = "") -> str:
    """Return the path of a conversation's socket."""
    return f"{MESSAGING}/{conversation_id}/ws{query}"


@asynccontextmanager
async def talking(
    server: Server,
    token: str | None,
    conversation_id: str,
    query: str = "",
    *,
    prefix: str = "",
    **options: Any,
) -> AsyncIterator[Talk]:
    """Open a socket with the token as a subprotocol; keywords are those of `connect`."""
    if token is not None:
        options["subprotocols"] = offers(f"bearer.{token}")
    url = server.ws_url + prefix + path_of(conversation_id, query)
    async with connect(url, proxy=None, **options) as connection:
        yield Talk(connection)


def offers(*more: str) -> Sequence[Subprotocol]:
    """Return the subprotocols that a client offers."""
    return [Subprotocol(name) for name in ("mockplatform.v1", *more)]
