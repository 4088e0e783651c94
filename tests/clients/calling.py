"""Owns a CXone customer on a platform whose time stands still, for small client programs."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from websockets.exceptions import InvalidStatus

from tests.clients.api import Api, Reply
from tests.support.brands import CHANNEL, Brand, brand
from tests.support.chats_cxone import Chat

Json = dict[str, Any]


class Caller:
    """One customer, over as many sockets as it takes.

    Attributes:
        shop: The tenant, with its channel.
        subject: Whom findings are to name: the customer, as his client calls him.
    """

    def __init__(self, shop: Brand, name: str, stack: AsyncExitStack) -> None:
        self.shop = shop
        self.subject = name
        self._stack = stack

    @property
    def api(self) -> Api:
        """The tenant's HTTP."""
        server = self.shop.server
        return Api(server.http, f"{server.url}/t/{self.shop.id}")

    async def connect(self, **more: Any) -> Chat:
        """Get a token and open a socket, which stands when it returns."""
        opened = self.shop.chat(self.subject, **more)
        customer: Chat = await self._stack.enter_async_context(opened)
        await customer.beat()
        return customer

    async def ask_token(self, **body: Any) -> Reply:
        """Ask for a transaction token."""
        query = f"brandId={self.shop.tenant.brand_id}&channelId={CHANNEL}&visitorId="
        asked = body or {"customerIdentity": {"idOnExternalPlatform": self.subject}}
        return await self.api.call("POST", f"/oauth/token?{query}", json=asked)

    async def knock(self, token: str) -> int:
        """Ask for a socket that is refused; return the status."""
        try:
            async with self.shop.chat(self.subject, token=token):
                return 101
        except InvalidStatus as refused:
            return refused.response.status_code

    async def drop(self, customer: Chat) -> None:
        """Cut the customer's sockets, as a network does."""
        for one in (await self.admin("GET", "/channels"))["channels"]:
            if one["userId"] == self.subject:
                await self.admin("POST", f"/channels/{one['id']}/drop", {})
        await customer.end()

    async def recover(self, customer: Chat, thread: str = "t-1") -> Json:
        """Ask how a thread is; return what was told."""
        digital = self.shop.tenant.tenancy.deployments[CHANNEL].digital
        event = "RecoverLivechat" if digital and digital.live else "RecoverThread"
        return await customer.ask(event, {"thread": {"idOnExternalPlatform": thread}})

    async def passes(self, seconds: float) -> None:
        """Let the tenant's time pass."""
        await self.shop.advance(seconds)

    async def admin(self, method: str, path: str, body: Any = None) -> Any:
        """Steer the tenant."""
        server = self.shop.server
        api = Api(server.http, f"{server.url}/t/{self.shop.id}/__admin")
        return await api.must(method, path, json=body)

    async def findings(self) -> list[Json]:
        """Return what was found until now."""
        found: list[Json] = (await self.admin("GET", "/findings"))["findings"]
        return found


@asynccontextmanager
async def calling(name: str, **digital: Any) -> AsyncIterator[Caller]:
    """Run a brand with a channel, and give one of its customers; he leaves at the end."""
    async with brand(**digital) as shop, AsyncExitStack() as stack:
        yield Caller(shop, name, stack)
