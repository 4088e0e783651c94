"""Owns the stage for small client programs: a customer on a platform whose time stands still."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import aiohttp

from tests.clients.api import CONVERSATIONS, REFRESH, TOKEN, Api, Reply
from tests.clients.line import Frame, Line

LIFE_S = 30 * 60
"""How long an access token lives, if no setting says otherwise."""


class Tokens(NamedTuple):
    """A pair."""

    access: str
    refresh: str


@dataclass(kw_only=True)
class Stage:
    """One customer of a tenant, and a hand for its clock.

    Attributes:
        url: The tenant's base URL.
        user: The customer: each program is one of its own, so that many can be on one tenant.
        heard: All frames that came on any socket.
    """

    http: aiohttp.ClientSession
    url: str
    user: str
    deployment_id: str = "shop-web"
    heard: list[Frame] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)

    @property
    def api(self) -> Api:
        """The widget API."""
        return Api(self.http, self.url)

    async def sign_in(self, instance: str = "tab-1", **body: Any) -> Tokens:
        """Begin a family of tokens; `instance` is the widget's own id (empty: it has none)."""
        named = {"instanceId": instance} if instance else {}
        asked = {"deploymentId": self.deployment_id, "userId": self.user, **named, **body}
        return _pair(await self.api.must("POST", TOKEN, json=asked))

    async def refresh(self, pair: Tokens, bearer: str = "") -> Reply:
        """Spend a refresh token; the bearer is the access token, unless another is given."""
        body = {"grant_type": "refresh_token", "refresh_token": pair.refresh}
        return await self.call("POST", REFRESH, token=bearer or pair.access, json=body)

    async def renewed(self, pair: Tokens) -> Tokens:
        """Spend a refresh token that has to be taken; return the next pair."""
        reply = await self.refresh(pair)
        assert reply.status == 200, reply
        return _pair(reply.body)

    async def open(self, pair: Tokens, **body: Any) -> str:
        """Open a conversation; return its id."""
        made = await self.api.must("POST", CONVERSATIONS, token=pair.access, json=body)
        return str(made["id"])

    async def call(self, method: str, path: str, **options: Any) -> Reply:
        """Make one call; a path that begins with an id is that of a conversation."""
        where = path if path.startswith("/") else f"{CONVERSATIONS}/{path}"
        return await self.api.call(method, where, **options)

    async def look(self, pair: Tokens, id_: str) -> Reply:
        """Read a conversation's state."""
        return await self.call("GET", id_, token=pair.access)

    async def say(self, pair: Tokens, id_: str, text: str, client_message_id: str = "") -> Reply:
        """Send a message by HTTP."""
        named = {"clientMessageId": client_message_id} if client_message_id else {}
        body = {"text": text, **named}
        return await self.call("POST", f"{id_}/messages", token=pair.access, json=body)

    async def connect(self, pair: Tokens, id_: str, query: str = "", **options: Any) -> Line:
        """Open a socket on a conversation; it is closed at the end if it is open then."""
        url = f"{self.url}{CONVERSATIONS}/{id_}/ws{query}".replace("http", "ws", 1)
        line = await Line.open(url, pair.access, self.heard.append, **options)
        self.lines.append(line)
        return line

    async def passes(self, seconds: float) -> None:
        """Let the tenant's time pass; what falls due is done when this returns."""
        await self.admin("POST", "/clock/advance", {"by": seconds})

    async def admin(self, method: str, path: str, body: Any = None) -> Any:
        """Steer the tenant; return the answer's JSON."""
        return await Api(self.http, f"{self.url}/__admin").must(method, path, json=body)

    async def drop(self, id_: str) -> None:
        """Cut all sockets of a conversation, as a network does, and wait until it is seen."""
        for one in (await self.admin("GET", "/channels"))["channels"]:
            if one["conversationId"] == id_:
                await self.admin("POST", f"/channels/{one['id']}/drop", {})
        for line in self.lines:
            await line.until(lambda line=line: not line.is_open)  # type: ignore[misc]

    async def findings(self, keep: Callable[[Any], bool] = bool) -> list[dict[str, Any]]:
        """Return what was found until now."""
        found = (await self.admin("GET", "/findings"))["findings"]
        return [one for one in found if keep(one)]

    async def leave(self) -> None:
        """Close what is open."""
        for line in self.lines:
            await line.close()


def _pair(body: Any) -> Tokens:
    return Tokens(body["access_token"], body["refresh_token"])


def story(finding: dict[str, Any], which: str = "first") -> list[str]:
    """Return the lines of a finding's first (or last) time, each with its entry's kind."""
    lines = finding[which]["story"]
    return [f"{line['entry']['kind']}: {line['says']}" for line in lines]


def shown(finding: dict[str, Any]) -> str:
    """Return a finding as a test's message has it."""
    return json.dumps({**finding, "last": "…"}, indent=1)
