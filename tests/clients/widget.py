"""Owns a small well-behaved widget: it keeps state, tokens and sockets as the guide wants them.

State lies in three tiers. `session` is the tab's and dies with it; `identity` is the device's
and is shared by its tabs; the third is the platform's own context document, of which `server`
is a copy. A page that is refreshed is a new `Widget` over the same two dicts, a second tab
has a `session` of its own, a second device has both anew.

The widget sets no timers: whoever moves the clock calls `tick`, as a timer would.

Source: guide, sections 1 to 4 and edge cases 1 to 3.
"""

from __future__ import annotations

import asyncio
import copy
import itertools
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from tests.clients.api import CONTEXTS, CONVERSATIONS, REFRESH, TOKEN, Api, Refused, claims_of
from tests.clients.line import Frame, Line

ROTATE_BEFORE_S = 5 * 60
RESUMABLE = ("ACTIVE", "OPEN", "RINGING")
WINDOW = 500
"""How many messages a tab keeps; the platform has the older ones (edge case 2)."""

_tabs = itertools.count(1)


async def _no_patience(delay_s: float) -> None:
    raise TimeoutError(f"the platform is out of reach, and nobody waits {delay_s} s")


@dataclass(frozen=True, kw_only=True)
class Site:
    """Where a widget is embedded: one tenant of one platform.

    Attributes:
        url: The tenant's base URL.
        ws_url: The same for sockets.
        deployment_id: What the widget was built with.
        now: The tenant's clock.
        wait: Lets so many seconds pass before the next try.
    """

    http: aiohttp.ClientSession
    url: str
    ws_url: str
    deployment_id: str
    now: Callable[[], float]
    wait: Callable[[float], Awaitable[None]] = _no_patience


