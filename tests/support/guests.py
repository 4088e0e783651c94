"""Owns a guest's client for tests: web messaging over `websockets`, no code of ours."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from websockets.asyncio.client import ClientConnection, connect

from tests.support.server import Server

TOKEN = "11111111-1111-4111-8111-111111111111"
DEPLOYMENT = "shop-web"
PATIENCE_S = 5.0
Json = dict[str, Any]


class Guest:
    """One socket of a guest.

    Attributes:
        socket: The connection.
        token: The session's token, which stands in each frame.
    """

    def __init__(self, socket: ClientConnection, token: str) -> None:
        self.socket = socket
        self.token = token

    async def say(self, action: str, **members: Any) -> None:
        """Send a frame."""
        await self.socket.send(json.dumps({"action": action, "token": self.token, **members}))

    async def hear(self) -> Json:
        """Return the next frame."""
        async with asyncio.timeout(PATIENCE_S):
            frame: Json = json.loads(await self.socket.recv())
            return frame

    async def hear_class(self, class_: str) -> Json:
        """Return the next frame, which is of that class."""
        frame = await self.hear()
        assert frame["class"] == class_, frame
        return frame

    async def configure(self, **members: Any) -> Json:
        """Configure the session; return the body of its SessionResponse."""
        await self.say("configureSession", **{"deploymentId": DEPLOYMENT, **members})
        body: Json = (await self.hear_class("SessionResponse"))["body"]
        return body

    async def text(self, text: str, tracing_id: str = "", **members: Any) -> Json:
        """Send a text; return the echo's body."""
        await self.send_text(text, tracing_id, **members)
        frame = await self.hear_class("StructuredMessage")
        assert frame.get("tracingId", "") == tracing_id
        body: Json = frame["body"]
        return body

    async def send_text(self, text: str, tracing_id: str = "", **members: Any) -> None:
        """Send a text."""
        trace = {"tracingId": tracing_id} if tracing_id else {}
        await self.say("onMessage", message={"type": "Text", "text": text}, **trace, **members)

    async def refusal(self) -> tuple[int, str]:
        """Return code and text of the next frame, which is an error."""
        frame = await self.hear_class("string")
        return frame["code"], frame["body"]


@asynccontextmanager
async def guest(
    server: Server, token: str = TOKEN, deployment: str = DEPLOYMENT, prefix: str = "", **more: Any
) -> AsyncIterator[Guest]:
    """Open a guest's socket; `prefix` is a tenant's, such as ``/t/acme``."""
    url = f"{server.ws_url}{prefix}/v1?deploymentId={deployment}&application=tests"
    async with connect(url, **more) as socket:
        yield Guest(socket, token)
