"""Owns an older guest chat's client for tests: aiohttp and `websockets`, no code of ours."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from tests.support.server import Server

BASE = "/api/v2/webchat/guest/conversations"
PATIENCE_S = 30.0
Json = dict[str, Any]


def wish(queue: str = "General questions", **members: Any) -> Json:
    """Return what asks for a chat in the default tenant."""
    return {
        "organizationId": "any",
        "deploymentId": "shop-web",
        "routingTarget": {"targetType": "QUEUE", "targetAddress": queue},
        "memberInfo": {"displayName": "Mia"},
        **members,
    }


class Stream:
    """One socket on a chat's event stream."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket

    async def hear(self) -> Json:
        """Return the next frame."""
        async with asyncio.timeout(PATIENCE_S):
            frame: Json = json.loads(await self.socket.recv())
            return frame

    async def told(self, count: int = 1) -> list[tuple[str, ...]]:
        """Return the next frames in short: (type, who, state or text or type of the body)."""
        return [short(await self.hear()) for _ in range(count)]

    async def rest(self) -> tuple[list[tuple[str, ...]], int, str]:
        """Return all frames that still come, and with which code and reason it ends."""
        found: list[tuple[str, ...]] = []
        with suppress(ConnectionClosed):
            while True:
                found.append(short(await self.hear()))
        code, reason = self.socket.close_code, self.socket.close_reason
        assert code is not None  # it has just been closed
        return found, code, reason or ""


def short(frame: Json) -> tuple[str, ...]:
    """Return a frame in short."""
    body, type_ = frame["eventBody"], frame.get("metadata", {}).get("type", "heartbeat")
    if type_ == "member-change":
        return type_, body["member"]["id"], body["member"]["state"]
    if type_ == "heartbeat":
        return (type_, body["message"])
    said = body.get("body") or body.get("bodyType", "")
    return type_, body["sender"]["id"], said


@dataclass(frozen=True, slots=True)
class Chat:
    """A chat that is open, seen from its guest.

    Attributes:
        server: Where.
        id: Of the conversation.
        jwt: What opens it.
        me: The guest's id as a member.
        uri: Of its event stream.
    """

    server: Server
    id: str
    jwt: str
    me: str
    uri: str

    async def call(self, method: str, path: str = "", body: Any = None) -> tuple[int, Any]:
        """Return status and JSON of a call below the chat's path; None where there is none."""
        return await call(self.server, method, f"/{self.id}{path}", body, self.jwt)

    async def get(self, path: str) -> Any:
        """Return what a GET gives."""
        status, found = await self.call("GET", path)
        assert status == 200, found
        return found

    async def say(self, text: str) -> Json:
        """Say something; return the message."""
        status, said = await self.call("POST", f"/members/{self.me}/messages", {"body": text})
        assert status == 200, said
        message: Json = said
        return message

    async def agent(self, act: str, **body: Any) -> None:
        """Do something as an agent, by the admin API."""
        url = f"{self.server.url}/__admin/conversations/{self.id}/agent/{act}"
        async with self.server.http.post(url, json=body) as answer:
            assert answer.ok, await answer.text()

    async def members(self, query: str = "") -> list[tuple[str, str, str]]:
        """Return role, state and name of the members."""
        listed = (await self.get(f"/members{query}"))["entities"]
        return [(one["role"], one["state"], one.get("displayName", "")) for one in listed]

    async def id_of(self, role: str) -> str:
        """Return the id of the last member in a role."""
        listed = (await self.get("/members"))["entities"]
        ids: list[str] = [one["id"] for one in listed if one["role"] == role]
        return ids[-1]

    @asynccontextmanager
    async def stream(self) -> AsyncIterator[Stream]:
        """Open a socket on the event stream."""
        async with connect(self.uri) as socket:
            yield Stream(socket)


async def call(
    server: Server, method: str, path: str, body: Any = None, jwt: str = "", *, prefix: str = ""
) -> tuple[int, Any]:
    """Return status and JSON of a call; None where there is no body."""
    headers = {"Authorization": f"Bearer {jwt}"} if jwt else {}
    sent = {} if body is None else {"json": body}
    url = f"{server.url}{prefix}{BASE}{path}"
    async with server.http.request(method, url, headers=headers, **sent) as answer:
        data = await answer.read()
        assert bool(data) == ("Content-Type" in answer.headers)
        return answer.status, json.loads(data) if data else None


async def chat(server: Server, prefix: str = "", **members: Any) -> Chat:
    """Open a chat."""
    status, made = await call(server, "POST", "", wish(**members), prefix=prefix)
    assert status == 200, made
    return Chat(server, made["id"], made["jwt"], made["member"]["id"], made["eventStreamUri"])


async def refusal(answered: Any) -> tuple[int, str]:
    """Return status and code of a call that is refused."""
    status, body = await answered
    assert body["status"] == status, body
    return status, body["code"]
