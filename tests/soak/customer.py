"""Owns a customer of a soak: one conversation after the other, each talked to its end."""

from __future__ import annotations

import asyncio
import random
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from websockets.exceptions import InvalidStatus

from tests.clients.api import CONVERSATIONS, Api
from tests.clients.good import GONE
from tests.clients.line import PATIENCE_S, Frame, Line
from tests.clients.patience import Backoff
from tests.clients.place import Place
from tests.soak.calls import NamedCalls
from tests.soak.pace import Pace
from tests.soak.plan import LATENCY
from tests.soak.seen import Seen, Socket

ACK_S = 1.0
"""How long an acknowledgement is waited for before the message is sent again."""
BY_HTTP = 0.25
ROTATE_EVERY = 12


@dataclass(kw_only=True)
class Talk:
    """One conversation as its customer knows it.

    Attributes:
        told: The seq with which each message was acknowledged, in the order of sending.
        pane: The texts by seq, from the socket and from diffs.
        cursor: Up to this seq nothing is missing.
    """

    id: str
    told: dict[str, int] = field(default_factory=dict)
    pane: dict[int, str] = field(default_factory=dict)
    cursor: int = 0
    ahead: set[int] = field(default_factory=set)

    @property
    def path(self) -> str:
        """The conversation's path."""
        return f"{CONVERSATIONS}/{self.id}"

    def hear(self, frame: Frame) -> None:
        """Put what comes in its place: each seq once, and the cursor where no gap is before it."""
        if "seq" not in frame or frame["type"] == "ack":
            return
        self.ahead.add(frame["seq"])
        if frame["type"] == "message":
            self.pane[frame["seq"]] = frame["text"]
        while self.cursor + 1 in self.ahead:
            self.cursor += 1
            self.ahead.discard(self.cursor)


