"""Owns an agents' desk for tests: nobody takes a case by himself, and Ana has a program."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, NamedTuple

from tests.support.agents_cxone import Json, Program
from tests.support.server import Server, serving

LIVE, MESSAGING = "chat_livechat", "chat_messaging"
THREAD = "t-1"


class Desk(NamedTuple):
    """A server, and a program of Ana's."""

    server: Server
    ana: Program

    async def program(self, key: str, secret: str = "") -> Program:
        """Return another program, by its access key."""
        return await Program.let_in(self.server.http, f"{self.server.url}/cxone", key, secret)

    async def bring(
        self,
        text: str = "Hello",
        *,
        thread: str = THREAD,
        customer: str = "c-1",
        channel: str = LIVE,
        **members: Any,
    ) -> Json:
        """Bring in what a customer says; return the message."""
        got = await self.ana.call(
            "POST",
            f"/channels/{channel}/inbound",
            {
                "thread": {"idOnExternalPlatform": thread},
                "messageContent": {"type": "TEXT", "payload": {"text": text}},
                "authorEndUserIdentity": {"idOnExternalPlatform": customer},
                **members,
            },
        )
        assert got.status == 200, got
        body: Json = got.body
        return body

    async def contact(self, **members: Any) -> str:
        """Bring in a message; return the number of its contact."""
        number: str = (await self.bring(**members))["contactNumber"]
        return number

    async def assign(self, number: str, agent: str | int = "ana") -> None:
        """Give a contact to an agent."""
        await self.done("PUT", f"/contacts/{number}/inbox-assignment", inboxAssigneeCxoneId=agent)

    async def done(self, method: str, path: str, **body: Any) -> None:
        """Do something that has no answer."""
        got = await self.ana.call(method, path, body or None)
        assert (got.status, got.body) == (204, None), got


@asynccontextmanager
async def desk(**options: Any) -> AsyncIterator[Desk]:
    """Run a server whose agents do nothing by themselves, with a program of Ana's."""
    async with serving(**{"settings": {"agentsAct": False}, **options}) as server:
        ana = await Program.let_in(server.http, f"{server.url}/cxone", "ana")
        yield Desk(server, ana)


def reply(text: str, thread: str = THREAD, **members: Any) -> Json:
    """Return what an agent's reply is."""
    return {
        "thread": {"idOnExternalPlatform": thread},
        "messageContent": {"type": "TEXT", "payload": {"text": text}},
        "recipients": [],
        "attachments": [],
        **members,
    }
