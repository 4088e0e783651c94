"""Owns how tests call the widget API: one line a call, and the answer as a value."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import aiohttp
from yarl import URL

from mockplatform.core.aggregate import Command
from mockplatform.core.configuration import Agent
from mockplatform.core.scopes import SCOPES
from mockplatform.core.tenancy import PutAgent
from mockplatform.tenant import Tenant
from tests.support.server import MESSAGING, Server

AUTH = "/api/v2/widget/auth"


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: its status, its headers, its bytes."""

    status: int
    headers: Mapping[str, str]
    data: bytes

    @property
    def body(self) -> Any:
        """The answer's JSON."""
        return json.loads(self.data)

    def __getitem__(self, name: str) -> Any:
        """Return a member of the body."""
        return self.body[name]

    @property
    def refusal(self) -> tuple[int, str]:
        """Status and code of an error in the API's shape."""
        body = self.body
        assert set(body) == {"message", "code", "status", "contextId", "details", "errors"}, body
        assert body["status"] == self.status
        assert body["contextId"] == self.headers["X-Correlation-Id"]
        assert body["message"]
        return self.status, body["code"]

    @property
    def oauth_refusal(self) -> tuple[int, str]:
        """Status and name of an error in OAuth's shape.

        The authorization server tells the text under two names.
        """
        body = self.body
        assert set(body) - {"description"} == {"error", "error_description"}, body
        assert body.get("description", body["error_description"]) == body["error_description"]
        assert self.headers["Cache-Control"] == "no-store"
        return self.status, self.body["error"]

    @property
    def hint(self) -> str:
        """The next step that the answer names."""
        return self.headers.get("X-Mockplatform-Hint", "")


@dataclass(frozen=True, slots=True)
class Api:
    """The widget API of one tenant, as one caller sees it.

    Attributes:
        prefix: What stands before each path: the tenant's, or nothing.
        token: The caller's access token; empty for none.
    """

    server: Server
    tenant: Tenant
    prefix: str
    token: str = ""

    async def __call__(self, verb: str, body: Any = None, **more: Any) -> Reply:
        """Call; `verb` is a method and a path. A body that is bytes goes as it is."""
        method, _, path = verb.partition(" ")
        headers = dict(more.pop("headers", {}))
        if self.token:
            headers.setdefault("Authorization", f"Bearer {self.token}")
        if body is not None:
            more["data"] = body if isinstance(body, bytes) else json.dumps(body).encode()
            headers.setdefault("Content-Type", "application/json")
        url = URL(self.server.url + self.prefix + path, encoded=True)
        asked = self.server.http.request(
            method, url, headers=headers, allow_redirects=False, **more
        )
        async with asked as answer:
            return Reply(answer.status, answer.headers, await answer.read())

    async def form(
        self, path: str, basic: tuple[str, str] | None = None, /, **fields: str
    ) -> Reply:
        """Send a form, perhaps with HTTP Basic."""
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        if basic is not None:
            headers["Authorization"] = aiohttp.encode_basic_auth(*basic)
        body = str(URL.build(query=fields))[1:].encode()
        return await self(f"POST {path}", body, headers=headers)

    def bearing(self, token: str) -> Api:
        """Return the same API with another token, or without one."""
        return replace(self, token=token)

    async def user(
        self, user_id: str = "user-7", scope: Sequence[str] = SCOPES, life_s: float | None = None
    ) -> Api:
        """Return the same API as a user calls it."""
        return self.bearing(await self.server.token(user_id, scope, life_s, tenant=self.tenant))

    async def open(self, **body: Any) -> Reply:
        """Open a conversation."""
        reply = await self(f"POST {MESSAGING}", body)
        assert reply.status == 201, reply
        return reply

    async def advance(self, by_s: float) -> list[tuple[str, str]]:
        """Let the tenant's time pass; return what fell due."""
        return await self.server.advance(by_s, self.tenant)

    async def set(self, **settings: Any) -> None:
        """Change the tenant's settings."""
        await self.server.platform.change_settings(self.tenant, settings)

    async def act(self, conversation_id: str, command: Command) -> None:
        """Run a command on a conversation, as an agent or the admin API does."""
        service = self.server.platform.service
        await service.execute(self.tenant, "conversation", conversation_id, command)

    async def put_agent(self, agent: Agent) -> None:
        """Make or change an agent."""
        service = self.server.platform.service
        await service.execute(self.tenant, "tenant", "tenant", PutAgent(agent=agent))

    def journal(self, kind: str = "", **match: Any) -> list[dict[str, Any]]:
        """Return the journal's entries as they are shown."""
        shown = [entry.render() for entry in self.tenant.journal.select(kind=kind)]
        return [
            entry
            for entry in shown
            if all(entry.get(name) == value for name, value in match.items())
        ]

    def told(self, reply: Reply) -> dict[str, Any]:
        """Return the journal's line about the request that was answered so."""
        (line,) = self.journal("http", correlationId=reply.headers["X-Correlation-Id"])
        return line

    def versions(self) -> dict[tuple[str, str], int]:
        """Return each stream's version: what has not changed is equal."""
        return {
            (kind, id_): state.version
            for kind, states in self.tenant.states.items()
            for id_, state in states.items()
        }