class Customer:
    """Somebody who sends numbered messages, again and again until each is acknowledged.

    Attributes:
        seen: The anomalies that he saw.
        sockets: All sockets that he had.
        sent: How many messages were acknowledged.
        resent: How often he had to send one again.
    """

    def __init__(
        self, http: aiohttp.ClientSession, place: Place, pace: Pace, name: str, tag: str
    ) -> None:
        self.name = name
        self.seen: list[Seen] = []
        self.sockets: list[Socket] = []
        self.sent = self.resent = 0
        self._place, self._pace = place, pace
        self._luck = random.Random(f"{place.seed} {name} {tag}")  # noqa: S311 - to be repeatable
        self._backoff = Backoff(steering=pace, luck=self._luck)
        self.calls = NamedCalls(
            api=Api(http, place.url),
            backoff=self._backoff,
            place=place,
            instance_id=f"{name}-{tag}",
            user_id=name,
            seen=self.seen,
        )
        self.calls.swapped = self._tell_socket
        self._talk: Talk | None = None
        self._talks = 0

    @property
    def talk(self) -> Talk:
        """The conversation that he is in."""
        assert self._talk is not None
        return self._talk

    # ------------------------------------------------------------------ a conversation

    async def converse(self) -> Talk:
        """Open a conversation, talk for a while, close it; return what he knows of it."""
        self._talks += 1
        key = {"Idempotency-Key": f"{self.calls.instance_id}-{self._talks}"}
        body = {"routingData": {"language": "en-US"}, "instanceId": self.calls.instance_id}
        opened = await self.calls.call("POST", CONVERSATIONS, json=body, headers=key)
        self._talk = Talk(id=opened.body["id"])
        for number in range(1, self._luck.randint(20, 40) + 1):
            await self._say(number)
            if self._pace.is_over:
                break
            await self._pace.advance(self._luck.uniform(0.0, 0.3))
        await self._end()
        return self.talk

    async def _say(self, number: int) -> None:
        """Send a message until it is acknowledged; its id makes it arrive once."""
        id_ = f"{self.calls.instance_id}-{self._talks}-{number}"
        message = {"clientMessageId": id_, "text": f"{self.name} says {number}"}
        seq = await self._try(message)
        attempt = 0
        while not seq:
            self.resent += 1
            await self._backoff.wait(attempt)
            attempt += 1
            seq = await self._try(message)
        self.talk.told[id_] = seq
        self.sent += 1
        if self.sent % ROTATE_EVERY == 0:
            await self.calls.renew()

    async def _try(self, message: dict[str, str]) -> int:
        """Send a message once; return its seq, or 0 if nobody acknowledged it."""
        if self._luck.random() < BY_HTTP:
            reply = await self.calls.call("POST", f"{self.talk.path}/messages", json=message)
            return int(reply.body["seq"])
        try:
            socket = await self._connected()
            socket.asked[message["clientMessageId"]] += 1
            answer = await socket.line.ask("message.send", **message)
        except GONE:
            return 0
        if answer["type"] != "ack":
            self.seen.append(Seen("error", socket.correlation_id, str(answer)))
            return 0
        return int(answer["seq"])

    async def _end(self) -> None:
        """Close the conversation, hear the socket to its end, and fetch what it did not bring."""
        socket = self._open_socket()
        if socket is not None:
            socket.line.patience_s = PATIENCE_S
            try:
                socket.is_whole = (await socket.line.ask("ping"))["type"] == "pong"
            except GONE:
                socket.is_whole = False
        await self.calls.call("DELETE", self.talk.path)
        if socket is not None and socket.line.is_open:
            await self._await_end(socket)
        await self._fetch()

    async def _await_end(self, socket: Socket) -> None:
        try:
            await socket.line.until(lambda: not socket.line.is_open)
        except TimeoutError:
            error = "the socket of a closed conversation stays open"
            self.seen.append(Seen("error", socket.correlation_id, error))
            await socket.line.abort()

    async def _fetch(self) -> None:
        """Fetch the diff behind the last gap."""
        talk, more = self.talk, True
        after = talk.cursor
        while more:
            path = f"{talk.path}/messages?after={after}&limit=100"
            page: dict[str, Any] = (await self.calls.call("GET", path)).body
            talk.pane |= {one["seq"]: one["text"] for one in page["entities"]}
            after = max([after, *(one["seq"] for one in page["entities"])])
            more = page["hasMore"]

    # ------------------------------------------------------------------ the socket

    def _open_socket(self) -> Socket | None:
        newest = self.sockets[-1] if self.sockets else None
        return newest if newest is not None and newest.line.is_open else None

    async def _connected(self) -> Socket:
        """Return a socket that stands; before it is opened anew, ask how the conversation is."""
        socket = self._open_socket()
        if socket is not None:
            return socket
        state = (await self.calls.call("GET", self.talk.path)).body["state"]
        assert state in ("OPEN", "RINGING", "ACTIVE"), state
        after, id_ = self.talk.cursor, self.calls.name()
        url = f"{self._place.ws_url}{self.talk.path}/ws?after={after}"
        try:
            line = await Line.open(
                url,
                await self.calls.token(),
                self.talk.hear,
                headers={"X-Correlation-Id": id_},
            )
        except (InvalidStatus, TimeoutError, OSError) as error:
            self.seen.append(Seen("error", id_, f"no socket: {error!r}"))
            raise
        line.patience_s = ACK_S
        if line.handshake.get("X-Mockplatform-Fault") == LATENCY:
            self.seen.append(Seen(LATENCY, id_))
        self.sockets.append(Socket(correlation_id=id_, after=after, line=line))
        return self.sockets[-1]

    async def _tell_socket(self) -> None:
        """Hand the new token over in band: nothing in flight notices."""
        socket = self._open_socket()
        if socket is None:
            return
        try:
            async with asyncio.timeout(PATIENCE_S):
                answer = await socket.line.ask("token.update", token=self.calls.access)
        except TimeoutError:
            return  # the token before it is still good for a while
        except GONE:
            return
        if answer["type"] != "token.updated":
            self.seen.append(Seen("error", socket.correlation_id, str(answer)))
