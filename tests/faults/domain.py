"""Owns the stage for faults of the domain: two customers of one tenant, and another tenant's."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from tests.support.api import Api, Reply
from tests.support.faulty import shown
from tests.support.server import MESSAGING, Server, serving

QUIET = {"agentsAct": False, "botsAct": False}
ME = "/api/v2/users/me"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A server, and who calls it.

    Attributes:
        ann: The customer whom faults hit.
        bob: Another customer of her tenant.
        eve: A customer of another tenant, of the same name as Ann.
    """

    server: Server
    ann: Api
    bob: Api
    eve: Api

    def told(self) -> list[dict[str, Any]]:
        """Return what the journal tells of faults."""
        return shown(self.server, "fault")

    async def unharmed(self, verb: str = f"GET {ME}") -> bool:
        """Whether the others are served as ever."""
        return [(await one(verb)).status for one in (self.bob, self.eve)] == [200, 200]


@asynccontextmanager
async def staged(
    store: str = "memory", settings: Mapping[str, Any] = QUIET, **options: Any
) -> AsyncIterator[Stage]:
    """Open the stage."""
    async with serving(store=store, settings=settings, **options) as server:
        other = await server.add_tenant("other", **settings)
        mine = Api(server, server.tenant, "")
        theirs = Api(server, other, "/t/other")
        yield Stage(
            server=server,
            ann=await mine.user("ann"),
            bob=await mine.user("bob"),
            eve=await theirs.user("ann"),
        )


def of(reply: Reply) -> tuple[int, str | None]:
    """Return an answer's status, and the fault that it names."""
    return reply.status, reply.headers.get("X-Mockplatform-Fault")


def path_of(opened: Reply, more: str = "") -> str:
    """Return the path of a conversation that was opened."""
    return f"{MESSAGING}/{opened['id']}{more}"
