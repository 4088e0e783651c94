"""Owns a caller of the platform API for tests: an agent, or a client without a user."""

from __future__ import annotations

from typing import Any

from mockplatform.core.lease import Holder
from mockplatform.tenant import Tenant
from tests.support.server import Server


async def staff_token(
    server: Server, user_id: str, *, tenant: Tenant | None = None, life_s: float | None = None
) -> str:
    """Return a token of staff: an agent's id, or a client's for one without a user."""
    whose = tenant or server.tenant
    holder = Holder(user_id=user_id, client_id=whose.config.clients[0].id)
    pair = await server.platform.tokens.issue(whose, holder, ("routing",), life_s=life_s)
    return pair.access_token


class Staff:
    """Calls the platform API.

    Attributes:
        server: Whose.
        token: In whose name.
    """

    def __init__(self, server: Server, token: str) -> None:
        self.server = server
        self.token = token

    @classmethod
    async def of(cls, server: Server, user_id: str) -> Staff:
        """Return a caller in the name of an agent, or of a client."""
        return cls(server, await staff_token(server, user_id))

    async def call(self, method: str, path: str, body: Any = None) -> tuple[int, Any, Any]:
        """Return status, JSON (None where there is none) and headers of an answer."""
        headers = {"Authorization": f"Bearer {self.token}"}
        sent = {} if body is None else {"json": body}
        url = f"{self.server.url}/api/v2{path}"
        async with self.server.http.request(method, url, headers=headers, **sent) as answer:
            text = await answer.read()
            return answer.status, await answer.json() if text else None, answer.headers

    async def get(self, path: str) -> Any:
        """Return what a GET gives."""
        status, found, _ = await self.call("GET", path)
        assert status == 200, found
        return found
