"""Owns a platform for tests without a server: time, alarms and background work by hand."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from msgspec import convert

from mockplatform.app import open_log
from mockplatform.clock import ManualWall
from mockplatform.core.aggregate import Command
from mockplatform.core.commands import CreateConversation, SendMessage
from mockplatform.core.configuration import TenantConfig
from mockplatform.core.conversation import Conversation
from mockplatform.core.events import Person
from mockplatform.core.lease import Holder
from mockplatform.core.scopes import SCOPES
from mockplatform.platform import Platform, Surroundings, TenantPlan
from mockplatform.tenant import Tenant
from mockplatform.tokens import TokenPair

ANN = Person(purpose="customer", id="ann")
CONFIG = convert(
    {
        "deployments": [{"id": "site"}],
        "queues": [{"id": "help", "name": "Help"}, {"id": "vip"}],
        "routing": [{"when": {"tier": "gold"}, "queue": "vip"}],
        "agents": [
            {
                "id": "sam",
                "kind": "bot",
                "queues": ["help"],
                "capacity": 100,
                "script": {
                    "acceptAfter": "1s",
                    "steps": [{"say": "Hello."}, {"on": "*", "steps": [{"say": "You: {text}"}]}],
                },
            },
            {"id": "bea", "queues": ["vip"], "capacity": 1},
            {"id": "cal", "queues": ["vip"], "capacity": 1},
        ],
        "clients": [{"id": "widget", "secret": "s"}],
    },
    TenantConfig,
)


class Alarms:
    """Timers that ring when told to."""

    def __init__(self) -> None:
        self.armed: list[tuple[float, Callable[[], None]]] = []

    def __call__(self, delay_s: float, callback: Callable[[], None]) -> Callable[[], None]:
        """Arm a timer."""
        entry = (delay_s, callback)
        self.armed.append(entry)
        return lambda: self.armed.remove(entry) if entry in self.armed else None

    @property
    def delays(self) -> list[float]:
        """In how many seconds each armed timer rings."""
        return sorted(delay for delay, _ in self.armed)

    def ring(self) -> None:
        """Ring all that are armed now."""
        ringing, self.armed = self.armed, []
        for _, callback in ringing:
            callback()


@dataclass(slots=True)
class World:
    """A platform, and what it was given."""

    platform: Platform
    wall: ManualWall
    alarms: Alarms
    tasks: set[asyncio.Task[Any]]

    async def rest(self) -> None:
        """Wait until no background work is left; raise what it raised."""
        while self.tasks:
            await self.tasks.pop()

    async def tenant(self, id_: str = "default", **plan: Any) -> Tenant:
        """Make a tenant."""
        return await self.platform.create(id_, TenantPlan(**{"config": CONFIG, **plan}))

    async def do(self, tenant: Tenant, id_: str, command: Command) -> Conversation:
        """Run a command on a conversation; return its state."""
        outcome = await self.platform.service.execute(tenant, "conversation", id_, command)
        state: Conversation = outcome.state
        return state

    async def open(self, tenant: Tenant, id_: str = "c1", **data: Any) -> Conversation:
        """Open Ann's conversation; keywords are its routing data."""
        return await self.do(tenant, id_, creation(tenant, **data))

    async def say(self, tenant: Tenant, id_: str = "c1", text: str = "hi") -> Conversation:
        """Let Ann say something."""
        message_id = f"m{tenant.conversations[id_].version}"
        return await self.do(tenant, id_, SendMessage(message_id=message_id, sender=ANN, text=text))

    async def advance(self, tenant: Tenant, by_s: float) -> list[str]:
        """Let the tenant's time pass; return what fell due."""
        fired = await self.platform.advance(tenant, tenant.clock.now() + by_s)
        return [one.what for one in fired]

    async def issue(self, tenant: Tenant, user_id: str = "ann", **how: Any) -> TokenPair:
        """Give a user a pair of tokens."""
        return await self.platform.tokens.issue(tenant, holder(user_id), SCOPES, **how)


def holder(user_id: str = "ann") -> Holder:
    """Return for whom a token of the widget's client speaks."""
    return Holder(user_id=user_id, client_id="widget", deployment_id="site")


def creation(tenant: Tenant, **data: Any) -> CreateConversation:
    """Return the command that opens Ann's conversation."""
    return CreateConversation(
        customer=ANN,
        deployment_id="site",
        routing_data=data,
        conversation_data={},
    )


@asynccontextmanager
async def world(store: str = "memory", wall: ManualWall | None = None) -> AsyncIterator[World]:
    """Open a platform over a store, with the tenants that it brings back."""
    wall = wall or ManualWall()
    alarms = Alarms()
    tasks: set[asyncio.Task[Any]] = set()
    around = Surroundings(
        wall=wall,
        alarm=alarms,
        stopwatch=wall,
        spawn=lambda work: tasks.add(asyncio.ensure_future(work)),
        seed=1,
    )
    platform = Platform(await open_log(store), around)
    made = World(platform, wall, alarms, tasks)
    try:
        await platform.bring_back()
        yield made
        await made.rest()
    finally:
        await platform.close()
