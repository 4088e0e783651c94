"""Owns what tests of outages do as a customer: over HTTP and by socket, from outside."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from websockets.exceptions import InvalidStatus

from mockplatform.errors import FAULT
from mockplatform.journal import Entry
from tests.admin.api import Api as Admin
from tests.admin.api import Reply
from tests.support.hands import Hands
from tests.support.server import MESSAGING, Server
from tests.support.talk import talking

LOGIN = "/api/v2/widget/auth/token"
REFRESH = "/api/v2/widget/auth/refresh"
CONFIG = "/api/v2/widget/deployments/shop-web/config"
CONTEXT = "/api/v2/widget-context/ctx_user-7"


@dataclass
class Stage:
    """One customer on one server, and who steers it.

    Attributes:
        outage: Which outage is staged.
        token: The customer's.
        conversation: The customer's, opened in time.
        hands: Real time, which stands still.
    """

    server: Server
    outage: str
    hands: Hands
    token: str = ""
    conversation: str = ""
    admin: Admin = field(init=False)

    def __post_init__(self) -> None:
        self.admin = Admin(self.server)

    async def begin(self) -> None:
        """Log in and open a conversation."""
        self.token = await self.server.token()
        self.conversation = await self.server.conversation(self.token)

    async def start(self, **how: Any) -> None:
        """Start the outage."""
        reply = await self.admin.post(f"/outages/{self.outage}/start", how)
        assert reply.status == 200, reply

    async def stop(self) -> Reply:
        """Stop the outage."""
        return await self.admin.post(f"/outages/{self.outage}/stop")

    async def advance(self, by_s: float) -> None:
        """Move the tenant's clock."""
        await self.server.advance(by_s)

    async def call(
        self,
        verb: str,
        body: Any = None,
        *,
        token: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """Call as the customer; `verb` is a method and a path."""
        method, _, path = verb.partition(" ")
        bearer = {"Authorization": f"Bearer {self.token if token is None else token}"}
        sent = {**(headers or {}), **(bearer if token != "" else {})}
        return await self.admin.call(method, path, body, headers=sent)

    async def read(self) -> Reply:
        """Read the conversation."""
        return await self.call(f"GET {MESSAGING}/{self.conversation}")

    async def log_in(self) -> Reply:
        """Ask for a token."""
        return await self.call(f"POST {LOGIN}", {"deploymentId": "shop-web"}, token="")

    async def renew(self, tokens: Reply) -> Reply:
        """Ask for a new pair with a pair's refresh token."""
        body = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
        return await self.call(f"POST {REFRESH}", body, token=tokens["access_token"])

    async def send(self, text: str, client_message_id: str) -> Reply | None:
        """Send a message by HTTP; None if the connection ended without an answer."""
        path = f"POST {MESSAGING}/{self.conversation}/messages"
        body = {"text": text, "clientMessageId": client_message_id}
        try:
            return await self.call(path, body)
        except aiohttp.ClientConnectionError:
            return None

    async def texts(self) -> list[str]:
        """Return what the transcript has."""
        reply = await self.call(f"GET {MESSAGING}/{self.conversation}/messages")
        return [one["text"] for one in reply["entities"]]

    def talk(self, query: str = "") -> Any:
        """Open a socket on the conversation."""
        return talking(self.server, self.token, self.conversation, query)

    async def refused(self) -> tuple[int, str]:
        """Open a socket; return the status and the fault with which it was refused."""
        try:
            async with self.talk():
                return 101, ""
        except InvalidStatus as error:
            return error.response.status_code, error.response.headers.get(FAULT, "")

    async def begun(self, make: Any) -> asyncio.Task[Any]:
        """Begin something that a fault holds; return once the journal has that."""
        journal = self.server.tenant.journal
        since = journal.last_id
        task = asyncio.create_task(make)
        await journal.wait_for(lambda one: one.id > since and one.kind == "fault")
        return task

    async def fired(self, part: str, since: int = 0) -> Entry:
        """Return the journal's entry of a part that has fired, or when it does."""
        id_ = f"outage:{self.outage}:{part}"
        return await self.server.tenant.journal.wait_for(
            lambda one: one.id > since and one.kind == "fault" and one.detail[0] == id_
        )

    def by(self, reply: Reply) -> str:
        """Return which part of the outage has changed an answer."""
        return reply.headers.get(FAULT, "").removeprefix(f"outage:{self.outage}:")

    def parts_fired(self, since: int = 0) -> list[str]:
        """Return the parts that have fired behind an entry of the journal, in order."""
        entries = self.server.tenant.journal.select(kind="fault", since=since)
        return [one.detail[0].removeprefix(f"outage:{self.outage}:") for one in entries]
