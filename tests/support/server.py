"""Owns a real server for tests: a port of its own, a clock that stands still until moved."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
from aiohttp import web

from mockplatform.app import PLATFORM, RUNNER_SETTINGS, Options, create_app
from mockplatform.clock import ManualWall
from mockplatform.core.lease import Holder
from mockplatform.core.scopes import SCOPES
from mockplatform.edge.heartbeat import SOCKETS, Sockets
from mockplatform.edge.protocol import Runner
from mockplatform.platform import DEFAULT_TENANT, Platform, TenantPlan
from mockplatform.tenant import Tenant
from tests.support.keys import keys

ALL = SCOPES
MESSAGING = "/api/v2/conversations/messaging"


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A server that runs.

    Attributes:
        url: Its base URL, without a slash at the end.
        ws_url: The same for sockets.
        platform: What it serves.
        http: A client without a token.
        sockets: Its sockets, and the sweeper that looks after them.
    """

    url: str
    ws_url: str
    platform: Platform
    http: aiohttp.ClientSession
    sockets: Sockets

    @property
    def tenant(self) -> Tenant:
        """The default tenant (another object after a reset)."""
        return self.platform.tenants[DEFAULT_TENANT]

    async def add_tenant(self, id_: str, **settings: Any) -> Tenant:
        """Make another tenant from the default one's fixture."""
        plan = TenantPlan(config=self.tenant.config, fixture="default", settings=settings)
        return await self.platform.create(id_, plan)

    async def token(
        self,
        user_id: str = "user-7",
        scope: Sequence[str] = ALL,
        expires_in: float | None = None,
        *,
        tenant: Tenant | None = None,
    ) -> str:
        """Return an access token; `expires_in` is its life in seconds."""
        whose = tenant or self.tenant
        holder = Holder(
            user_id=user_id,
            client_id=whose.config.clients[0].id,
            deployment_id=whose.config.deployments[0].id,
        )
        pair = await self.platform.tokens.issue(whose, holder, scope, life_s=expires_in)
        return pair.access_token

    async def conversation(self, token: str, **body: Any) -> str:
        """Open a conversation for the token's user; return its id."""
        headers = {"Authorization": f"Bearer {token}"}
        async with self.http.post(self.url + MESSAGING, json=body, headers=headers) as answer:
            assert answer.status == 201, await answer.text()
            id_: str = (await answer.json())["id"]
            return id_

    async def advance(self, by_s: float, tenant: Tenant | None = None) -> list[tuple[str, str]]:
        """Move a tenant's clock; return what fired: (what, subject)."""
        whose = tenant or self.tenant
        fired = await self.platform.advance(whose, whose.clock.now() + by_s)
        return [(one.what, one.subject) for one in fired]


@asynccontextmanager
async def serving(**options: Any) -> AsyncIterator[Server]:
    """Run a server on a free port; keywords are those of `Options`.

    Unless told otherwise the seed is 1 and the tenants' time stands still.
    """
    given = {"seed": 1, "wall": ManualWall(), "make_key": keys(), **options}
    app = create_app(Options(**given))
    runner = Runner(app, **RUNNER_SETTINGS)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        host, port = runner.addresses[0][:2]
        async with aiohttp.ClientSession() as http:
            yield Server(
                url=f"http://{host}:{port}",
                ws_url=f"ws://{host}:{port}",
                platform=app[PLATFORM],
                http=http,
                sockets=app[SOCKETS],
            )
    finally:
        await runner.cleanup()
