"""Owns a CXone customer's end of a chat socket for tests: `websockets`, and no code of ours.

Nothing here waits for time: a test waits for a frame, or asks with `beat` whether there is one::

    async with serving() as server, chat(server, customer="c-1") as robin:
        await robin.say("Hello", thread="t-1")
        created = await robin.push("MessageCreated")
        assert created["message"]["messageContent"]["text"] == "Hello"
"""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from itertools import count
from typing import Any, NamedTuple
from urllib.parse import urlencode

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from mockplatform.tenant import Tenant
from tests.support.server import Server
from tests.support.talk import PATIENCE_S, End

Json = dict[str, Any]
PONG = "pong"
WEB, MOBILE = "consumerIdentity", "customerIdentity"
"""How the two families of clients call who speaks."""
_NUMBERS = count(1)


class Refused(NamedTuple):
    """Why a request was refused."""

    code: str
    message: str


def noted(tenant: Tenant) -> list[str]:
    """Return the journal's words of all frames that were refused: the next steps stand there."""
    notes = (one.render() for one in tenant.journal.select(kind="note"))
    return [one["text"] for one in notes if one["code"] == "frame.refused"]


class Chat:
    """One socket of a customer.

    Attributes:
        connection: The socket itself, for what no client would do.
        channel: The channel's id.
        customer: What the client calls the customer.
        identity: Under which name frames say who speaks; empty: they do not.
        frames: All frames that came, in order; `pong` is the text.
        seen: The pushes among them.
    """

    def __init__(
        self,
        connection: ClientConnection,
        channel: str,
        customer: str,
        *,
        brand: int = 1001,
        identity: str = WEB,
    ) -> None:
        self.connection = connection
        self.channel = channel
        self.customer = customer
        self.identity = identity
        self.brand = brand
        self.frames: list[Any] = []
        self.seen: list[Json] = []
        self._taken: set[int] = set()
        self._is_over = False
        self._news = asyncio.Event()

    async def listen(self) -> None:
        """Take frames until the socket ends."""
        with suppress(ConnectionClosed):
            async for text in self.connection:
                frame = json.loads(text)
                self.frames.append(frame)
                if isinstance(frame, dict) and "data" in frame:
                    self.seen.append(frame)
                self._news.set()
        self._is_over = True
        self._news.set()

    async def until(self, take: Callable[[], Any]) -> Any:
        """Return what `take` gives as soon as it is something; it looks with each frame."""
        async with asyncio.timeout(PATIENCE_S):
            while (found := take()) is None:
                if self._is_over:
                    raise AssertionError(f"the socket has ended: {self._end()}; {self.names()}")
                self._news.clear()
                await self._news.wait()
            return found

    def payload(self, event_type: str, data: Any = None, **members: Any) -> Json:
        """Return a request's payload as a client writes it; `members` stand beside the data."""
        who = {self.identity: {"idOnExternalPlatform": self.customer}} if self.identity else {}
        return {
            "eventType": event_type,
            "brand": {"id": self.brand},
            "channel": {"id": self.channel},
            **who,
            "data": {} if data is None else data,
            "destination": {},
            "visitor": {},
            **members,
        }

    async def send(self, frame: Any) -> None:
        """Send a frame: a text as it is, anything else as JSON."""
        await self.connection.send(frame if isinstance(frame, str | bytes) else json.dumps(frame))

    async def ask(
        self, event_type: str, data: Any = None, *, event_id: str = "", **members: Any
    ) -> Json:
        """Send a request; return the frame that answers it, whatever it says."""
        id_ = event_id or fresh()
        payload = self.payload(event_type, data, **members)
        await self.send({"action": "chatWindowEvent", "eventId": id_, "payload": payload})
        return await self.reply(id_)

    async def reply(self, event_id: str) -> Json:
        """Return the frame that answers a request."""

        def take() -> Json | None:
            for frame in self.frames:
                if (
                    isinstance(frame, dict)
                    and frame.get("eventId") == event_id
                    and "data" not in frame
                ):
                    return frame
            return None

        answered: Json = await self.until(take)
        return answered

    async def do(self, event_type: str, data: Any = None, **members: Any) -> Any:
        """Send a request that goes well; return its postback's data, None where it has none."""
        frame = await self.ask(event_type, data, **members)
        assert "error" not in frame, frame
        return frame.get("postback", {}).get("data")

    async def refusal(self, event_type: str, data: Any = None, **members: Any) -> Refused:
        """Send a request that is refused; return why."""
        frame = await self.ask(event_type, data, **members)
        assert "postback" not in frame, frame
        return Refused(frame["error"]["errorCode"], frame["error"]["errorMessage"])

    async def push(self, name: str, wanted: Callable[[Any], object] = lambda _: True) -> Any:
        """Return the data of the first push of that name that is wanted and was not taken yet."""

        def take() -> Any:
            for index, frame in enumerate(self.seen):
                is_it = frame["eventType"] == name and index not in self._taken
                if is_it and wanted(frame["data"]):
                    self._taken.add(index)
                    return frame
            return None

        return (await self.until(take))["data"]

    async def beat(self) -> None:
        """Send a sign of life; all that happened before has come when it is answered."""
        before = self.frames.count(PONG)
        await self.send({"action": "heartbeat"})
        await self.until(lambda: self.frames.count(PONG) > before or None)

    async def told(self) -> list[str]:
        """Return the names of all pushes until now."""
        await self.beat()
        return self.names()

    def names(self) -> list[str]:
        """Return the names of all pushes that have come."""
        return [frame["eventType"] for frame in self.seen]

    async def say(self, text: str = "", *, thread: str = "t-1", **members: Any) -> Json:
        """Send a message, by `message` where more than a text; return the frame that answers."""
        return await self.ask("SendMessage", message(text, thread, **members))

    async def end(self) -> End:
        """Return how the socket ends."""
        async with asyncio.timeout(PATIENCE_S):
            while not self._is_over:
                self._news.clear()
                await self._news.wait()
        return self._end()

    def _end(self) -> End:
        return End(self.connection.close_code or 1006, self.connection.close_reason or "")