@dataclass(kw_only=True)
class Widget:
    """One widget in one tab.

    Attributes:
        session: The tab's tier: tokens, conversation, cursor, transcript, outbox, draft.
        identity: The device's tier: the user and the first routing discriminators.
        server: A copy of the server's tier.
        line: The socket, if there is one.
        misheard: Events that did not follow the one before: (last seq, its seq); stays empty.
    """

    site: Site
    session: dict[str, Any] = field(default_factory=dict)
    identity: dict[str, Any] = field(default_factory=dict)
    server: dict[str, Any] = field(default_factory=dict)
    line: Line | None = None
    misheard: list[tuple[int, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.api = Api(self.site.http, self.site.url)
        self._swapping = asyncio.Lock()
        self.session.setdefault("instanceId", f"tab-{next(_tabs)}")
        self.session.setdefault("sends", 0)
        for name in ("transcript", "outbox", "routingDelta"):
            self.session.setdefault(name, {})
        self.session.setdefault("seq", 0)
        self.session.setdefault("draft", "")

    # ------------------------------------------------------------ what it knows

    @property
    def conversation_id(self) -> str:
        """The conversation that this tab shows."""
        id_: str = self.session["conversationId"]
        return id_

    @property
    def path(self) -> str:
        """The conversation's path."""
        return f"{CONVERSATIONS}/{self.conversation_id}"

    @property
    def token(self) -> str:
        """The newest access token."""
        token: str = self.session["accessToken"]
        return token

    @property
    def texts(self) -> list[str]:
        """The transcript's texts, in the platform's order."""
        transcript = self.session["transcript"]
        return [transcript[seq]["text"] for seq in sorted(transcript)]

    @property
    def is_connected(self) -> bool:
        """Whether the socket is there."""
        return self.line is not None and self.line.is_open

    @property
    def wire(self) -> Line:
        """The socket, which has to be there."""
        assert self.line is not None, "the widget has no socket"
        return self.line

    # ------------------------------------------------ tokens are leases (section 2)

    async def log_in(self) -> None:
        """Get a first pair of tokens for this deployment and this device's user."""
        body = {"deploymentId": self.site.deployment_id, "instanceId": self.session["instanceId"]}
        if "userId" in self.identity:
            body["userId"] = self.identity["userId"]
        self._keep(await self.api.must("POST", TOKEN, json=body))
        self.identity["userId"] = claims_of(self.token)["sub"]

    def _keep(self, pair: dict[str, Any]) -> None:
        # Only these three change: outbox, draft and listeners do not notice (edge case 1).
        self.session["accessToken"] = pair["access_token"]
        self.session["refreshToken"] = pair["refresh_token"]
        self.session["exp"] = claims_of(pair["access_token"])["exp"]

    @property
    def rotate_at(self) -> float:
        """When the next rotation is due: five minutes before the token's end."""
        return float(self.session["exp"] - ROTATE_BEFORE_S)

    async def tick(self) -> bool:
        """Rotate if it is time to; return whether it was."""
        if self.site.now() < self.rotate_at:
            return False
        await self.rotate()
        return True

    async def rotate(self) -> None:
        """Get the next pair and hand it to the socket in band, without a new handshake."""
        async with self._swapping:
            body = {"grant_type": "refresh_token", "refresh_token": self.session["refreshToken"]}
            self._keep(await self.api.must("POST", REFRESH, token=self.token, json=body))
            if self.is_connected:
                answer = await self.wire.ask("token.update", token=self.token)
                assert answer["type"] == "token.updated", answer

    # ------------------------------------------------------------ conversations

    async def start(self, **body: Any) -> None:
        """Open a new conversation with what routing needs, and its socket."""
        body.setdefault("routingData", self.identity.get("discriminators", {}))
        body["instanceId"] = self.session["instanceId"]
        document = await self.api.must("POST", CONVERSATIONS, token=self.token, json=body)
        self.session["conversationId"] = document["id"]
        await self.connect()

    async def connect(self) -> None:
        """Attach a socket behind the last event that this tab knows."""
        # The token travels as a subprotocol; a URL would end up in logs.
        url = f"{self.site.ws_url}{self.path}/ws?after={self.session['seq']}"
        self.line = await Line.open(url, self.token, self._hear)

    def move_to(self, site: Site) -> None:
        """Talk to the same platform at another address from now on."""
        self.site, self.line = site, None
        self.api = Api(site.http, site.url)

    def leave_page(self) -> dict[str, Any]:
        """Return the tab's tier as it stands, for the page that comes after a refresh."""
        return copy.deepcopy(self.session)

    # ----------------------------------------- three phases of a reconnect (section 4)

    async def resume(self) -> bool:
        """Come back after a drop or a refresh; return whether the conversation went on."""
        if not self.discover():
            await self._begin_anew()
            return False
        if await self.validate() not in RESUMABLE:
            self.forget_conversation()
            await self._begin_anew()
            return False
        await self.merge()
        return True

    async def _begin_anew(self) -> None:
        if not self._has_live_token():
            await self.log_in()
        await self.start()

    def _has_live_token(self) -> bool:
        return bool(self.session.get("exp", 0) > self.site.now())

    def discover(self) -> bool:
        """Phase 1: whether this tab remembers a conversation at all."""
        return "conversationId" in self.session

    async def validate(self) -> str:
        """Phase 2: ask the platform what has become of it; patient with a platform in trouble."""
        if not self._has_live_token():
            await self.log_in()
        for attempt in itertools.count():
            try:
                reply = await self.api.call("GET", self.path, token=self.token)
            except aiohttp.ClientConnectionError:
                reply = None
            if reply is not None and reply.status < 500:
                if reply.status in (403, 404):
                    return "DELETED"
                if reply.status != 200:
                    raise Refused("validate", reply)
                return str(reply.body["state"])
            await self.site.wait(min(2.0 * 2**attempt, 30.0))
        raise AssertionError

    async def merge(self) -> None:
        """Phase 3: socket, then routing delta, then the transcript's diff, then the outbox."""
        known = self.session["seq"]
        await self.connect()
        await self.push_delta()
        await self.fetch_diff(known)
        await self.flush()

    def forget_conversation(self) -> None:
        """Drop what belonged to a conversation that is over; what was typed is kept."""
        del self.session["conversationId"]
        self.session.update(seq=0, transcript={}, routingDelta={})

    async def push_delta(self) -> None:
        """Tell the platform what routing should know since the socket went."""
        delta, self.session["routingDelta"] = self.session["routingDelta"], {}
        if delta:
            await self.api.must("PATCH", f"{self.path}/routing-data", token=self.token, json=delta)

    async def fetch_diff(self, after: int) -> None:
        """Fetch what the transcript has behind `after`, and reconcile the outbox with it."""
        more = True
        while more:
            page = await self.api.must(
                "GET", f"{self.path}/messages?after={after}&limit=100", token=self.token
            )
            for message in page["entities"]:
                self._put(message)
                after = message["seq"]
            more = page["hasMore"]

    # ------------------------------------------------------------------ messages

    def write(self, text: str) -> str:
        """Put a message into the outbox; return the id under which it is sent, however often."""
        self.session["sends"] += 1
        client_message_id = f"{self.session['instanceId']}-{self.session['sends']}"
        self.session["outbox"][client_message_id] = text
        return client_message_id

    async def send(self, text: str) -> None:
        """Write a message and send it until it is acknowledged or the socket is gone."""
        await self.transmit(self.write(text))

    async def flush(self) -> None:
        """Send again what nobody acknowledged: the id makes it arrive once."""
        for client_message_id in tuple(self.session["outbox"]):
            await self.transmit(client_message_id)

    async def transmit(self, client_message_id: str) -> None:
        """Send one message of the outbox, over the socket if there is one.

        Raises:
            Dropped: The socket went before the acknowledgement; the outbox still has it.
            Refused: The platform does not take it.
        """
        body = {"clientMessageId": client_message_id}
        body["text"] = self.session["outbox"].get(client_message_id, "")
        if not body["text"]:
            return  # a diff or an echo has acknowledged it meanwhile
        if self.is_connected:
            answer = await self.wire.ask("message.send", **body)
            assert answer["type"] == "ack", answer
        else:
            self._put(
                await self.api.must("POST", f"{self.path}/messages", token=self.token, json=body)
            )
        self.session["outbox"].pop(client_message_id, None)

    async def type(self, *, on: bool = True) -> None:
        """Tell the agent that the customer types."""
        await self.wire.tell("typing", state="on" if on else "off")

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait for something that a frame brings about."""
        await self.wire.until(holds)

    def _hear(self, frame: Frame) -> None:
        """Take in what the socket tells; events come in order, each once."""
        if "seq" not in frame or frame["type"] == "ack":
            return
        last, self.session["seq"] = self.session["seq"], frame["seq"]
        if frame["seq"] != last + 1:
            self.misheard.append((last, frame["seq"]))
        if frame["type"] == "message":
            self._put({"id": frame["messageId"], **frame})

    def _put(self, message: dict[str, Any]) -> None:
        """Put a message in its place; socket and diff may both bring it."""
        transcript = self.session["transcript"]
        transcript[message["seq"]] = message
        self.session["outbox"].pop(message.get("clientMessageId"), None)
        while len(transcript) > WINDOW:
            del transcript[min(transcript)]

    # ------------------------------------------- the server's tier (section 1)

    @property
    def context_path(self) -> str:
        """Where this user's context document is."""
        return f"{CONTEXTS}/ctx_{self.identity['userId']}"

    async def save_context(self, **members: Any) -> None:
        """Merge what is heavy, or for another device, into the server's tier."""
        self.server = await self.api.must(
            "PATCH", self.context_path, token=self.token, json=members
        )

    async def load_context(self) -> dict[str, Any]:
        """Return the server's tier; empty if there is none."""
        reply = await self.api.call("GET", self.context_path, token=self.token)
        self.server = reply.body if reply.status == 200 else {}
        return self.server

    async def close(self) -> None:
        """Leave: the tab is closed, the conversation is not."""
        if self.line is not None:
            await self.line.close()
