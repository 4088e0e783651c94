"""Owns a client that makes the guide's mistakes, as a program: `python -m tests.clients.fragile`.

No ids for what it sends, and no wait for an acknowledgement; what was not acknowledged is
sent again as if it were new. One retry, at once, whatever `Retry-After` says. No bound on
its calls. A refresh only after a 401. A reconnect without a look at the conversation and
without `after`, the whole transcript after each message. And it shows what comes in the
order in which it comes.

Source: guide, the traps of sections 2 and 4, edge case 1.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any

import aiohttp
from websockets.exceptions import InvalidStatus

from tests.clients import errand
from tests.clients.api import CONTEXTS, CONVERSATIONS, REFRESH, TOKEN, Api, Refused, Reply
from tests.clients.line import Dropped, Frame, Line
from tests.clients.place import Place, Steering

BOUND_S = 4.0
"""It sets no bound itself; this is the patience of whoever runs it."""
REST_S = 0.3
SETTLE_S = 1.0


class Fragile:
    """A client that makes the guide's mistakes."""

    def __init__(self, http: aiohttp.ClientSession, place: Place, steering: Steering) -> None:
        del steering
        self._api = Api(http, place.url)
        self._place = place
        self._pair: dict[str, Any] = {}
        self._path = ""
        self._line: Line | None = None
        self._pending: list[str] = []
        self._lines = 0
        self._retries = 0
        self.pane: list[str] = []

    @property
    def tally(self) -> str:
        """How much it had to do."""
        return f"{self._lines} sockets, {self._retries} retries"

    async def begin(self) -> None:
        """Log in, open a conversation and its socket."""
        body = {"deploymentId": self._place.deployment_id, "userId": "user-7"}
        self._pair = (await self._call("POST", TOKEN, body)).body
        opened = await self._call("POST", CONVERSATIONS, {"routingData": {"language": "en-US"}})
        self._path = f"{CONVERSATIONS}/{opened.body['id']}"
        await self._connect()

    async def _call(self, method: str, path: str, json: Any = None) -> Reply:
        """Call, and once more at once; after a 401, with a new token."""
        reply = await self._try(method, path, json)
        if reply is not None and reply.status < 400:
            return reply
        if reply is not None and reply.status == 401 and path != TOKEN:
            await self._refresh()
            await self._connect()
        self._retries += 1
        again = await self._try(method, path, json)
        if again is None or again.status >= 400:
            raise Refused(f"{method} {path}", again or Reply(0, "no answer", {}))
        return again

    async def _try(self, method: str, path: str, json: Any) -> Reply | None:
        token = self._pair.get("access_token", "")
        with suppress(aiohttp.ClientError):
            return await self._api.call(method, path, token=token, json=json)
        return None

    async def _refresh(self) -> None:
        body = {"grant_type": "refresh_token", "refresh_token": self._pair["refresh_token"]}
        secret = self._place.client_secret
        self._pair = await self._api.must("POST", REFRESH, token=secret, json=body)

    # ------------------------------------------------------------------ the socket

    async def _connect(self) -> None:
        """Begin anew: an empty pane, all of the transcript, and what is pending once more."""
        if not self._path:
            return
        if self._line is not None and self._line.is_open:
            await self._line.close()
        self.pane = []
        try:
            await self._open()
        except InvalidStatus as error:
            if error.response.status_code == 401:
                await self._refresh()
            await self._open()
        for text in self._pending:
            await self._wire.tell("message.send", text=text)

    async def _open(self) -> None:
        self._lines += 1
        url = f"{self._place.ws_url}{self._path}/ws"
        self._line = await Line.open(url, self._pair["access_token"], self._hear)

    def _hear(self, frame: Frame) -> None:
        if frame["type"] == "message":
            self.pane.append(frame["text"])
        if frame["type"] == "ack" and frame.get("messageId") and self._pending:
            self._pending.pop(0)

    async def _tell(self, type_: str, **members: Any) -> None:
        """Send and forget; on a socket that is gone, reconnect and send again."""
        try:
            await self._wire.tell(type_, **members)
        except Dropped:
            await self._connect()
            if type_ != "message.send":  # messages are pending, and sent with the rest
                await self._wire.tell(type_, **members)

    @property
    def _wire(self) -> Line:
        assert self._line is not None  # it is there from the beginning on
        return self._line

    async def say(self, text: str) -> None:
        """Send a message, do not wait for what becomes of it, and load everything anew."""
        self._pending.append(text)
        await self._tell("message.send", text=text)
        await self._call("GET", f"{self._path}/messages?limit=200")

    async def steer(self, **data: str) -> None:
        """Merge routing data, and do not wait for what becomes of it."""
        await self._tell("routingData.merge", data=data)

    # ------------------------------------------------------------------ the rest

    async def save(self, count: int) -> None:
        """Merge into the context document."""
        await self._call("PATCH", f"{CONTEXTS}/ctx_user-7", {"count": count})

    async def saved(self) -> int:
        """Read the context document."""
        return int((await self._call("GET", f"{CONTEXTS}/ctx_user-7")).body["count"])

    async def rest(self) -> None:
        """Hear what comes while nothing is said."""
        await self._is_quiet(REST_S)

    async def tick(self) -> None:
        """Nothing: it refreshes when it is told that its token has ended."""

    async def settle(self) -> None:
        """Wait a little; what is not acknowledged by then is sent again, and hoped for."""
        if not await self._is_quiet(SETTLE_S):
            for text in tuple(self._pending):
                await self._tell("message.send", text=text)
            await self._is_quiet(SETTLE_S)

    async def _is_quiet(self, within_s: float) -> bool:
        """Whether everything sent is acknowledged, now or in a while."""
        line = self._wire
        with suppress(TimeoutError):
            async with asyncio.timeout(within_s):
                await line.until(lambda: not self._pending or not line.is_open)
        return not self._pending

    async def leave(self) -> None:
        """Close the socket."""
        if self._line is not None:
            await self._line.abort()


if __name__ == "__main__":
    errand.main("fragile", Fragile, BOUND_S)
