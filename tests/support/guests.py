"""Owns a guest's client for tests: web messaging over `websockets`, no code of ours."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import pytest
from msgspec.structs import replace
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from mockplatform.core.aggregate import Command
from mockplatform.core.commands import Answer, Close, Offer, SendMessage
from mockplatform.core.conversation import Conversation
from mockplatform.core.messaging import Messaging
from mockplatform.core.session import Session
from mockplatform.core.states import Verb
from mockplatform.guests import session_id
from mockplatform.platform import TenantPlan
from tests.support.owned import Owned
from tests.support.server import Server, serving

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
        await self.socket.send(json.dumps({"action": action, "token": self.token} | members))

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

    async def end(self) -> int:
        """Return the code with which the server closes; nothing more is said before it."""
        async with asyncio.timeout(PATIENCE_S):
            with pytest.raises(ConnectionClosed) as closed:
                await self.socket.recv()
        assert closed.value.rcvd is not None
        return closed.value.rcvd.code

    async def nothing(self) -> None:
        """See that nothing was said until now: the next frame is the answer to this question."""
        await self.say("getConfiguration", deploymentId=DEPLOYMENT)
        await self.hear_class("GetConfigurationResponse")

    async def event(self, type_: str, tracing_id: str = "", **members: Any) -> None:
        """Send Presence of a type."""
        trace = {"tracingId": tracing_id} if tracing_id else {}
        events = [{"eventType": "Presence", "presence": {"type": type_}}]
        await self.say("onMessage", message={"type": "Event", "events": events}, **trace, **members)

    async def presence(self) -> Json:
        """Return the body of the next frame, which is an event of presence."""
        body: Json = (await self.hear_class("StructuredMessage"))["body"]
        assert [one["eventType"] for one in body["events"]] == ["Presence"], body
        return body

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


class Shop(Owned):
    """A tenant of its own whose only deployment takes guests; nothing happens by itself there."""

    def guest(self, token: str = TOKEN, **more: Any) -> AbstractAsyncContextManager[Guest]:
        """Open a guest's socket there."""
        return guest(self.server, token, prefix=f"/t/{self.id}", **more)

    def session(self, token: str = TOKEN) -> Session:
        """Return what stands behind a token."""
        return self.tenant.sessions[session_id(token)]

    @property
    def conversation(self) -> Conversation:
        """The latest conversation."""
        return list(self.tenant.conversations.values())[-1]

    async def do(self, *commands: Command) -> None:
        """Run commands on the latest conversation."""
        id_ = self.conversation.id
        for command in commands:
            await self.server.platform.service.execute(self.tenant, "conversation", id_, command)

    async def join(self) -> None:
        """Have the agent take the conversation."""
        await self.do(Offer(agent=self.agent), Answer(verb=Verb.ACCEPT))

    async def say(self, *texts: str) -> None:
        """Have the agent say something."""
        ids = self.tenant.ids
        await self.do(
            *(SendMessage(message_id=ids.uuid(), sender=self.agent, text=text) for text in texts)
        )

    async def close(self, by: str = "agent") -> None:
        """End the conversation."""
        await self.do(Close(by=by))

    async def advance(self, by_s: float) -> list[tuple[str, str]]:
        """Move the tenant's clock."""
        return await self.server.advance(by_s, self.tenant)

    def told(self, kind: str) -> list[Json]:
        """Return the journal's entries of a kind, as the admin API shows them."""
        return [one.render() for one in self.tenant.journal.select(kind=kind)]


@asynccontextmanager
async def shop(
    settings: Json | None = None, server: Json | None = None, **messaging: Any
) -> AsyncIterator[Shop]:
    """Run a server with a shop; keywords are its deployment's `messaging`."""
    async with serving(**(server or {})) as running:
        config = running.tenant.config
        deployment = replace(config.deployments[0], messaging=Messaging(**messaging))
        plan = TenantPlan(
            config=replace(config, deployments=(deployment,)),
            fixture="default",
            settings={"agentsAct": False, **(settings or {})},
        )
        await running.platform.create("shop", plan)
        yield Shop(running, "shop")
