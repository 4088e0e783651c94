"""Owns a brand of a test's own: a tenant with one chat channel, as the test wants it.

Its agent does what the test says, and nothing by himself::

    async with brand(live=False, page_size=2) as shop, shop.chat() as robin:
        await robin.say("Hello")
        await shop.close()
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

from msgspec.structs import replace

from mockplatform.core.aggregate import Command
from mockplatform.core.commands import Answer, Close, Delete, Offer, SendMessage
from mockplatform.core.conversation import Conversation
from mockplatform.core.customer import Customer, Thread
from mockplatform.core.digital import Digital
from mockplatform.core.states import Verb
from mockplatform.customers import customer_id
from mockplatform.log.base import Log
from mockplatform.platform import TenantPlan
from tests.support.chats_cxone import Chat, chat
from tests.support.owned import Owned
from tests.support.server import serving

CHANNEL = "chat_shop"


class Brand(Owned):
    """A tenant with a channel."""

    def chat(self, customer: str = "c-1", **more: Any) -> AbstractAsyncContextManager[Chat]:
        """Open a customer's socket there."""
        number = self.tenant.brand_id
        prefix = f"/t/{self.id}"
        return chat(self.server, CHANNEL, customer, brand=number, prefix=prefix, **more)

    def customer(self, name: str = "c-1") -> Customer:
        """Return a customer by what his client calls him."""
        return self.tenant.customers[customer_id(CHANNEL, name)]

    def thread(self, name: str = "t-1", customer: str = "c-1") -> Thread:
        """Return a thread by what its client calls it."""
        return self.customer(customer).threads[name]

    def conversation(self, thread: str = "t-1") -> Conversation:
        """Return a thread's latest conversation."""
        return self.tenant.conversations[self.thread(thread).cases[-1].conversation_id]

    async def do(self, *commands: Command, thread: str = "t-1") -> None:
        """Run commands on a thread's latest conversation."""
        id_ = self.thread(thread).cases[-1].conversation_id
        for command in commands:
            await self.server.platform.service.execute(self.tenant, "conversation", id_, command)

    async def join(self, thread: str = "t-1") -> None:
        """Have the agent take it."""
        await self.do(Offer(agent=self.agent), Answer(verb=Verb.ACCEPT), thread=thread)

    async def say(self, text: str, thread: str = "t-1") -> None:
        """Have the agent say something."""
        id_ = self.tenant.ids.uuid()
        await self.do(SendMessage(message_id=id_, sender=self.agent, text=text), thread=thread)

    async def close(self, thread: str = "t-1") -> None:
        """Have the agent end it."""
        await self.do(Close(by="agent"), thread=thread)

    async def delete(self, thread: str = "t-1") -> None:
        """Delete it."""
        await self.do(Delete(), thread=thread)

    async def advance(self, by_s: float) -> None:
        """Move the tenant's clock."""
        await self.server.advance(by_s, self.tenant)


@asynccontextmanager
async def brand(
    settings: dict[str, Any] | None = None,
    server: dict[str, Any] | None = None,
    log: Log | None = None,
    **digital: Any,
) -> AsyncIterator[Brand]:
    """Run a server with a brand, over a log; keywords are its channel's `digital`."""
    async with serving(**(server or {})) as running:
        if log is not None:
            running.platform.log = running.platform.service.log = log
        if "brand" not in running.platform.tenants:
            config = running.tenant.config
            (channel,) = (one for one in config.deployments if one.id == "chat_messaging")
            own = replace(channel, id=CHANNEL, digital=Digital(**digital))
            plan = TenantPlan(
                config=replace(config, deployments=(own,), brand_id=None),
                fixture="default",
                settings={"agentsAct": False, "botsAct": False, **(settings or {})},
            )
            await running.platform.create("brand", plan)
        yield Brand(running, "brand")
