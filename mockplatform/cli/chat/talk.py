"""Owns a chat over a real socket: kept up through drops, with a token that is renewed in band.

After a drop it does what the guide asks of a widget: first the state (is the conversation
still there?), then the token (is it still good?), then the socket behind the last event
seen, and what was not confirmed is sent again with the same id.
"""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus, WebSocketException

from mockplatform.cli.chat.api import Api, Refused
from mockplatform.cli.chat.backoff import Backoff
from mockplatform.cli.chat.screen import Screen
from mockplatform.cli.chat.session import Session
from mockplatform.cli.exits import Exit, Failure
from mockplatform.client import http
from mockplatform.client.errors import Unreachable

PROTOCOL = "mockplatform.v1"
OPEN_S_MAX = 10.0
CLOSE_S_MAX = 2.0
RENEW_BEFORE_S = 300.0
"""The guide: refresh five minutes before the end; sooner where a token lives only minutes."""

NO_CODE = 1006
"""What RFC 6455 calls the code of a socket that was closed without one."""

TOKEN_ENDED = (4401, 1008)
FINAL = {
    4409: "another socket of this conversation took over",
    4403: "the conversation is somebody else's",
    4404: "the conversation is gone",
}


class Talk:
    """One run of the chat."""

    def __init__(self, api: Api, session: Session, screen: Screen) -> None:
        self.api = api
        self.session = session
        self.screen = screen
        self._socket: ClientConnection | None = None
        self._backoff = Backoff()
        self._changed = asyncio.Condition()
        self._renew = asyncio.Event()
        self._leaving = False
        self.frames = 0

    async def run(self) -> Exit:
        """Keep the socket up until the conversation ends."""
        while True:
            code = await self._connected()
            if not (self.session.is_over or self._leaving):
                if code in FINAL:
                    raise Failure(FINAL[code])
                self.screen.note(f"connection lost ({code}); reconnecting")
                await self._come_back(new_token=code in TOKEN_ENDED)
            if self.session.is_over or self._leaving:
                return Exit.OK

    async def _connected(self) -> int:
        """Run one socket to its end; return its close code."""
        try:
            async with self._connect() as socket:
                self._socket = socket
                try:
                    await self._pump(socket)
                finally:
                    self._socket = None
        except InvalidStatus as error:
            ended = error.response.status_code == HTTPStatus.UNAUTHORIZED
            return TOKEN_ENDED[0] if ended else NO_CODE
        except (OSError, TimeoutError, WebSocketException):
            return NO_CODE
        return socket.close_code or NO_CODE

    def _connect(self) -> connect:
        url = self.api.socket_url(self.session.conversation_id, self.session.seq)
        ca_file = self.api.target.ca_file
        return connect(
            url,
            subprotocols=[PROTOCOL, f"bearer.{self.api.tokens.access_token}"],  # type: ignore[list-item] # its NewType is only a name
            ssl=http.trusting(ca_file) if url.startswith("wss:") else None,
            proxy=None,
            open_timeout=OPEN_S_MAX,
            close_timeout=CLOSE_S_MAX,
        )

    async def _pump(self, socket: ClientConnection) -> None:
        renewing = asyncio.create_task(self._keep_token(socket))
        try:
            async for text in socket:
                frame = json.loads(text)
                await self._take(socket, frame)
        except ConnectionClosed:
            pass
        finally:
            renewing.cancel()
            await asyncio.wait([renewing])

    async def _take(self, socket: ClientConnection, frame: dict[str, Any]) -> None:
        self.frames += 1
        for line in self.session.take(frame):
            self.screen.show(line)
        if frame.get("type") == "hello":
            if self._backoff.tries:
                self.screen.note("connected again")
            self._backoff.succeeded()
            for unconfirmed in self.session.resend():
                await socket.send(json.dumps(unconfirmed))
        if self.session.expiring:
            self.session.expiring = False
            self._renew.set()
        async with self._changed:
            self._changed.notify_all()

    async def _keep_token(self, socket: ClientConnection) -> None:
        """Renew the token before it ends: by our own timer, or when the platform warns."""
        while True:
            life = self.api.tokens.expires_in
            with suppress(TimeoutError):
                async with asyncio.timeout(max(life - RENEW_BEFORE_S, life / 2)):
                    await self._renew.wait()
            self._renew.clear()
            try:
                await self.api.refresh()
            except (Refused, Unreachable) as error:
                self.screen.note(f"the token could not be renewed: {error}")
                return  # The socket will be severed; then a new token is taken.
            update = {"type": "token.update", "token": self.api.tokens.access_token}
            with suppress(ConnectionClosed):
                await socket.send(json.dumps(update))

    async def _come_back(self, *, new_token: bool) -> None:
        """Wait, then learn whether the conversation can be resumed, with a token that is good."""
        while True:
            await self._wait(self._backoff.next_s())
            try:
                if new_token:
                    await self.api.issue()
                    new_token = False
                document = await self.api.get(self.session.conversation_id)
            except Refused as error:
                if error.status != HTTPStatus.UNAUTHORIZED:
                    raise
                new_token = True
            except Unreachable:
                if self._backoff.is_over:
                    raise
            else:
                if document.state in {"CLOSED", "DELETED"}:
                    frame = {"type": "conversation.closed", "reason": document.close_reason}
                    for line in self.session.take(frame):
                        self.screen.show(line)
                return

    async def _wait(self, seconds: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await asyncio.Event().wait()

    async def say(self, text: str) -> None:
        """Send a text now, or when the socket is back."""
        frame = self.session.say(text, f"chat-{secrets.token_hex(8)}")
        if self._socket is not None:
            with suppress(ConnectionClosed):
                await self._socket.send(json.dumps(frame))

    async def until(self, holds: Callable[[], bool]) -> None:
        """Return when something holds; it is asked after each frame."""
        async with self._changed:
            await self._changed.wait_for(holds)

    async def leave(self) -> None:
        """Close the socket; the conversation stays."""
        self._leaving = True
        if self._socket is not None:
            await self._socket.close()
