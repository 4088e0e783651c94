"""Owns a tape: what stands between a client and the server, and writes down what both say.

A recording is a transcript as the fixtures have it: `player.py` plays it again.
"""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from itertools import count
from typing import Any

import aiohttp
from aiohttp import WSMsgType, web

from tests.dialects.cxone.evidence import BY_SDK, known
from tests.dialects.cxone.stage import perform
from tests.dialects.cxone.wire import Fixture, frame_name
from tests.support.server import Server

DATE = "2026-11-23"
HERE = "localhost:7070"
"""How the server is called in fixtures."""
KEPT = ("Authorization", "Cookie", "Set-Cookie")
"""The headers that fixtures have, beside a form's type."""
FORM = "application/x-www-form-urlencoded"
_WITH_BODY = {"POST", "PUT", "PATCH", "DELETE"}


class Tape:
    """A proxy that records.

    Attributes:
        fixtures: What was said until now.
        url: Where clients are pointed.
        by: Who the client is: tag and source.
    """

    def __init__(self, server: Server) -> None:
        self.server = server
        self.fixtures: list[Fixture] = []
        self.url = ""
        self.by = BY_SDK
        self._title = "it begins"
        self._names: set[str] = set()
        self._sockets = count(1)
        self._calls = count(1)
        self._open: dict[str, web.WebSocketResponse] = {}

    def now(self, title: str) -> None:
        """Say what is going on from now on."""
        self._title = title

    async def stage(self, do: str, **words: Any) -> Any:
        """Have something happen that the client has no part in; return what came of it."""
        frame = {"do": do, **words}
        self._add("stage", "", over="http", frame=frame)
        return await perform(self.server, frame)

    def _add(self, direction: Any, what: str, **members: Any) -> None:
        name = first = f"{self._title}: {what}" if what else self._title
        numbers = (f"{first}, {number}" for number in count(2))
        while name in self._names:
            name = next(numbers)
        self._names.add(name)
        tag, source, section = known(direction, what, members, self.by)
        place = self.url.removeprefix("http://")
        plain = json.loads(json.dumps(members).replace(place, HERE))
        self.fixtures.append(
            Fixture(
                name=name,
                date=DATE,
                evidence=tag,  # type: ignore[arg-type]  # one of those that there are
                source=source,
                section=section,
                direction=direction,
                **plain,
            )
        )

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Pass on a call, or open a socket."""
        if request.headers.get("Upgrade", "").lower() == "websocket":
            return await self._socket(request)
        data = await request.read()
        headers = {name: value for name, value in request.headers.items() if name != "Host"}
        headers["Host"] = request.headers["Host"]
        line = f"call {next(self._calls)}"
        is_told = request.method != "OPTIONS"
        call = f"{request.method} {request.path_qs}"
        if is_told:
            body = read_body(data, request.content_type) if request.method in _WITH_BODY else None
            kept = _kept(request.headers)
            if request.content_type == FORM:
                kept["Content-Type"] = FORM
            words: dict[str, Any] = {"over": "http", "line": line, "call": call}
            self._add("client", call.partition("?")[0], **words, frame=body, headers=kept)
        async with self.server.http.request(
            request.method,
            self.server.url + request.path_qs,
            data=data,
            headers=headers,
            allow_redirects=False,
        ) as answer:
            body = await answer.read()
            if is_told:
                frame = read_body(body, answer.content_type)
                words = {"over": "http", "line": line, "call": call, "status": answer.status}
                name = f"{answer.status} to {call.partition('?')[0]}"
                self._add("server", name, **words, frame=frame, headers=_kept(answer.headers))
            back = {
                name: value
                for name, value in answer.headers.items()
                if name not in {"Content-Length", "Transfer-Encoding", "Content-Encoding"}
            }
            return web.Response(status=answer.status, body=body, headers=back)

    async def _socket(self, request: web.Request) -> web.StreamResponse:
        line = f"socket {next(self._sockets)}"
        self._add("client", "handshake", over="socket", line=line, call=f"GET {request.path_qs}")
        url = self.server.url + request.path_qs
        headers = {"Host": request.headers["Host"]}
        try:
            behind = await self.server.http.ws_connect(url, headers=headers)
        except aiohttp.WSServerHandshakeError as error:
            self._add("server", "handshake refused", over="socket", line=line, status=error.status)
            return web.Response(status=error.status)
        front = web.WebSocketResponse()
        await front.prepare(request)
        self._open[line] = front

        async def back() -> None:
            async for message in behind:
                if message.type is WSMsgType.TEXT:
                    frame = json.loads(message.data)
                    words = {"over": "socket", "line": line, "frame": frame}
                    self._add("server", frame_name(frame), **words)
                    await front.send_str(message.data)
            with suppress(ConnectionError):
                await front.close(code=behind.close_code or 1000)

        telling = asyncio.create_task(back())
        async for message in front:
            frame = json.loads(message.data)
            self._add("client", frame_name(frame), over="socket", line=line, frame=frame)
            await behind.send_str(message.data)
        await behind.close()
        await telling
        return front

    async def hang_up(self) -> None:
        """End all sockets."""
        for socket in self._open.values():
            await socket.close()


def _kept(headers: Any) -> dict[str, str]:
    return {name: headers[name] for name in KEPT if name in headers}


def read_body(data: bytes, content_type: str) -> Any:
    """Return a body as fixtures have it: JSON, a form as an object, else base64."""
    if not data:
        return None
    if content_type == FORM:
        return dict(part.split("=", 1) for part in data.decode().split("&"))
    try:
        return json.loads(data)
    except ValueError:
        return base64.b64encode(data).decode()


@asynccontextmanager
async def taping(server: Server) -> AsyncIterator[Tape]:
    """Record what goes through a port in front of a server."""
    tape = Tape(server)
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", tape.answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        host, port = runner.addresses[0][:2]
        tape.url = f"http://{host}:{port}"
        yield tape
        await tape.hang_up()
    finally:
        await runner.cleanup()
