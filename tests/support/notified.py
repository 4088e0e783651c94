"""Owns a client of notification channels for tests: plain calls, and `websockets`."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from tests.support.staff import Staff

PATIENCE_S = 5.0
CHANNELS = "/notifications/channels"
Json = dict[str, Any]


class Notified:
    """One channel and its socket.

    Attributes:
        staff: Whose.
        channel: What its creation gave.
        socket: The connection.
    """

    def __init__(self, staff: Staff, channel: Json, socket: ClientConnection) -> None:
        self.staff = staff
        self.channel = channel
        self.socket = socket

    async def subscribe(self, *topics: str, method: str = "PUT") -> Any:
        """Set topics, or add them by POST; return the entities."""
        return await subscribe(self.staff, self.channel["id"], *topics, method=method)

    async def hear(self) -> Json:
        """Return the next frame."""
        async with asyncio.timeout(PATIENCE_S):
            frame: Json = json.loads(await self.socket.recv())
            return frame

    async def told(self) -> tuple[str, Any]:
        """Return topic and body of the next frame."""
        frame = await self.hear()
        return frame["topicName"], frame["eventBody"]

    async def pending(self) -> list[tuple[str, Any]]:
        """Return all that was to be told by now: what comes before the answer to a ping."""
        await self.socket.send('{"message":"ping"}')
        found = []
        while (told := await self.told()) != ("channel.metadata", {"message": "pong"}):
            found.append(told)
        return found

    async def end(self) -> tuple[int, str]:
        """Return code and reason of the close; frames before it are passed over."""
        with suppress(ConnectionClosed):
            while True:
                await self.hear()
        assert self.socket.close_code is not None  # it has ended
        return self.socket.close_code, self.socket.close_reason or ""


async def open_channel(staff: Staff) -> Json:
    """Open a channel."""
    status, channel, _ = await staff.call("POST", CHANNELS, {})
    assert status == 200, channel
    return dict(channel)


async def subscribe(staff: Staff, id_: str, *topics: str, method: str = "PUT") -> Any:
    """Set topics, or add them by POST; return the entities."""
    path = f"{CHANNELS}/{id_}/subscriptions"
    status, found, _ = await staff.call(method, path, [{"id": one} for one in topics])
    assert status == 200, found
    return found["entities"]


@asynccontextmanager
async def notified(staff: Staff, *topics: str, **more: Any) -> AsyncIterator[Notified]:
    """Open a channel for topics, and its socket."""
    channel = await open_channel(staff)
    if topics:
        await subscribe(staff, channel["id"], *topics)
    async with connect(channel["connectUri"], **more) as socket:
        yield Notified(staff, channel, socket)
