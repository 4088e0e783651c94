"""Owns a Node process that drives Genesys' JavaScript clients and sockets, for async tests.

One process serves a test, with as many clients and sockets as it wants::

    async with serving() as server, node() as js:
        agent = await js.platform(server.url, token)
        queues = await agent.call("RoutingApi.getRoutingQueues", {"pageSize": 5})
        assert queues["entities"][0]["name"] == "support"
        refused = await agent.refusal("UsersApi.getUser", "nobody")
        assert refused.code == "not.found"

        guest = await js.guest(server.url)
        chat = await guest.call("WebChatApi.postWebchatGuestConversations", {...})
        await guest.call("ApiClient.setJwt", chat["jwt"])
        events = await js.open(chat["eventStreamUri"])
        frame = await events.frame(lambda one: one.get("metadata", {}).get("type") == "message")

Values are the SDKs' own, as JSON; `undefined` is None. The SDKs never send again by themselves,
except after a 401 when they hold a refresh token.
"""

from __future__ import annotations

import asyncio
import json
import os
from asyncio.subprocess import PIPE, Process, create_subprocess_exec
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

from tests.sdk.refused import PATIENCE_S, Refused

DRIVER = Path(__file__).with_name("driver.mjs")
LINE_BYTES_MAX = 2**24
ENDED = "Node has ended; its last words are on stderr"

Frame = dict[str, Any]
DrivenT = TypeVar("DrivenT", bound="Driven")


class Driven:
    """A Node process that takes orders, each a line of JSON, and tells what came of them."""

    def __init__(self, process: Process) -> None:
        self._process = process
        self.numbers = count(1)
        self._answers: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._over = False

    async def order(self, do: str, **words: Any) -> Any:
        """Have the driver do something; return its value.

        Raises:
            Refused: It could not be done.
        """
        told = await self.ordered(do, **words)
        assert "mistake" not in told, told["mistake"]
        if "error" in told:
            raise Refused(**told["error"])
        return told["value"]

    async def ordered(self, do: str, **words: Any) -> dict[str, Any]:
        """Have the driver do something; return what it tells."""
        number = next(self.numbers)
        answer = self._answers[number] = asyncio.get_running_loop().create_future()
        assert not self._over, ENDED
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"id": number, "do": do, **words}).encode() + b"\n")
        async with asyncio.timeout(PATIENCE_S):
            told: dict[str, Any] = await answer
            return told

    async def listen(self) -> None:
        """Hand out what the driver tells, until it ends."""
        assert self._process.stdout is not None
        while line := await self._process.stdout.readline():
            told = json.loads(line)
            if "id" not in told:
                self.heard(told)
            elif not (answer := self._answers.pop(told["id"])).done():
                answer.set_result(told)
        self._over = True
        for answer in filter(lambda one: not one.done(), self._answers.values()):
            answer.set_exception(AssertionError(ENDED))

    def heard(self, told: dict[str, Any]) -> None:
        """Hear what the driver tells without being asked."""

    def kill(self) -> None:
        """End the process, if it is still there."""
        if self._process.returncode is None:
            self._process.kill()


class JsClient:
    """One client of one of the two packages."""

    def __init__(self, node: Node, number: int) -> None:
        self._node = node
        self._number = number

    async def login(self, client_id: str, secret: str) -> None:
        """Log in with client credentials; raises `Refused`."""
        await self.call("ApiClient.loginClientCredentialsGrant", client_id, secret)

    async def call(self, name: str, *arguments: Any) -> Any:
        """Call a method and return what its promise gives: the body, or the extended answer.

        Args:
            name: Class and method, such as "UsersApi.getUser"; "ApiClient.…" is the client's own.
            arguments: What the method takes; options are one dict in the last place.

        Raises:
            Refused: The promise was rejected. Clients that are not extended are told the body
                only, so its `status` is what the body says and there are no headers.
        """
        return await self._node.order("call", client=self._number, name=name, args=arguments)

    async def refusal(self, name: str, *arguments: Any) -> Refused:
        """Do the same with a call that is to be refused; return the refusal."""
        try:
            value = await self.call(name, *arguments)
        except Refused as refused:
            return refused
        raise AssertionError(f"{name} was not refused: {value!r}")


