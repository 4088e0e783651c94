"""Owns the HTTP calls of a client: a method, a path, a token in; status, JSON, headers out."""

from __future__ import annotations

import base64
import json as jsonlib
from collections.abc import Mapping
from typing import Any, NamedTuple

import aiohttp

CONVERSATIONS = "/api/v2/conversations/messaging"
TOKEN = "/api/v2/widget/auth/token"
REFRESH = "/api/v2/widget/auth/refresh"
CONTEXTS = "/api/v2/widget-context"


class Reply(NamedTuple):
    """An answer; `body` is None where it was empty or no JSON."""

    status: int
    body: Any
    headers: Mapping[str, str]

    @property
    def hint(self) -> str:
        """What the platform says is the next step."""
        return self.headers.get("X-Mockplatform-Hint", "")


class Refused(Exception):
    """The platform refused what a well-behaved client did not expect to be refused."""

    def __init__(self, what: str, reply: Reply) -> None:
        super().__init__(f"{what}: {reply.status} {reply.body} {reply.hint}")
        self.reply = reply


class Api:
    """HTTP calls to one tenant: `url` may end in ``/t/{tenant}``."""

    def __init__(self, http: aiohttp.ClientSession, url: str) -> None:
        self.url = url
        self._http = http

    async def call(
        self,
        method: str,
        path: str,
        *,
        token: str = "",
        json: Any = None,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """Make one call and return its answer, whatever the status."""
        sent = dict(headers or {})
        if token:
            sent["Authorization"] = f"Bearer {token}"
        async with self._http.request(method, self.url + path, json=json, headers=sent) as answer:
            text = await answer.text()
            body = jsonlib.loads(text) if text and "json" in answer.content_type else None
            return Reply(answer.status, body, answer.headers)

    async def must(self, method: str, path: str, *, token: str = "", json: Any = None) -> Any:
        """Make one call that has to succeed; return its JSON.

        Raises:
            Refused: It did not.
        """
        reply = await self.call(method, path, token=token, json=json)
        if reply.status >= 300:
            raise Refused(f"{method} {path}", reply)
        return reply.body


def claims_of(token: str) -> dict[str, Any]:
    """Return the claims of a JWT, unverified: a widget reads its own `exp` there."""
    payload = token.split(".")[1]
    claims: dict[str, Any] = jsonlib.loads(
        base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4))
    )
    return claims
