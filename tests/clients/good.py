"""Owns a client that does as the guide asks, as a program: `python -m tests.clients.good`.

Ids for what it sends, so that sending again adds nothing; a look at the conversation before
it reconnects, and then only what it has missed; capped, jittered waits that heed
`Retry-After`; tokens renewed before their end, in band, one at a time; a bound on every
call; and a transcript in the order of `seq`, not of arrival.
"""

from __future__ import annotations

import itertools
import random
from typing import Any

import aiohttp
from websockets.exceptions import WebSocketException

from tests.clients import errand
from tests.clients.api import CONTEXTS, CONVERSATIONS, Api
from tests.clients.line import Dropped, Frame, Line
from tests.clients.patience import CALL_S, CAP_S, FIRST_S, Backoff, Calls, GaveUp
from tests.clients.place import Place, Steering

BOUND_S = 40.0
LIVE = ("OPEN", "RINGING", "ACTIVE")
GONE = (Dropped, OSError, TimeoutError, WebSocketException)


class Good:
    """A client that does as the guide asks."""

    def __init__(self, http: aiohttp.ClientSession, place: Place, steering: Steering) -> None:
        self._steering = steering
        self._luck = random.Random(place.seed)  # noqa: S311 - to be repeatable
        self._backoff = Backoff(steering=steering, luck=self._luck)
        self._socket_at = 0.0
        self._failures = 0
        self._calls = Calls(
            api=Api(http, place.url), backoff=self._backoff, place=place, instance_id="tab-1"
        )
        self._calls.swapped = self._tell_socket
        self._place = place
        self._path = ""
        self._line: Line | None = None
        self._lines = 0
        self._cursor = 0
        self._ahead: set[int] = set()
        self._messages: dict[int, str] = {}
        self._ids = itertools.count(1)

    @property
    def tally(self) -> str:
        """How much it had to do."""
        done = f"{self._lines} sockets, {self._calls.rotations} refreshes"
        return f"{done}, {self._backoff.waits} waits"

    @property
    def pane(self) -> list[str]:
        """The transcript in the platform's order."""
        return [self._messages[seq] for seq in sorted(self._messages)]

    async def begin(self) -> None:
        """Open a conversation; the key makes it one, however often this is sent."""
        body = {"routingData": {"language": "en-US"}, "instanceId": "tab-1"}
        key = {"Idempotency-Key": "conversation-1"}
        reply = await self._calls.call("POST", CONVERSATIONS, json=body, headers=key)
        self._path = f"{CONVERSATIONS}/{reply.body['id']}"

    async def say(self, text: str) -> None:
        """Send a message until it is acknowledged; its id makes it arrive once."""
        message = {"clientMessageId": f"tab-1-{next(self._ids)}", "text": text}
        if not await self._ask("message.send", message):
            await self._calls.call("POST", f"{self._path}/messages", json=message)

    async def steer(self, **data: str) -> None:
        """Merge routing data until the platform has it: the same twice is the same."""
        for attempt in itertools.count():
            if not await self._ask("routingData.merge", {"data": data}):
                await self._calls.call("PATCH", f"{self._path}/routing-data", json=data)
            kept = (await self._calls.call("GET", self._path)).body["routingData"]
            if data.items() <= kept.items():
                return
            await self._backoff.wait(attempt)

    async def _ask(self, type_: str, members: dict[str, Any]) -> bool:
        """Ask by the socket, if there is one to be had; return whether it was acknowledged."""
        if self._steering.now < self._socket_at:
            return False
        try:
            line = await self._connected()
            answer = await line.ask(type_, **members)
        except GONE:
            await self._drop()
        else:
            if answer["type"] == "ack":
                self._failures = 0
                return True
        # By HTTP meanwhile; the socket is tried again later, and each time later still.
        self._failures += 1
        pause_s = min(CAP_S, FIRST_S * 2**self._failures)
        self._socket_at = self._steering.now + pause_s * self._luck.uniform(0.5, 1.0)
        return False

    # ------------------------------------------------------------------ the socket

    async def _connected(self) -> Line:
        """Return a socket that stands; before it is opened anew, ask how the conversation is."""
        if self._line is not None and self._line.is_open:
            return self._line
        state = (await self._calls.call("GET", self._path)).body["state"]
        if state not in LIVE:
            raise GaveUp(f"the conversation is {state}")
        url = f"{self._place.ws_url}{self._path}/ws?after={self._cursor}"
        token = await self._calls.token()
        self._line = await Line.open(url, token, self._hear, CALL_S)
        self._lines += 1
        return self._line

    async def _drop(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            await line.abort()

    async def _tell_socket(self) -> None:
        """Hand the new token over in band: nothing in flight notices."""
        if self._line is None or not self._line.is_open:
            return
        try:
            answer = await self._line.ask("token.update", token=self._calls.access)
        except GONE:
            await self._drop()
        else:
            if answer["type"] != "token.updated":
                await self._drop()

    def _hear(self, frame: Frame) -> None:
        """Put what comes in its place: each seq once, and the cursor where no gap is before it."""
        if "seq" not in frame or frame["type"] == "ack":
            return
        self._ahead.add(frame["seq"])
        if frame["type"] == "message":
            self._messages[frame["seq"]] = frame["text"]
        while self._cursor + 1 in self._ahead:
            self._cursor += 1
            self._ahead.discard(self._cursor)

    # ------------------------------------------------------------------ the rest

    async def save(self, count: int) -> None:
        """Merge into the context document."""
        await self._calls.call("PATCH", f"{CONTEXTS}/ctx_user-7", json={"count": count})

    async def saved(self) -> int:
        """Read the context document."""
        reply = await self._calls.call("GET", f"{CONTEXTS}/ctx_user-7")
        return int(reply.body["count"])

    async def rest(self) -> None:
        """Nothing: what it said is acknowledged."""

    async def tick(self) -> None:
        """Renew the token if it ends soon."""
        await self._calls.token()

    async def settle(self) -> None:
        """Fetch what the socket did not bring: the diff behind the last gap."""
        for attempt in itertools.count():
            path = f"{self._path}/messages?after={self._cursor}&limit=200"
            page = (await self._calls.call("GET", path)).body
            for one in page["entities"]:
                self._messages[one["seq"]] = one["text"]
            if page["latestSeq"] >= max([self._cursor, *self._ahead]):
                return
            await self._backoff.wait(attempt)  # older than what is known already

    async def leave(self) -> None:
        """Close the socket."""
        await self._drop()


if __name__ == "__main__":
    errand.main("good", Good, BOUND_S)
