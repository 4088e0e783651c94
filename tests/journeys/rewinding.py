"""Owns a journey that touches all that a tenant keeps, and its transcript: every byte answered.

The same requests are made each time; what is sent on depends on nothing but answers.
"""

from __future__ import annotations

import json
from typing import Any

import aiohttp
from websockets.asyncio.client import connect

from mockplatform.tenant import Tenant
from tests.support.server import MESSAGING, Server

AUTH = "/api/v2/widget/auth"
_PASSING = frozenset({"Date"})


class Traveller:
    """Makes requests, and writes down what is answered."""

    def __init__(self, server: Server, tenant: str = "default") -> None:
        self.server = server
        self.base = server.url if tenant == "default" else f"{server.url}/t/{tenant}"
        self.ws_base = self.base.replace("http", "ws", 1)
        self.tenant = tenant
        self.transcript: list[Any] = []

    async def call(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """Make a request; return its JSON."""
        data = None if body is None else json.dumps(body)
        if data is not None:
            headers["Content-Type"] = "application/json"
        session: aiohttp.ClientSession = self.server.http
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        async with session.request(method, self.base + path, data=data, headers=named) as answer:
            text = await answer.read()
            kept = sorted((k, v) for k, v in answer.headers.items() if k not in _PASSING)
            self.transcript.append((method, path, answer.status, kept, text))
            assert answer.status != 500, text
            return json.loads(text) if text else None

    async def frame(self, socket: Any) -> Any:
        """Read a frame."""
        text = await socket.recv()
        self.transcript.append(("frame", text))
        return json.loads(text)

    async def act(self, path: str, body: Any = None, method: str = "POST") -> Any:
        """Steer."""
        answer = await self.call(method, "/__admin" + path, {} if body is None else body)
        assert self.transcript[-1][2] < 400, answer
        return answer


def here(server: Server, tenant: str) -> Tenant:
    """Return the tenant that has the id now."""
    return server.platform.tenants[tenant]


async def travel(server: Server, tenant: str = "default") -> list[Any]:
    """Do all that a widget, an agent and a test do; return the transcript."""
    one, began = Traveller(server, tenant), here(server, tenant).journal.last_id
    deployment = here(server, tenant).config.deployments[0].id
    pair = await one.call("POST", f"{AUTH}/token", {"deploymentId": deployment})
    assert "refresh_token" in pair, one.transcript
    spent = {"grant_type": "refresh_token", "refresh_token": pair["refresh_token"]}
    bearer = f"Bearer {pair['access_token']}"
    pair = await one.call("POST", f"{AUTH}/refresh", spent, Authorization=bearer)
    bearer = f"Bearer {pair['access_token']}"
    known = {"plan": "gold", "language": "en"}
    ids = []
    for number in range(2):
        made = await one.call(
            "POST",
            MESSAGING,
            {"routingData": known, "conversationData": {"cart": [number]}},
            Authorization=bearer,
        )
        ids.append(made["id"])
    first = f"{MESSAGING}/{ids[0]}"
    token = pair["access_token"]
    url = f"{one.ws_base}/api/v2/conversations/messaging/{ids[0]}/ws?access_token={token}"
    async with connect(url) as socket:
        await one.frame(socket)
        for text in ("a", "b"):
            sent = {"type": "message.send", "clientMessageId": text, "text": text}
            await socket.send(json.dumps(sent))
            while (await one.frame(socket))["type"] != "ack":
                pass
    await here(server, tenant).journal.wait_for(
        lambda entry: (
            entry.id > began
            and (entry.kind, entry.detail[0], entry.conversation_id) == ("socket", "close", ids[0])
        )
    )
    await one.act("/clock/advance", {"by": "90s"})
    for number in range(12):
        body = {"text": f"hi {number}", "clientMessageId": str(number)}
        await one.call("POST", f"{first}/messages", body, Authorization=bearer)
    await one.call("GET", f"{first}/messages", Authorization=bearer)
    await one.call("GET", first, Authorization=bearer)
    await one.call("PUT", f"/api/v2/widget-context/ctx_{ids[0]}", {"a": 1}, Authorization=bearer)
    await one.call("GET", f"/api/v2/widget-context/ctx_{ids[0]}", Authorization=bearer)
    await one.call("GET", f"{MESSAGING}/nobody", Authorization=bearer)
    await one.act(f"/conversations/{ids[1]}/agent/leave")
    await one.act("/keys/rotate", {"keepOld": "10m"})
    await one.call("POST", f"{AUTH}/token", {"deploymentId": deployment, "userId": "kim"})
    await one.act("/clock/advance", {"by": "10m"})
    await one.call("GET", first, Authorization=bearer)
    await one.act("/faults", method="GET")
    return one.transcript
