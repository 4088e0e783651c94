"""Owns the scene for faults on sockets: a conversation in which nothing happens by itself."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

from mockplatform.core.commands import SendMessage
from mockplatform.core.events import Person
from tests.support.raw import Raw, RawFrame, raw
from tests.support.server import Server, serving
from tests.support.talk import Frame, Talk, path_of, talking
from tests.support.wire import Line

QUIET = {"agentsAct": False}
UPGRADE = (
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
)
BEGUN = 2
"""The events with which the conversation begins; what is said comes behind them."""


class Scene:
    """A server, a conversation of user-7, and those who look at it."""

    def __init__(self, server: Server, token: str, id_: str) -> None:
        self.server = server
        self.token = token
        self.id = id_

    def talk(self, after: int = BEGUN, **options: Any) -> AbstractAsyncContextManager[Talk]:
        """Open a socket with `websockets`; pings of its own it sends only if asked to."""
        options.setdefault("ping_interval", None)
        return talking(self.server, self.token, self.id, f"?after={after}", **options)

    def raw(self, after: int = BEGUN, **options: Any) -> AbstractAsyncContextManager[Raw]:
        """Open a socket of bare bytes."""
        return raw(self.server, self.token, self.id, f"?after={after}", **options)

    async def say(self, *texts: str) -> None:
        """Let the customer say something elsewhere, so that all sockets are told of it."""
        customer = Person(purpose="customer", id="user-7")
        tenant, service = self.server.tenant, self.server.platform.service
        for text in texts:
            command = SendMessage(message_id=tenant.ids.uuid(), sender=customer, text=text)
            await service.execute(tenant, "conversation", self.id, command)

    @property
    def version(self) -> int:
        """How many events the conversation has."""
        return self.server.tenant.conversations[self.id].version

    def frames_told(self, direction: str, type_: str) -> int:
        """Return how many frames of a type came (`in`) or went (`out`), by the journal."""
        entries = self.server.tenant.journal.select(kind="frame")
        return sum(entry.detail[0] == direction and entry.detail[2] == type_ for entry in entries)


@asynccontextmanager
async def scene(*, hands: Any = None, **settings: Any) -> AsyncIterator[Scene]:
    """Run a server with a conversation; keywords are settings of the tenant."""
    options = hands.options if hands is not None else {}
    async with serving(settings=QUIET | settings, **options) as server:
        token = await server.token()
        yield Scene(server, token, await server.conversation(token))


async def hello(peer: Raw) -> RawFrame:
    """Take the first frame of a socket of bare bytes."""
    frame = await peer.frame()
    assert frame is not None
    assert frame.json()["type"] == "hello"
    return frame


async def shake(stage: Scene, line: Line) -> None:
    """Ask for a socket, as bytes, and wait for nothing."""
    await line.ask(f"GET {path_of(stage.id)}", stage.token, None, *UPGRADE)


def nothing_came(peer: Raw) -> bool:
    """Whether not one byte and no end came since the last frame."""
    waiting = peer.reader._buffer  # type: ignore[attr-defined]  # noqa: SLF001 - the one way to look without waiting
    return not waiting and not peer.reader.at_eof()


async def text_of(peer: Raw) -> str:
    """Return the text of the next frame, which is a message."""
    frame = await peer.frame()
    assert frame is not None
    text: str = frame.json()["text"]
    return text


def texts(frames: list[Frame]) -> list[str]:
    """Return the texts of the messages among some frames."""
    return [frame["text"] for frame in frames if frame["type"] == "message"]
