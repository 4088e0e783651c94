"""Owns how a transcript is played again: the client's lines, to the real server.

What the server says has to be like what stands there.
"""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Iterable
from contextlib import AsyncExitStack
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidStatus

from tests.dialects.cxone.stage import perform
from tests.dialects.cxone.tape import FORM, HERE, read_body
from tests.dialects.cxone.wire import Fixture
from tests.dialects.wire_common import members
from tests.support.server import Server
from tests.support.talk import PATIENCE_S

MAPS = {"translations", "colors", "features"}
WORDS = {
    "action",
    "authorizationStatus",
    "availability",
    "direction",
    "errorCode",
    "eventObject",
    "eventType",
    "isLiveChat",
    "status",
    "type",
}
"""Members whose values are words of the protocol."""


class Player:
    """One playing of a transcript.

    Attributes:
        unlike: By fixture: in what the server differs.
    """

    def __init__(self, server: Server) -> None:
        self._server = server
        self._stack = AsyncExitStack()
        self._sockets: dict[str, ClientConnection] = {}
        self._refused: dict[str, int] = {}
        self._answers: dict[str, tuple[int, Any, dict[str, str]]] = {}
        self._ids: dict[str, str] = {f"http://{HERE}": server.url}
        self.unlike: dict[str, list[str]] = {}

    async def play(self, fixtures: Iterable[Fixture]) -> None:
        """Play all lines in their order."""
        async with self._stack, asyncio.timeout(3 * PATIENCE_S):
            for one in fixtures:
                if one.direction == "stage":
                    await perform(self._server, self._filled(one.frame))
                elif one.direction == "client":
                    await self._say(one)
                else:
                    await self._hear(one)

    async def _say(self, one: Fixture) -> None:
        if one.over == "http":
            self._answers[one.line] = await self._call(one)
        elif one.call:
            url = self._server.ws_url + self._text(one.call.removeprefix("GET "))
            try:
                opening = connect(url, proxy=None)
                self._sockets[one.line] = await self._stack.enter_async_context(opening)
            except InvalidStatus as error:
                self._refused[one.line] = error.response.status_code
        else:
            await self._sockets[one.line].send(json.dumps(self._filled(one.frame)))

    async def _call(self, one: Fixture) -> tuple[int, Any, dict[str, str]]:
        method, path = self._text(one.call).split(" ")
        headers = {name: self._text(value) for name, value in one.headers.items()}
        frame = self._filled(one.frame)
        body: dict[str, Any] = {} if frame is None else {"json": frame}
        if headers.get("Content-Type") == FORM:
            body = {"data": "&".join(f"{name}={value}" for name, value in frame.items())}
        async with self._server.http.request(
            method, self._server.url + path, headers=headers, allow_redirects=False, **body
        ) as answer:
            data = await answer.read()
            return answer.status, read_body(data, answer.content_type), dict(answer.headers)

    async def _hear(self, one: Fixture) -> None:
        if one.over == "http":
            status, body, headers = self._answers.pop(one.line)
            assert status == one.status, (one.name, status, body)
            for name, value in one.headers.items():
                self._learn(value.split(";")[0], headers[name].split(";")[0])
            self._compare(one, body)
        elif one.status:
            assert self._refused[one.line] == one.status, one.name
        else:
            text = await self._sockets[one.line].recv()
            self._compare(one, json.loads(text))

    def _compare(self, one: Fixture, said: Any) -> None:
        self._learn(one.frame, said)
        wanted = set(members(one.frame, MAPS, WORDS))
        found = set(members(said, MAPS, WORDS))
        if wanted != found:
            missing = [f"-{each}" for each in wanted - found]
            self.unlike[one.name] = sorted([*missing, *(f"+{each}" for each in found - wanted)])

    def _learn(self, wanted: Any, said: Any) -> None:
        """Know what the texts of a fixture are in this tenant."""
        if isinstance(wanted, dict) and isinstance(said, dict):
            for name in wanted.keys() & said.keys():
                self._learn(wanted[name], said[name])
        elif isinstance(wanted, list) and isinstance(said, list):
            for old, new in zip(wanted, said, strict=False):
                self._learn(old, new)
        elif isinstance(wanted, str) and isinstance(said, str) and len(wanted) > 5:
            self._ids[wanted] = said
            old, new = (one.partition("signature=")[2] for one in (wanted, said))
            if old:  # A call names it without the rest of its URL.
                self._ids[old] = new

    def _filled(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {name: self._filled(one) for name, one in value.items()}
        if isinstance(value, list):
            return [self._filled(one) for one in value]
        return self._text(value) if isinstance(value, str) else value

    def _text(self, text: str) -> str:
        if text in self._ids:
            return self._ids[text]
        if text.startswith("Basic "):
            known = base64.b64decode(text[6:]).decode()
            return f"Basic {base64.b64encode(self._text(known).encode()).decode()}"
        for old, new in self._ids.items():
            if old != new and len(old) > 5 and old in text:
                text = text.replace(old, new)
        return text
