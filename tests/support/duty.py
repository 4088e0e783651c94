"""Owns an agent at work for tests: a conversation, its views, and what the agent does in it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from msgspec.structs import replace

from mockplatform.core.configuration import Integration, Queue, TenantConfig, WrapUpCode
from mockplatform.fixtures_loader import load
from mockplatform.platform import TenantPlan
from mockplatform.tenant import Tenant
from tests.support.server import MESSAGING, Server, serving
from tests.support.staff import Staff, staff_token

Json = dict[str, Any]
CODES = (WrapUpCode(id="solved", name="Solved"), WrapUpCode(id="spam", name="Spam"))


def desk_config() -> TenantConfig:
    """Return the default tenant's, with wrap-up codes, and one integration."""
    config = load("default")
    queues = tuple(
        replace(queue, wrap_up_codes=CODES, wrap_up="mandatory")
        if queue.id == "general"
        else replace(queue, wrap_up_codes=CODES)
        if queue.id == "billing"
        else queue
        for queue in config.queues
    )
    assert {type(queue) for queue in queues} == {Queue}
    return replace(config, queues=queues, integrations=(Integration(id="whatsup", name="WU"),))


class Desk:
    """Ana, Ben and a client of theirs, in a tenant where agents act only when told to.

    Attributes:
        tenant: Where.
        ana: Ana's calls of the platform API.
        ben: Ben's.
        client: Those of a client without a user.
    """

    def __init__(self, server: Server, tenant: Tenant) -> None:
        self.server = server
        self.tenant = tenant
        self.base = f"{server.url}/t/{tenant.id}"
        self.ana = self.ben = self.client = Staff(server, "")

    async def arrive(self) -> None:
        """Get the tokens."""
        self.ana, self.ben, self.client = [
            Staff(self.server, await staff_token(self.server, id_, tenant=self.tenant))
            for id_ in ("ana", "ben", "widget")
        ]

    async def waiting(self, **body: Any) -> str:
        """Return the id of a conversation that a widget's customer has opened."""
        token = await self.server.token(tenant=self.tenant)
        headers = {"Authorization": f"Bearer {token}"}
        url = self.base + MESSAGING
        async with self.server.http.post(url, json=body, headers=headers) as answer:
            assert answer.status == 201, await answer.text()
            id_: str = (await answer.json())["id"]
            return id_

    async def admin(self, path: str, **body: Any) -> Any:
        """Do something by the admin API, in the tenant."""
        async with self.server.http.post(f"{self.base}/__admin{path}", json=body) as answer:
            assert answer.status < 300, await answer.text()
            return await answer.json() if answer.status != 204 else None

    async def ringing(self, agent: str = "ana", **body: Any) -> str:
        """Return the id of a conversation that an agent is alerted for."""
        id_ = await self.waiting(**body)
        await self.offer(id_, agent)
        return id_

    async def offer(self, id_: str, agent: str = "ana") -> None:
        """Alert an agent."""
        await self.admin(f"/conversations/{id_}/agent/offer", agentId=agent)

    async def talking(self, agent: str = "ana", **body: Any) -> str:
        """Return the id of a conversation that an agent has."""
        id_ = await self.ringing(agent, **body)
        status, told = await self.patch(id_, {"state": "connected"}, agent)
        assert status == 204, told
        return id_

    def of(self, agent: str) -> Staff:
        """Return whose calls those of an agent are."""
        return {"ana": self.ana, "ben": self.ben}.get(agent, self.client)

    async def view(self, id_: str) -> Json:
        """Return view 1."""
        found: Json = await self.client.get(f"/conversations/messages/{id_}")
        return found

    async def last(self, id_: str, purpose: str = "agent") -> Json:
        """Return the last participant of a purpose, in view 1."""
        found = [p for p in (await self.view(id_))["participants"] if p["purpose"] == purpose]
        one: Json = found[-1]
        return one

    async def line(self, id_: str, purpose: str = "agent") -> Json:
        """Return the communication of the last participant of a purpose, in view 2."""
        view = await self.client.get(f"/conversations/{id_}")
        found = [one for one in view["participants"] if one["purpose"] == purpose]
        line: Json = found[-1]["messages"][0]
        return line

    async def path(self, id_: str, purpose: str = "agent") -> str:
        """Return the path of the last participant of a purpose."""
        one = await self.last(id_, purpose)
        return f"/conversations/messages/{id_}/participants/{one['id']}"

    async def patch(
        self, id_: str, body: Json | None, by: str = "ana", purpose: str = "agent"
    ) -> tuple[int, Any]:
        """PATCH the last participant of a purpose; return status and body."""
        path = await self.path(id_, purpose)
        status, told, _ = await self.of(by).call("PATCH", path, body)
        return status, told

    async def say(self, id_: str, text: str = "Hello", by: str = "ana") -> tuple[int, Any]:
        """Send a text on the last agent's communication; return status and body."""
        line = (await self.line(id_))["id"]
        path = f"/conversations/messages/{id_}/communications/{line}/messages"
        status, told, _ = await self.of(by).call("POST", path, {"textBody": text})
        return status, told


@asynccontextmanager
async def desk(**settings: Any) -> AsyncIterator[Desk]:
    """Run a server with such a tenant, which is beside the default one."""
    async with serving() as server:
        chosen = {"agentsAct": False, "botsAct": False, "accessTokenLife": "9d", **settings}
        plan = TenantPlan(config=desk_config(), fixture="default", settings=chosen)
        tenant = await server.platform.create("desk", plan)
        found = Desk(server, tenant)
        await found.arrive()
        yield found