class JsSocket:
    """One open socket.

    Attributes:
        number: What the driver calls it.
        seen: All frames so far, those included that `frame` has passed over.
    """

    def __init__(self, node: Node, number: int) -> None:
        self._node = node
        self.number = number
        self.events: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.seen: list[Frame] = []

    async def send(self, **frame: Any) -> None:
        """Send a frame of JSON."""
        await self._node.order("send", socket=self.number, text=json.dumps(frame))

    async def frame(self, wanted: Callable[[Frame], object] = bool) -> Frame:
        """Return the next frame that is wanted; fail if the socket is closed before it comes."""
        while "text" in (event := await self._event()):
            frame: Frame = json.loads(event["text"])
            self.seen.append(frame)
            if wanted(frame):
                return frame
        raise AssertionError(f"closed with {event}; seen: {self.seen}")

    async def closed(self) -> tuple[int, str]:
        """Return code and reason of the close; frames that come before it are seen."""
        while "text" in (event := await self._event()):
            self.seen.append(json.loads(event["text"]))
        return event["code"], event["reason"]

    async def close(self, code: int = 1000, reason: str = "") -> None:
        """Say goodbye; `closed` tells when the other side has."""
        await self._node.order("close", socket=self.number, code=code, reason=reason)

    async def drop(self) -> None:
        """Be gone without a goodbye."""
        await self._node.order("drop", socket=self.number)

    async def _event(self) -> dict[str, Any]:
        async with asyncio.timeout(PATIENCE_S):
            return await self.events.get()


class Node(Driven):
    """The process."""

    def __init__(self, process: Process) -> None:
        super().__init__(process)
        self._sockets: dict[int, JsSocket] = {}

    async def platform(self, url: str, token: str = "", *, extended: bool = False) -> JsClient:
        """Make a client of `purecloud-platform-client-v2`.

        Args:
            url: The platform's, which may end in a tenant's prefix.
            token: An access token; without one, `login` gets one.
            extended: Whether calls give status, statusText, headers and body, not just the body.
        """
        return await self._client("platform", url, token, extended)

    async def guest(self, url: str, jwt: str = "", *, extended: bool = False) -> JsClient:
        """Make a client of `purecloud-guest-chat-client`; arguments as above."""
        return await self._client("guest", url, jwt, extended)

    async def open(self, url: str, protocols: Sequence[str] = (), **headers: str) -> JsSocket:
        """Open a socket; raises `Refused` if the handshake is. `Origin="…"` sets that header."""
        socket = JsSocket(self, next(self.numbers))
        self._sockets[socket.number] = socket
        await self.order(
            "open", socket=socket.number, url=url, protocols=protocols, headers=headers
        )
        return socket

    def heard(self, told: dict[str, Any]) -> None:
        """Give a socket what it hears."""
        self._sockets[told["socket"]].events.put_nowait(told)

    async def _client(self, kind: str, url: str, token: str, extended: bool) -> JsClient:
        number = next(self.numbers)
        words = {"kind": kind, "url": url, "token": token, "extended": extended}
        await self.order("client", client=number, **words)
        return JsClient(self, number)


@asynccontextmanager
async def running(driver: Path, kind: type[DrivenT]) -> AsyncIterator[DrivenT]:
    """Run Node with a driver, without the configuration and proxies of whoever runs the tests."""
    assert driver.with_name("node_modules").is_dir(), "'make test' installs the JavaScript clients"
    environ = {"PATH": os.environ["PATH"], "HOME": str(driver.parent)}
    process = await create_subprocess_exec(
        "node", str(driver), stdin=PIPE, stdout=PIPE, env=environ, limit=LINE_BYTES_MAX
    )
    one = kind(process)
    listening = asyncio.create_task(one.listen())
    try:
        yield one
    finally:
        one.kill()
        await listening
        await process.wait()


@asynccontextmanager
async def node() -> AsyncIterator[Node]:
    """Run Node with the driver of Genesys' clients."""
    async with running(DRIVER, Node) as one:
        yield one
