"""Owns a guest who does as a messenger should, as a program: `python -m tests.clients.guest`.

A session token of its own, kept over all sockets; a tracing id and a custom message id for what
it says; after a drop it reconnects with growing, jittered waits, configures the same token and
looks into the history, and sends again only what is not there. What it shows is in the order of
`channel.time`, each message id once. Attributes ride on every message: nothing tells a guest
whether the platform has them.

The platform keeps what comes twice: unless a deployment dedupes, only such a look tells whether
a message without an echo was taken.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import random
from typing import Any, Self

import aiohttp
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus, WebSocketException

from tests.clients import errand
from tests.clients.api import Api, Refused, Reply
from tests.clients.line import Dropped, Frame
from tests.clients.patience import CALL_S, Backoff
from tests.clients.place import Place, Steering

BOUND_S = 40.0
TOKEN = "5f0c6c1e-8c1f-4a53-9a07-6e4f1f0d7a11"
HISTORY = "/api/v2/webmessaging/messages"
PAGE = 25
GONE = (Dropped, OSError, TimeoutError, WebSocketException)
UNWELL = (401, 408, 429)


class Unwell(Exception):
    """The platform may well answer otherwise, so many seconds later."""

    def __init__(self, after_s: float = 0.0) -> None:
        super().__init__(after_s)
        self.after_s = after_s


class Line:
    """One socket of the session: what is asked, and what it is answered with."""

    def __init__(self, connection: ClientConnection, hear: Any) -> None:
        self._connection = connection
        self._hear = hear
        self._waiting: dict[str, asyncio.Future[Frame]] = {}
        self.is_open = True
        self._listening = asyncio.create_task(self._listen())

    @classmethod
    async def open(cls, url: str, hear: Any) -> Self:
        """Connect; nothing is said yet."""
        return cls(await connect(url, open_timeout=CALL_S, ping_interval=None), hear)

    async def ask(self, action: str, trace: str, **members: Any) -> Frame:
        """Send a frame and return what comes with its tracing id.

        Raises:
            Dropped: The socket went before the answer came.
            TimeoutError: None came.
        """
        answer = self._waiting[trace] = asyncio.get_running_loop().create_future()
        frame = {"action": action, "token": TOKEN, "tracingId": trace, **members}
        try:
            async with asyncio.timeout(CALL_S):
                await self._connection.send(json.dumps(frame))
                found: Frame = await answer
                return found
        except ConnectionClosed as error:
            raise Dropped(action) from error
        finally:
            self._waiting.pop(trace, None)

    async def abort(self) -> None:
        """Go without a goodbye, as a network does."""
        self._connection.transport.abort()
        await self._listening

    async def _listen(self) -> None:
        with contextlib.suppress(ConnectionClosed):
            async for text in self._connection:
                try:
                    self._take(json.loads(text))
                except ValueError:  # nothing behind half a frame can be trusted
                    self._connection.transport.abort()
        self.is_open = False
        for answer in self._waiting.values():
            if not answer.done():
                answer.set_exception(Dropped("closed"))
                answer.exception()  # who asked may have gone by another way

    def _take(self, frame: Frame) -> None:
        self._hear(frame)
        answer = self._waiting.get(frame.get("tracingId", ""))
        if answer is not None and not answer.done():
            answer.set_result(frame)


class Guest:
    """A guest who does as a messenger should."""

    def __init__(self, http: aiohttp.ClientSession, place: Place, steering: Steering) -> None:
        self._steering = steering
        self._luck = random.Random(place.seed)  # noqa: S311 - to be repeatable
        self._backoff = Backoff(steering=steering, luck=self._luck)
        self._api = Api(http, place.url)
        self._place = place
        self._line: Line | None = None
        self._lines = self._looks = 0
        self._is_behind = False
        self._shown: dict[str, tuple[str, str]] = {}
        self._known: set[str] = set()
        self._attributes: dict[str, str] = {}
        self._ids = itertools.count(1)

    @property
    def tally(self) -> str:
        """How much it had to do."""
        return f"{self._lines} sockets, {self._looks} looks back, {self._backoff.waits} waits"

    @property
    def pane(self) -> list[str]:
        """What it shows, in the order of the times that the platform gave."""
        return [text for _, text in sorted(self._shown.values())]

    async def begin(self) -> None:
        """Begin the session."""
        await self._until_done(self._connected)

    async def say(self, text: str) -> None:
        """Send a message until it is known to be there, and not once more."""
        id_ = f"guest-{next(self._ids)}"
        message: dict[str, Any] = {
            "type": "Text",
            "text": text,
            "metadata": {"customMessageId": id_},
        }
        if self._attributes:
            message["channel"] = {"metadata": {"customAttributes": dict(self._attributes)}}
        is_sure = True  # that it was not taken

        async def send() -> None:
            nonlocal is_sure
            line = await self._connected()
            if not is_sure:
                await self._look_back(line)
                is_sure = True
            if id_ in self._known:
                return
            is_sure = False
            answer = await line.ask("onMessage", id_, message=message)
            is_sure = True
            check(answer)

        await self._until_done(send)

    async def _until_done(self, act: Any) -> None:
        """Try something until it is done; between two tries some time passes."""
        for attempt in itertools.count():
            after_s = 0.0
            try:
                await act()
            except InvalidStatus as error:
                after_s = float(error.response.headers.get("Retry-After", "0"))
            except Unwell as error:
                after_s = error.after_s
            except GONE:
                await self._drop()
            else:
                return
            await self._backoff.wait(attempt, after_s)

    async def _connected(self) -> Line:
        """Return a socket that speaks for the session."""
        if self._line is None or not self._line.is_open:
            self._line = await self._opened()
        line = self._line
        if self._is_behind:  # the new socket tells nothing of what was before it
            await self._look_back(line)
            self._is_behind = False
        return line

    async def _opened(self) -> Line:
        url = f"{self._place.ws_url}/v1?deploymentId={self._place.deployment_id}"
        line = await Line.open(url, self._hear)
        self._lines += 1
        self._is_behind = self._lines > 1
        try:
            known = {"deploymentId": self._place.deployment_id}
            check(await line.ask("configureSession", f"c-{self._lines}", **known))
        except BaseException:
            await line.abort()
            raise
        return line

    async def _look_back(self, line: Line) -> None:
        """Learn from the history what the platform has."""
        self._looks += 1
        answer = await line.ask("getJwt", f"j-{self._looks}")
        check(answer)
        for number in itertools.count(1):
            path = f"{HISTORY}?pageSize={PAGE}&pageNumber={number}"
            reply = await self._read(path, answer["body"]["jwt"])
            for one in reply.body["entities"]:
                self._show(one)
            if len(reply.body["entities"]) < PAGE:
                return

    async def _read(self, path: str, jwt: str) -> Reply:
        async with asyncio.timeout(CALL_S):
            try:
                reply = await self._api.call("GET", path, token=jwt)
            except (aiohttp.ClientError, ValueError):
                raise Unwell from None
        if reply.status >= 500 or reply.status in UNWELL:
            raise Unwell(float(reply.headers.get("Retry-After", "0")))
        if reply.status != 200:
            raise Refused(path, reply)
        return reply

    async def _drop(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            await line.abort()

    def _hear(self, frame: Frame) -> None:
        if frame["class"] == "StructuredMessage":
            self._show(frame["body"])

    def _show(self, message: dict[str, Any]) -> None:
        """Put a text in its place, each id once."""
        if message["type"] == "Text":
            self._shown[message["id"]] = (message["channel"]["time"], message["text"])
            self._known.add((message.get("metadata") or {}).get("customMessageId", ""))

    # ------------------------------------------------------------------ the rest of the errand

    async def save(self, count: int) -> None:
        """Note how far it is where a guest can: beside what it says next."""
        self._attributes["count"] = str(count)

    async def saved(self) -> int:
        """Return what the platform has of it; a guest himself is not told."""
        (conversation,) = await self._steering.conversations()
        return int(conversation["routingData"].get("count") or 0)

    async def steer(self, **data: str) -> None:
        """Tell routing something, beside all that is said from now on."""
        self._attributes |= data

    async def rest(self) -> None:
        """Nothing: what it said is known to be there."""

    async def tick(self) -> None:
        """Nothing: a session has no token that ends."""

    async def settle(self) -> None:
        """Look back once more: the socket may have missed an answer."""

        async def look() -> None:
            await self._look_back(await self._connected())

        await self._until_done(look)

    async def leave(self) -> None:
        """Close the socket."""
        await self._drop()


def check(answer: Frame) -> None:
    """Take an answer as what it is.

    Raises:
        Unwell: A refusal that may pass.
        Refused: One that does not.
    """
    code = answer["code"]
    if code == 200:
        return
    if code >= 5000 or 500 <= code < 600 or code in UNWELL:
        body = answer["body"]
        raise Unwell(float(body["retryAfter"]) if isinstance(body, dict) else 0.0)
    raise Refused("a frame", Reply(code, answer["body"], {}))


if __name__ == "__main__":
    errand.main("guest", Guest, BOUND_S)
