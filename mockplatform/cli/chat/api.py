"""Owns a customer's calls of the widget API: tokens, conversations."""

from __future__ import annotations

import asyncio
from typing import Any

import msgspec
from msgspec import Struct

from mockplatform.cli.exits import Failure
from mockplatform.client import http
from mockplatform.client.request import Target, segment

CALL_S_MAX = 15.0
ERROR_FROM = 400
CONVERSATIONS = "/api/v2/conversations/messaging"


class Refused(Failure):
    """The platform refused a call."""

    def __init__(self, status: int, message: str, hint: str) -> None:
        super().__init__(f"{status} {message}", hint=hint)
        self.status = status


class Tokens(Struct, frozen=True):
    """A pair of tokens."""

    access_token: str
    expires_in: float
    refresh_token: str = ""


class Document(Struct, frozen=True, rename="camel"):
    """A conversation, as far as a chat needs it."""

    id: str
    state: str
    user_id: str
    latest_seq: int = 0
    close_reason: str = ""


class Api:
    """The widget API for one customer; holds the newest tokens."""

    def __init__(self, target: Target, *, deployment_id: str, user_id: str | None) -> None:
        self.target = target
        self.deployment_id = deployment_id
        self.user_id = user_id
        self.tokens = Tokens("", 0)

    def socket_url(self, id_: str, after: int) -> str:
        """Return where the socket of a conversation is, beginning behind `after`."""
        base = "ws" + self.target.base.removeprefix("http")
        return f"{base}{CONVERSATIONS}/{segment(id_)}/ws?after={after}"

    async def issue(self) -> None:
        """Take a first pair of tokens, or begin anew after the last have ended."""
        body = {"deploymentId": self.deployment_id}
        if self.user_id:
            body["userId"] = self.user_id
        data = await self._send("POST", "/api/v2/widget/auth/token", body)
        self.tokens = msgspec.json.decode(data, type=Tokens)

    async def refresh(self) -> None:
        """Take the next pair while the present one is still good."""
        body = {"grant_type": "refresh_token", "refresh_token": self.tokens.refresh_token}
        data = await self._send("POST", "/api/v2/widget/auth/refresh", body)
        self.tokens = msgspec.json.decode(data, type=Tokens)

    async def open(self, routing_data: dict[str, str]) -> Document:
        """Open a conversation."""
        return await self._document("POST", CONVERSATIONS, {"routingData": routing_data})

    async def get(self, id_: str) -> Document:
        """Read a conversation."""
        return await self._document("GET", f"{CONVERSATIONS}/{segment(id_)}")

    async def close(self, id_: str) -> None:
        """Close a conversation."""
        await self._send("DELETE", f"{CONVERSATIONS}/{segment(id_)}")

    async def _document(self, method: str, path: str, body: Any = None) -> Document:
        data = await self._send(method, path, body)
        return msgspec.json.decode(data, type=Document)

    async def _send(self, method: str, path: str, body: Any = None) -> bytes:
        headers = {"Content-Type": "application/json"} if body is not None else {}
        if self.tokens.access_token and path != "/api/v2/widget/auth/token":
            headers["Authorization"] = f"Bearer {self.tokens.access_token}"
        answer = await asyncio.to_thread(
            http.send,
            method,
            self.target.base + path,
            headers=headers,
            body=None if body is None else msgspec.json.encode(body),
            ca_file=self.target.ca_file,
            timeout_s=CALL_S_MAX,
        )
        if answer.status >= ERROR_FROM:
            raise refusal(answer)
        return answer.body


def refusal(answer: http.HttpAnswer) -> Refused:
    """Return an error of the widget API, or of OAuth, as a failure with its hint."""
    try:
        told = msgspec.json.decode(answer.body, type=dict[str, Any])
    except msgspec.DecodeError:
        told = {}
    message = told.get("message") or told.get("error_description") or told.get("error")
    hint = answer.headers.get("x-mockplatform-hint", "")
    return Refused(answer.status, str(message or "was the answer"), hint)