def fresh() -> str:
    """Return an id as clients make them, another one each time."""
    return str(uuid.UUID(int=next(_NUMBERS)))


def message(text: str = "", thread: str = "t-1", **members: Any) -> Json:
    """Return the data of `SendMessage` as the web SDK writes it; each has an id of its own."""
    return {
        "thread": {"idOnExternalPlatform": thread},
        "messageContent": {"type": "TEXT", "payload": {"text": text}},
        "idOnExternalPlatform": fresh(),
        "attachments": [],
        "consumer": {"customFields": []},
        "consumerContact": {"customFields": []},
        **members,
    }


async def transaction_token(
    server: Server, channel: str, customer: str, *, brand: int = 1001, prefix: str = ""
) -> str:
    """Return what lets an anonymous customer's socket in."""
    query = urlencode({"brandId": brand, "channelId": channel, "visitorId": ""})
    body = {"customerIdentity": {"idOnExternalPlatform": customer}}
    url = f"{server.url}{prefix}/oauth/token?{query}"
    async with server.http.post(url, json=body) as answer:
        assert answer.status == 200, await answer.text()
        token: str = (await answer.json())["accessToken"]
        return token


@asynccontextmanager
async def chat(
    server: Server,
    channel: str = "chat_livechat",
    customer: str = "c-1",
    *,
    secured: bool = True,
    brand: int = 1001,
    identity: str = WEB,
    prefix: str = "",
    path: str = "/chat-gateway",
    token: str = "",
    query: Json | None = None,
    **options: Any,
) -> AsyncIterator[Chat]:
    """Open a socket for a customer.

    Args:
        server: Where.
        channel: The channel's id.
        customer: What the client calls the customer.
        secured: Whether a token says who speaks (it is got first), or the frames alone.
        brand: The tenant's brand.
        identity: `WEB` or `MOBILE`, or ``""`` for frames that name nobody.
        prefix: The path of a tenant.
        path: Where the gateway is asked for, behind it.
        token: A token that is there already.
        query: More for the handshake's query; what is None is left out.
        options: Keywords of `connect`.
    """
    if secured and not token:
        token = await transaction_token(server, channel, customer, brand=brand, prefix=prefix)
    asked = {
        "v": "0",
        "sdkPlatform": "web",
        "sdkVersion": "2.2.0",
        "brandId": brand,
        "channelId": channel,
        "visitorId": "",
        **({"transactionToken": token} if token else {"customerId": customer}),
        **(query or {}),
    }
    kept = {name: value for name, value in asked.items() if value is not None}
    url = f"{server.ws_url}{prefix}{path}?{urlencode(kept)}"
    async with connect(url, **{"proxy": None, **options}) as connection:
        opened = Chat(connection, channel, customer, brand=brand, identity=identity)
        listening = asyncio.create_task(opened.listen())
        try:
            yield opened
        finally:
            listening.cancel()
            with suppress(asyncio.CancelledError):
                await listening


async def agent(server: Server, conversation_id: str, act: str, **body: Any) -> None:
    """Do something as the agent of a conversation, by the admin API; `contactId` is its id."""
    url = f"{server.url}/__admin/conversations/{conversation_id}/agent/{act}"
    async with server.http.post(url, json=body) as answer:
        assert answer.ok, await answer.text()


async def taken(server: Server, customer: Chat, text: str = "Hello", *, thread: str = "t-1") -> str:
    """Have a customer write and an agent take it; return the conversation's id."""
    await customer.say(text, thread=thread)
    created = await customer.push("CaseCreated")
    await server.advance(5)
    await customer.push("CaseInboxAssigneeChanged")
    id_: str = created["case"]["contactId"]
    return id_
